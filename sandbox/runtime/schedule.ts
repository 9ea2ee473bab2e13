import { Cron } from 'croner';
import { StartError } from './start-error';

/** Answers the next instant of the schedule after `after`; both in milliseconds since the Unix epoch. */
export type Schedule = (after: number) => number;

/** Digits, `*`, lists, ranges and steps; names of months and days. What croner knows beyond, Azure refuses. */
const field = /^(?:[\d*,/-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;

/**
 * Reads an NCRONTAB expression: six fields with seconds first, or five without. Always UTC, as on Flex Consumption.
 * Day of month and day of week must both match (NCrontab), unlike Unix cron, where either does.
 *
 * @throws StartError that names the function
 */
export function parseSchedule(expression: string, functionName: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  const refuse = (why: string) =>
    new StartError(`${functionName}: the schedule '${expression}' is not an NCRONTAB expression: ${why}`);
  if (fields.length !== 6 && fields.length !== 5) throw refuse(`it has ${fields.length} fields, not six.`);
  const odd = fields.find((text) => !field.test(text));
  if (odd !== undefined) throw refuse(`'${odd}' is not understood.`);
  try {
    const cron = new Cron(expression, { paused: true, timezone: 'UTC', mode: '5-or-6-parts', domAndDow: true });
    const next = (after: number) => cron.nextRun(new Date(after))?.getTime();
    if (next(0) === undefined) throw new Error('it never comes.');
    return (after) => next(after) ?? Number.POSITIVE_INFINITY;
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}
