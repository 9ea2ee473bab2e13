import * as z from 'zod';
import { minute } from '../duration';
import { RelayError } from '../errors';

/** Tenants that a run leaves to another instance. */
export interface HandOver {
  readonly tenants: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const message = z.object({
  tenants: z.array(z.string()).readonly(),
  at: z.iso.datetime().transform((text) => Date.parse(text)),
});

/** Every run hands over anew what is due, so the batches of earlier ones pile up while nobody is quick enough. */
const staleAfterMs = 5 * minute;

/** Whether the tenants of a batch were handed over again since, as far as they are due. */
export function isStale({ at }: HandOver, now: number): boolean {
  return now - at >= staleAfterMs;
}

/** A message of the queue `tenants`. */
export function handOverMessage({ tenants, at }: HandOver): string {
  return JSON.stringify({ tenants, at: new Date(at).toISOString() } satisfies z.input<typeof message>);
}

/** What a message of the queue `tenants` hands over. Throws RelayError `message_invalid`. */
export function parseHandOver(received: unknown): HandOver {
  const parsed = message.safeParse(received);
  if (parsed.success) return parsed.data;
  throw new RelayError(
    'message_invalid',
    'A message of the queue "tenants" must be {"tenants": [<GUID>, …], "at": <instant>}; it goes to tenants-poison.',
  );
}
