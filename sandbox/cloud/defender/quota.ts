/** How many calls one app may make to one API of one tenant. */
export interface Quota {
  readonly perMinute: number;
  readonly perHour: number;
}

export interface Exceeded {
  readonly allowed: number;
  /** As the API prints it: `00:01:00` or `01:00:00`. */
  readonly window: string;
  readonly retryAfterSeconds: number;
}

const windows = [
  { key: 'perMinute', ms: 60_000, text: '00:01:00' },
  { key: 'perHour', ms: 3_600_000, text: '01:00:00' },
] as const;

/** Counts calls per key in sliding windows. Refused calls don't count. */
export class QuotaMeter {
  readonly #calls = new Map<string, number[]>();

  /** Counts one call at `nowMs`, or says why it is one too many. */
  take(key: string, quota: Quota, nowMs: number): Exceeded | undefined {
    const calls = (this.#calls.get(key) ?? []).filter((at) => at > nowMs - 3_600_000);
    this.#calls.set(key, calls);
    for (const window of windows) {
      const allowed = quota[window.key];
      const inWindow = calls.filter((at) => at > nowMs - window.ms);
      if (inWindow.length < allowed) continue;
      const free = (inWindow[inWindow.length - allowed] ?? nowMs) + window.ms;
      return { allowed, window: window.text, retryAfterSeconds: Math.max(1, Math.ceil((free - nowMs) / 1000)) };
    }
    calls.push(nowMs);
    return undefined;
  }
}
