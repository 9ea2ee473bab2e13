import { aligned, seconds, wrapped } from '../text';
import type { Load } from './load';
import type { Verdict } from './verdict';

export interface Report extends Verdict {
  readonly durationMs: number;
  /** Of all records that had to arrive. */
  readonly load: Load;
}

const header = ['TENANT', 'SOURCE', 'STATE', 'CALLS', 'COLLECTED', 'SENT', 'DELIVERED', 'DUPLICATES', 'REASON'];

/** The summary for people: one line for each source of each tenant. */
export function reportText(report: Report, columns = 120): string {
  const rows = report.tenants.map((row) => {
    const { tenant, source, state, calls, collected, sent, delivered, duplicates, code } = row;
    return [tenant, source, state, calls, collected, sent, delivered, duplicates, code];
  });
  const reasons = report.tenants.filter(({ reason }) => reason !== '');
  return [
    '',
    ...aligned([header, ...rows]),
    '',
    ...reasons.map(({ tenant, source, reason }) => wrapped(`${tenant}, ${source}: ${reason}`, columns, '  ')),
    '',
    ...conclusion(report),
  ].join('\n');
}

function conclusion({ tenants, problems, durationMs, load }: Report): string[] {
  if (problems.length > 0) return ['Not all is well:', ...problems.map((problem) => `  - ${problem}`)];
  const broken = tenants.filter(({ reason }) => reason !== '').length;
  const size = (load.bytes / 1_000_000).toFixed(1);
  return [
    `All ${load.records} incidents and alerts arrived, each once and with every digit: ${size} MB, ${load.over64KB} over 64 KB,`,
    `${load.inexactInJavaScript} with numbers that JSON.parse would have changed. The ${broken} broken sources say what is wrong.`,
    `Took ${seconds(durationMs)}.`,
  ];
}

/**
 * The same for programs: `{ok, durationMs, load, problems, tenants}`, and in `tenants` what `SourceSummary` says, one
 * entry for each source of each tenant, in the order of the table for people. Members are only ever added.
 */
export function reportJson({ tenants, problems, durationMs, load }: Report): string {
  return JSON.stringify({ ok: problems.length === 0, durationMs, load, problems, tenants }, null, 2);
}
