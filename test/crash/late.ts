import { overlap } from './passing-time';

/** What a record's timestamps say, in milliseconds since the epoch by the API's clock. */
export interface Appearance {
  /** Last update. */
  readonly dated: number;
  /** The API shows it from then on. */
  readonly visibleFrom: number;
}

/** The API says whole seconds, and the app takes off how long the answer took. */
const slackMs = 5_000;

/**
 * How long after its date a version that appeared within the overlap is found at the latest: what was before a mark is
 * read again one overlap after the next mark, up to one more if it then leaves a full live page, and up to a quarter for
 * the rounding of dates.
 */
export const foundWithinMs = 2.25 * overlap.ms + slackMs;

/** Whether a run that began then must have found it; what appears at once is found at once. */
export function isOwedBy(runBegan: number, { dated, visibleFrom }: Appearance): boolean {
  return visibleFrom <= dated || runBegan >= dated + foundWithinMs;
}

/** Whether everything up to its date had been read before it appeared: only a second reading finds it. */
export function cameLate({ dated, visibleFrom }: Appearance, runsBegan: readonly number[]): boolean {
  return runsBegan.some((began) => began >= dated + slackMs && began < visibleFrom);
}
