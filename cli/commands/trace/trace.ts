import { isRecordKind, type RecordKind, recordKinds } from '../../../shared/events/kinds';
import { usage } from '../../arguments';
import type { Answer, Command } from '../../command';
import type { CliServices } from '../../services';
import { tenantNamed } from '../tenants/tenant-named';
import { describeNothing, describeTrace } from './describe-trace';
import { traceJson } from './trace-json';
import { type TracedRecord, traceRecord } from './traced';

const name = { noun: 'trace' };

export const trace: Command = {
  ...name,
  summary: 'Show what became of one incident: each version, where it was delivered, when and how late.',
  operands: ['tenant', 'record id'],
  options: { kind: { value: recordKinds.join('|'), help: 'What it is; default: whatever has that id' } },
  prepare({ positionals, values }) {
    const [tenant = '', record = ''] = positionals.map((typed) => typed.trim());
    const { kind } = values;
    if (kind !== undefined && !isRecordKind(kind)) throw usage(name, `--kind must be one of ${recordKinds.join(', ')}`);
    return (services) => traced(services, tenant, record, kind === undefined ? recordKinds : [kind]);
  },
};

async function traced(
  services: CliServices,
  typed: string,
  record: string,
  wanted: readonly RecordKind[],
): Promise<Answer> {
  const { delivery, tenants, clock, ensureStorage } = services;
  await ensureStorage();
  const [tenant, configured] = await Promise.all([tenantNamed(typed, tenants), delivery.destinations.all()]);
  const names = configured.map((each) => each.name);
  const now = clock.now();
  const subjects = wanted.flatMap((kind) =>
    idsOf(record).map((each) => ({ tenantId: tenant.id, kind, record: each, names })),
  );
  const records = await Promise.all(subjects.map((subject) => traceRecord(delivery, subject, now)));
  const found = records.filter((each): each is TracedRecord => each !== undefined);
  return {
    text: found.length > 0 ? describeTrace(tenant, record, found, now) : describeNothing(tenant, record, wanted),
    json: traceJson(tenant, record, found),
    healthy: found.length > 0 && !found.some(isStranded),
  };
}

/** A malformed record has no id that can be trusted, and is known by its event's. */
function idsOf(record: string): readonly string[] {
  return /^[0-9a-f]{64}$/.test(record) ? [record, `malformed ${record}`] : [record];
}

/** The newest version lies in the dead letters of some destination. */
function isStranded({ versions: [newest] }: TracedRecord): boolean {
  return newest?.standings.some(({ letter }) => letter !== undefined) ?? false;
}
