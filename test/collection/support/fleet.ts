import type { AppToken } from '../../../shared/access/access';
import type { Clock } from '../../../shared/clock';
import type { Checkpoint, CheckpointKey, Checkpoints } from '../../../shared/collection/checkpoint';
import { fromColumns, toColumns } from '../../../shared/collection/checkpoint-row';
import type { FleetCollector } from '../../../shared/collection/collect-tenants';
import { PageCaps } from '../../../shared/collection/page-caps';
import { PageMemory } from '../../../shared/collection/page-memory';
import { RelayError } from '../../../shared/errors';
import type { CollectedEvent } from '../../../shared/events/event';
import type { HttpSend } from '../../../shared/http/http';
import type { Columns } from '../../../shared/storage/tables';
import type { LogEvent, LogFields, LogLevel } from '../../../shared/telemetry/log';
import type { Tenant } from '../../../shared/tenants/tenant';

export const tenantA = '11111111-1111-4111-8111-111111111111';

export function tenant(id: string, changes: Partial<Tenant> = {}): Tenant {
  return {
    id,
    displayName: `Tenant ${id.slice(0, 4)}`,
    status: 'active',
    sources: ['defender-xdr'],
    destinations: [],
    cloud: 'commercial',
    grantedRoles: [],
    lookbackMs: 24 * 3_600_000,
    etag: '1',
    ...changes,
  };
}

/** Checkpoints that go through the real row format and keep ETags as the table does. */
export class MemoryCheckpoints implements Checkpoints {
  readonly rows = new Map<string, { columns: Columns; etag: number }>();
  saves = 0;
  /** Called before a write; throwing here is a crash in between. */
  beforeSave: (checkpoint: Checkpoint) => void = () => {};

  async load({ tenantId, source }: CheckpointKey) {
    const row = this.rows.get(`${tenantId}/${source}`);
    if (!row) return { checkpoint: undefined, etag: undefined };
    const parsed = fromColumns(row.columns);
    if ('faults' in parsed) throw new Error(parsed.faults.join());
    return { checkpoint: parsed.checkpoint, etag: String(row.etag) };
  }

  async save({ tenantId, source }: CheckpointKey, checkpoint: Checkpoint, etag: string | undefined): Promise<string> {
    this.beforeSave(checkpoint);
    const key = `${tenantId}/${source}`;
    const row = this.rows.get(key);
    if (String(row?.etag) !== String(etag)) throw new RelayError('storage_conflict', 'The row moved.');
    const moved = (row?.etag ?? 0) + 1;
    this.rows.set(key, { columns: toColumns(checkpoint), etag: moved });
    this.saves += 1;
    return String(moved);
  }

  async summaries() {
    return [...this.rows].map(([key, { columns }]) => {
      const [tenantId = '', source = ''] = key.split('/');
      const instant = (name: string) => (columns[name] === undefined ? undefined : Date.parse(String(columns[name])));
      const [notBefore, lastAttempt] = [instant('notBefore'), instant('lastAttempt')];
      const failing = columns.state !== 'ok';
      return { tenantId, source, failing, ...(notBefore && { notBefore }), ...(lastAttempt && { lastAttempt }) };
    });
  }
}

export interface Logged {
  readonly level: LogLevel;
  readonly event: LogEvent;
  readonly fields: LogFields | undefined;
}

export interface FleetParts {
  readonly clock: Clock;
  readonly http: HttpSend;
  readonly tenants?: readonly Tenant[];
  readonly roles?: readonly string[];
  /** Instead of a token that `issue` would give. */
  readonly token?: (tenantId: string, issue: () => Promise<AppToken>) => Promise<AppToken>;
  readonly overlapMs?: number;
  /** Where two collectors meet. */
  readonly checkpoints?: MemoryCheckpoints;
  /** What else of the collector is different. */
  readonly changes?: Partial<FleetCollector>;
}

/** A collector whose surroundings are all in memory: what it sends is in `sent`, what it logs in `logged`. */
export function fleet({
  clock,
  http,
  tenants = [tenant(tenantA)],
  roles = ['Incident.Read.All'],
  token,
  overlapMs = 900_000,
  checkpoints = new MemoryCheckpoints(),
  changes = {},
}: FleetParts) {
  const sent: CollectedEvent[] = [];
  const kept: { event: CollectedEvent; reason: string }[] = [];
  const logged: Logged[] = [];
  const handedOver: string[] = [];
  const statuses: { tenantId: string; status: string; reason?: string }[] = [];
  const issue = async (tenantId: string): Promise<AppToken> => ({
    token: `token of ${tenantId}`,
    claims: {
      audience: 'https://api.security.microsoft.com',
      tenantId,
      appId: 'app',
      roles,
      expiresAt: clock.now() + 3_600_000,
    },
  });
  const collector: FleetCollector = {
    http,
    clock,
    checkpoints,
    tokens: {
      get: ({ tenantId }) => (token ? token(tenantId, () => issue(tenantId)) : issue(tenantId)),
      forget: () => {},
    },
    log: (level, event, fields) => logged.push({ level, event, fields }),
    async *listTenants() {
      for (const each of tenants) yield { kind: 'tenant', tenant: each };
    },
    reach: ({ tenant: { id, clientId = 'app', credential = { kind: 'secret', name: 'partner' } } }) => ({
      base: `https://api.test/${id}`,
      token: {
        tenantId: id,
        authority: 'https://login.test',
        clientId,
        credential,
        scope: 'scope',
      },
      consentLink: 'https://login.test/consent',
      local: true,
    }),
    put: async (event) => {
      sent.push(event);
    },
    keep: async (event, reason) => {
      kept.push({ event, reason });
    },
    handOver: async ({ tenants: ids }) => {
      handedOver.push(...ids);
    },
    setTenantStatus: async (each, status, reason) => {
      statuses.push({ tenantId: each.id, status, ...(reason && { reason }) });
    },
    secrets: { get: () => Promise.reject(new RelayError('credential_missing', 'There is no secret here.')) },
    memory: new PageMemory(),
    caps: new PageCaps(),
    owner: 'this process',
    overlapMs,
    concurrency: 4,
    inlineTenants: 500,
    ...changes,
  };
  return { collector, checkpoints, sent, kept, logged, handedOver, statuses };
}

/** `id@lastUpdateTime` of each event, in the order sent. */
export function versionsOf(events: readonly CollectedEvent[]): string[] {
  return events.map(({ attributes }) => `${attributes.subject}@${attributes.time}`);
}
