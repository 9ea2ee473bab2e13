import type { Clock } from '../clock';
import { RelayError } from '../errors';
import type { AppToken } from './access';

/** A token is renewed this long before it expires, or after four fifths of a shorter life. */
const renewBeforeMs = 5 * 60_000;
const renewAtFraction = 0.8;
/** A token that couldn't be renewed is used until this long before its end, so that it outlives one API call. */
const lastUseBeforeMs = 60_000;

export interface FreshToken extends AppToken {
  readonly lifetimeMs: number;
}

interface Entry {
  readonly token: AppToken;
  readonly renewAt: number;
  readonly lastUseAt: number;
}

export interface TokenCache {
  /** The token under `key`; calls `fetch` at most once at a time for it. */
  get(key: string, fetch: () => Promise<FreshToken>): Promise<AppToken>;
  forget(key: string): void;
  /** Tokens held, for tests and status. */
  readonly size: number;
}

/**
 * Tokens by key, each until shortly before it expires; expired ones are dropped whenever one is added. If Entra can't be
 * reached for a renewal, the old token serves for the rest of its life; a refusal is never hidden that way.
 */
export function tokenCache(clock: Clock): TokenCache {
  const entries = new Map<string, Entry>();
  const flights = new Map<string, Promise<AppToken>>();

  const keep = (key: string, { token, claims, lifetimeMs }: FreshToken): AppToken => {
    const now = clock.now();
    for (const [each, entry] of entries) if (entry.lastUseAt <= now) entries.delete(each);
    const renewAt = now + Math.max(lifetimeMs - renewBeforeMs, lifetimeMs * renewAtFraction);
    const lastUseAt = Math.max(renewAt, now + lifetimeMs - lastUseBeforeMs);
    entries.set(key, { token: { token, claims }, renewAt, lastUseAt });
    return { token, claims };
  };

  const fly = (key: string, fetch: () => Promise<FreshToken>): Promise<AppToken> => {
    const flight: Promise<AppToken> = fetch()
      .then((fresh) => {
        // A token asked for before a `forget` may have the fault for which it was forgotten.
        if (flights.get(key) === flight) return keep(key, fresh);
        return { token: fresh.token, claims: fresh.claims };
      })
      .finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
    flights.set(key, flight);
    return flight;
  };

  return {
    get: async (key, fetch) => {
      const entry = entries.get(key);
      if (entry && clock.now() < entry.renewAt) return entry.token;
      try {
        return await (flights.get(key) ?? fly(key, fetch));
      } catch (error) {
        const transient = error instanceof RelayError && error.level === 'transient';
        // Asked for again: a `forget` during the renewal counts.
        const old = transient ? entries.get(key) : undefined;
        if (old && clock.now() < old.lastUseAt) return old.token;
        throw error;
      }
    },
    forget: (key) => {
      entries.delete(key);
      flights.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}
