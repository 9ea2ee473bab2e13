import { Cron } from 'croner';
import { minute } from '../../../../shared/duration';

/** A run takes up to a minute, and of a quiet source it notes the attempt no more often than every five. */
const allowanceMs = 10 * minute;

/** Whether the timer (`schedule`: NCRONTAB, UTC) should have tried again long ago. Milliseconds since the epoch. */
export function isOverdue(lastAttempt: number, schedule: string, now: number): boolean {
  const next = new Cron(schedule, { paused: true, timezone: 'UTC' }).nextRun(new Date(lastAttempt));
  return next !== null && now - next.getTime() > allowanceMs;
}
