import type { Replayed } from '../../../shared/collection/replay/contract';
import type { ReplayRange } from '../../../shared/collection/replay/replay-progress';
import { formatInstant, msOfTicks } from '../../../shared/instant';
import type { Source } from '../../../shared/sources/source';
import { printable } from '../../columns';
import { counted, period, utc } from '../../instants';
import type { Json } from '../../json';
import type { Scope } from './scope';

/** How the replay of one source ended. */
export interface ReplayedPart {
  readonly source: Pick<Source, 'name' | 'kind'>;
  readonly range: ReplayRange;
  readonly replayed: Replayed;
}

/** Lines of a list at most; `--json` has all. */
const shown = 5;

export function isComplete({ replayed: { fault, tooLarge, found } }: ReplayedPart): boolean {
  return !fault && tooLarge.length === 0 && found.refused.length === 0;
}

/** Text for a person. */
export function describeReplay(scope: Scope, parts: readonly ReplayedPart[], dryRun: boolean): string {
  const { tenant, destinations, notes } = scope;
  const versions = parts.reduce((sum, { replayed }) => sum + replayed.found.versions, 0);
  const title = titleOf(scope, versions, dryRun);
  const command = againFor(tenant.id, destinations, dryRun);
  const newest = parts.find(({ replayed }) => replayed.found.newest !== undefined)?.replayed.found.newest;
  const follow = [
    ...(newest === undefined ? [] : [`  relay trace ${tenant.id} ${newest}`]),
    `  relay status --tenant ${tenant.id}`,
  ];
  return [
    title,
    ...parts.flatMap((part) => describePart(part, command)),
    ...notes.map((note) => `Note: ${note}`),
    ...(dryRun || versions === 0 ? [] : ['What becomes of it:', ...follow]),
  ]
    .map(printable)
    .join('\n');
}

function titleOf({ tenant, destinations }: Scope, versions: number, dryRun: boolean): string {
  const who = `${tenant.displayName} (${tenant.id})`;
  const to = destinations.join(', ') || 'no destination, for there is none';
  if (versions === 0) return `Nothing of ${who} was found in this range, and nothing was sent.`;
  if (dryRun) return `${counted(versions, 'version')} of ${who} would be sent to ${to}; nothing was sent.`;
  return `${counted(versions, 'version')} of ${who} on the way to ${to}, marked as a replay.`;
}

function describePart({ source, range, replayed }: ReplayedPart, command: string): readonly string[] {
  const { found, calls, fault, remaining, tooLarge } = replayed;
  const { versions, records, bytes, firstUpdate, lastUpdate, refused } = found;
  const updates =
    firstUpdate === undefined || lastUpdate === undefined
      ? ''
      : `, last updated ${period(msOfTicks(firstUpdate), msOfTicks(lastUpdate))}`;
  const what = `${counted(versions, 'version')} of ${counted(records, source.kind)}, ${sizeOf(bytes)}${updates}`;
  return [
    `  ${source.name}  ${period(msOfTicks(range.from), msOfTicks(range.to))}, in ${counted(calls, 'request')}`,
    `    ${what}`,
    ...tooLarge.map(
      ({ from }) => `    Missing: a record last updated at about ${utc(msOfTicks(from))} is too large to be read.`,
    ),
    ...refused.slice(0, shown).map(({ record, reason }) => `    Missing: ${source.kind} ${record}: ${reason}`),
    ...(refused.length > shown
      ? [`    and ${refused.length - shown} more that no message can hold (--json has all)`]
      : []),
    ...(fault ? [`    Stopped: ${fault.message}`] : []),
    ...(fault && remaining
      ? [`    Not read: ${period(msOfTicks(remaining.from), msOfTicks(remaining.to))}. Go on:`]
      : []),
    ...(fault && remaining ? [`      ${command} --source ${source.name} ${rangeOptions(remaining)}`] : []),
  ];
}

function againFor(tenantId: string, destinations: readonly string[], dryRun: boolean): string {
  const to = destinations.map((name) => ` --destination ${name}`).join('');
  return `relay replay --tenant ${tenantId}${to}${dryRun ? ' --dry-run' : ''}`;
}

function rangeOptions({ from, to }: ReplayRange): string {
  return `--from ${formatInstant(from)} --to ${formatInstant(to)}`;
}

function sizeOf(bytes: number): string {
  if (bytes < 10_000) return counted(bytes, 'byte');
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function replayJson(
  { tenant, destinations, notes }: Scope,
  parts: readonly ReplayedPart[],
  dryRun: boolean,
): Json {
  const { id, displayName, status } = tenant;
  return {
    tenant: { id, displayName, status },
    dryRun,
    destinations,
    complete: parts.every(isComplete),
    versions: parts.reduce((sum, { replayed }) => sum + replayed.found.versions, 0),
    notes,
    sources: parts.map((part) => ({ complete: isComplete(part), ...partJson(part) })),
  };
}

function partJson({ source, range, replayed: { found, calls, remaining, fault, tooLarge } }: ReplayedPart) {
  const { firstUpdate, lastUpdate, versions, records, bytes, refused } = found;
  return {
    source: source.name,
    ...rangeJson(range),
    versions,
    records,
    bytes,
    firstUpdate: firstUpdate === undefined ? undefined : formatInstant(firstUpdate),
    lastUpdate: lastUpdate === undefined ? undefined : formatInstant(lastUpdate),
    calls,
    remaining: remaining && rangeJson(remaining),
    tooLarge: tooLarge.map(rangeJson),
    refused: refused.map((each) => ({ ...each })),
    fault: fault && { code: fault.code, message: fault.message },
  };
}

function rangeJson({ from, to }: ReplayRange) {
  return { from: formatInstant(from), to: formatInstant(to) };
}
