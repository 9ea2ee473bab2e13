import type { Arrived, Evidence, SeenVersion } from './accounts';
import { type DeliveryRow, ends } from './delivery-rows';

/** Evidence by hand, for tests of whoever judges it: two incidents of one tenant, each delivered once. */
export const tenantId = 'contoso';

export const seen = (id: string, raw = `{"incidentId":${id}}`): SeenVersion => ({
  tenantId,
  route: 'incidents',
  id,
  version: at(1),
  raw,
});

/** RFC 3339, so many seconds into a minute. */
export const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}Z`;

export const arrived = ({ id, raw, version }: SeenVersion, changed: Partial<Arrived> = {}): Arrived => ({
  destination: 'siem',
  id: `event-${id}`,
  tenantId,
  kind: 'incident',
  record: id,
  collected: version,
  updated: version,
  dataRaw: raw,
  ...changed,
});

type State = DeliveryRow['outcomes'][number]['state'];

/** The row of a record, with versions in these states. */
export function rowOf(record: string, states: Readonly<Record<string, State>>): DeliveryRow {
  const outcomes = Object.entries(states).map(([id, state]) => ({
    version: { id, collected: at(1), updated: at(1) },
    state,
  }));
  const count = (end: string) => outcomes.filter(({ state }) => state === end).length;
  const [delivered = 0, filtered = 0, superseded = 0, dead = 0] = ends.map(count);
  const counts = { collected: outcomes.length, delivered, filtered, superseded, dead, repeats: 0 };
  return { tenantId, kind: 'incident', record, destination: 'siem', ...counts, outcomes };
}

export const queuedAs = (record: string, updated = at(1)) => ({ tenantId, kind: 'incident', record, updated });

export const noWindow = { collecting: new Map<string, string[]>(), forwarding: [], unrecorded: [] };

export function evidenceOf(changed: Partial<Evidence>): Evidence {
  const both = [seen('1'), seen('2')];
  return {
    destinations: [{ name: 'siem', tenants: [tenantId], unwanted: ['low'] }],
    visible: both,
    toCome: new Set(),
    shown: both,
    replaced: new Set(),
    delivered: both.map((each) => arrived(each)),
    deliveredBefore: 0,
    dead: [],
    rows: ['1', '2'].map((id) => rowOf(id, { [`event-${id}`]: 'delivered' })),
    queued: new Map(['1', '2'].map((id) => [`event-${id}`, queuedAs(id)])),
    windows: [noWindow],
    everCutOff: new Set(),
    unrecorded: [],
    ...changed,
  };
}
