import { Cron } from 'croner';
import { minute } from '../duration';
import type { Checkpoint } from './checkpoint';
import { isDue } from './health';

/** A run takes up to a minute, and of a quiet source it notes the attempt no more often than every five. */
const allowanceMs = 10 * minute;

/**
 * Whether the timer (`schedule`: NCRONTAB, UTC) should have tried a source again long ago: nothing told it to wait, and
 * nobody is at it. `now`: milliseconds since the epoch.
 */
export function isOverdue(
  { lastAttempt, claim, health }: Pick<Checkpoint, 'lastAttempt' | 'claim' | 'health'>,
  schedule: string,
  now: number,
): boolean {
  const isClaimed = claim !== undefined && claim.until > now;
  // Of a credential's fault only the first attempt is noted.
  const isNoted = !health.code?.startsWith('credential_');
  if (lastAttempt === undefined || isClaimed || !isNoted || !isDue(health, now)) return false;
  const next = new Cron(schedule, { paused: true, timezone: 'UTC' }).nextRun(new Date(lastAttempt));
  return next !== null && now - next.getTime() > allowanceMs;
}
