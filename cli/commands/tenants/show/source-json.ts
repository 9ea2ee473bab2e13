import { collectedUpTo, firstReadings } from '../../../../shared/collection/completeness';
import { cursorOf } from '../../../../shared/collection/progress';
import { formatInstant, isoOf, type Ticks } from '../../../../shared/instant';
import type { Json } from '../../../json';
import { apiLimits } from './api-limits';
import type { KnownSource } from './known-source';
import type { Obstacle } from './obstacles';
import { jsonOfOwed } from './owed';
import { usedCalls } from './owed-calls';

/** Everything that `describeSource` says, and all the ranges. Instants are RFC 3339 texts. */
export function sourceJson(
  { source, checkpoint, unreadable }: KnownSource,
  obstacles: readonly Obstacle[],
  now: number,
): Json {
  const common = { source, obstacles: obstacles.map((each) => ({ ...each })) };
  if (!checkpoint) return { ...common, state: unreadable ? 'unreadable' : 'never-collected' };
  const { progress, health, claim, gaps = [], owedCalls } = checkpoint;
  const { usedUpUntil, ...calls } = usedCalls(owedCalls, now);
  return {
    ...common,
    state: health.state,
    since: isoOf(health.since),
    code: health.code,
    reason: health.reason,
    faults: health.faults,
    probes: health.probes,
    notBefore: isoOf(health.notBefore),
    collectedUpTo: text(collectedUpTo(progress)),
    liveUpTo: text(cursorOf(progress)),
    complete: cursorOf(progress) !== undefined && firstReadings(progress.owed).length === 0,
    readAgainFrom: text(progress.marks[0]),
    owed: jsonOfOwed(progress),
    gaps: gaps.map(({ from, to }) => ({ from: formatInstant(from), to: formatInstant(to) })),
    calls: { ...calls, usedUpUntil: isoOf(usedUpUntil) },
    pageSize: checkpoint.pageSize,
    apiLimits: apiLimits(progress),
    sent: checkpoint.collected,
    lastSuccess: isoOf(checkpoint.lastSuccess),
    lastAttempt: isoOf(checkpoint.lastAttempt),
    lastSaved: isoOf(checkpoint.lastSaved),
    claim: claim && { owner: claim.owner, until: isoOf(claim.until) },
  };
}

function text(ticks: Ticks | undefined): string | undefined {
  return ticks === undefined ? undefined : formatInstant(ticks);
}
