import type { Checkpoint } from '../../../../shared/collection/checkpoint';
import type { Health } from '../../../../shared/collection/health';
import { isOverdue } from '../../../../shared/collection/overdue';
import { counted, instant } from '../../../instants';
import type { Standstill } from '../standstill';
import type { KnownSource } from './known-source';

/** Why a source isn't collected, or not without trouble. */
export interface Obstacle {
  readonly kind: 'unreadable' | 'tenant' | 'source' | 'suspended' | 'failing' | 'throttled' | 'overdue';
  readonly text: string;
  /** What the API or Entra said, with what to do. */
  readonly reason?: string;
  /** Somebody has to do something, or look again. */
  readonly attention: boolean;
}

/** What besides the checkpoint decides whether a source is collected. */
export interface Circumstances {
  /** Of the tenant as a whole. */
  readonly standstill?: Standstill;
  /** The source is among the tenant's. */
  readonly chosen: boolean;
  /** NCRONTAB of the timer. */
  readonly schedule: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Everything that stands in the way of a source, the most general first. */
export function obstaclesOf(
  { checkpoint, unreadable }: KnownSource,
  { standstill, chosen, schedule, now }: Circumstances,
): readonly Obstacle[] {
  const off: Obstacle[] = [
    ...(standstill ? [{ kind: 'tenant', text: standstill.text, attention: standstill.isProbed } as const] : []),
    ...(chosen ? [] : [{ kind: 'source', text: "it isn't among the tenant's sources", attention: false } as const]),
  ];
  if (unreadable) return [...off, { kind: 'unreadable', text: unreadable, attention: true }];
  if (!checkpoint) return off;
  const isTried = chosen && (standstill?.isProbed ?? true);
  const late = isTried ? overdue(checkpoint, schedule, now) : [];
  return [...off, ...ofHealth(checkpoint.health, now, isTried), ...late];
}

/** What else stands in the way of a source that isn't tried anyhow is worth knowing, but needs no attention. */
function ofHealth(health: Health, now: number, isTried: boolean): Obstacle[] {
  const { state, since, reason, notBefore } = health;
  const waits = notBefore !== undefined && notBefore > now;
  if (state === 'ok') {
    if (!waits) return [];
    return [{ kind: 'throttled', text: `the API asked to wait until ${instant(notBefore, now)}`, attention: false }];
  }
  const when = waits ? `by itself at ${instant(notBefore, now)}` : 'with the next run';
  const next = isTried ? `; tried again ${when}` : '';
  const text = `${state} since ${instant(since, now)}, ${counted(health.faults, 'equal fault')} so far${next}`;
  return [{ kind: state, text, attention: isTried, ...(reason && { reason }) }];
}

function overdue(checkpoint: Checkpoint, schedule: string, now: number): Obstacle[] {
  const { lastAttempt } = checkpoint;
  if (lastAttempt === undefined || !isOverdue(checkpoint, schedule, now)) return [];
  const text = `not tried since ${instant(lastAttempt, now)}, although it is due`;
  const reason =
    'The function app may not be running, or its runs end before this source has its turn: see "collect.finished" in its log.';
  return [{ kind: 'overdue', text, reason, attention: true }];
}
