import { hour } from '../duration';
import type { ExpiryThreshold } from './expiry';

/** Less than a day: whoever looks at the last 24 hours always sees one line, also when lines arrive late. */
const againAfterMs = 23 * hour;

interface Announced {
  readonly endMs: number;
  readonly threshold: ExpiryThreshold;
  readonly at: number;
}

/**
 * What this process has said of the credentials' ends. A restart forgets it, so that each is said once more: the line
 * holds the same facts, and an alert on it fires for a credential, not for a line.
 */
export class ExpiryAnnounced {
  private readonly announced = new Map<string, Announced>();
  /** When it was last said of those whose end nobody knows. */
  private readonly unknown = new Map<string, number>();

  /** Whether it is time to say that `key` ends then: at each threshold, once a day in between, and when the end moves. */
  isDue(key: string, endMs: number, threshold: ExpiryThreshold, nowMs: number): boolean {
    const last = this.announced.get(key);
    const isNews = last?.endMs !== endMs || last.threshold !== threshold;
    if (!isNews && nowMs - last.at < againAfterMs) return false;
    this.announced.set(key, { endMs, threshold, at: nowMs });
    this.unknown.delete(key);
    return true;
  }

  /** Whether it is time to say that nobody knows when `key` ends: at first, and once a day while it lasts. */
  isUnknownDue(key: string, nowMs: number): boolean {
    const last = this.unknown.get(key);
    if (last !== undefined && nowMs - last < againAfterMs) return false;
    this.unknown.set(key, nowMs);
    return true;
  }
}
