import { printable } from '../../columns';
import { counted } from '../../instants';
import { type NamedTenant, titleOf } from '../tenants/tenant-named';
import { describeVersion } from './describe-version';
import { logQuery } from './log-query';
import type { Older, TracedRecord } from './traced';

const states = [
  ['delivered', 'delivered'],
  ['filtered', 'filtered'],
  ['superseded', 'superseded'],
  ['dead', 'dead-lettered'],
  ['waiting', 'waiting'],
] as const;

/** Text for a person. `now`: milliseconds since the epoch. */
export function describeTrace(
  tenant: NamedTenant,
  record: string,
  traced: readonly TracedRecord[],
  now: number,
): string {
  return traced
    .flatMap((each) => [...describeRecord(tenant, record, each, now), ''])
    .join('\n')
    .trimEnd();
}

function describeRecord(tenant: NamedTenant, record: string, traced: TracedRecord, now: number): readonly string[] {
  const { kind, versions, older } = traced;
  const ids = versions.map(({ version }) => version.id);
  return [
    printable(`${kind[0]?.toUpperCase()}${kind.slice(1)} ${record} of ${titleOf(tenant)}`),
    ...versions.flatMap((version) => ['', ...describeVersion(version, now)]),
    '',
    'Older versions:',
    ...olderLines(older),
    ...queryLines(tenant.id, record, ids),
  ];
}

function olderLines(older: readonly Older[]): readonly string[] {
  if (older.length === 0) return ['  none: these are all that were collected.'];
  return [
    '  For each destination the last 20 are listed; of those before only the counts are kept here, and the log below.',
    ...older.map(({ destination, counts, total }) => {
      const parts = states.flatMap(([state, word]) => (counts[state] > 0 ? [`${counts[state]} ${word}`] : []));
      return printable(`  ${destination}: ${counted(total, 'version')}, ${parts.join(', ')}`);
    }),
  ];
}

function queryLines(tenantId: string, record: string, ids: readonly string[]): readonly string[] {
  return [
    '',
    'What the log says about it, all versions and each attempt included: Application Insights, Logs, table traces',
    '(in its Log Analytics workspace: table AppTraces, with TimeGenerated for timestamp and Message for message):',
    '',
    ...logQuery(tenantId, record, ids).map((line) => `  ${line}`),
  ];
}

/** What it means that nothing is known, and what to look at. */
export function describeNothing(tenant: NamedTenant, record: string, kinds: readonly string[]): string {
  const { id, displayName } = tenant;
  const unregistered = displayName === undefined ? ['- The tenant is not registered: relay tenants list'] : [];
  return [
    printable(`Nothing is known of ${kinds.join(' or ')} ${record} of ${titleOf(tenant)}:`),
    'no version of it was ever taken from the queue for any destination.',
    '',
    'What may be so, and how to see it:',
    ...unregistered,
    `- The tenant was not collected up to then, or something stands in the way:  relay tenants show ${id}`,
    '- It was collected, and is still on the queue, or there is no destination:   relay status',
    '- The id is another one. An incident is known by its number in the Defender portal, an alert by the long id',
    '  in its address; alerts inside an incident are collected with it, under the incident.',
  ].join('\n');
}
