import type { Timer } from '@azure/functions';
import { minute } from '../shared/duration';
import { housekeep } from '../shared/housekeeping/housekeep';
import type { Handler } from './start';

/** Less than the five minutes between two runs. */
const durationMs = 4 * minute;

/** Every five minutes: what nobody else has an occasion for. */
export const keepHouse: Handler<Timer> = async ({ clock, log, chores }) => {
  await housekeep({ clock, log }, chores, clock.now() + durationMs);
};
