import * as z from 'zod';
import { RelayError } from '../errors';

const handOver = z.object({ tenants: z.array(z.string()).readonly() });

/** A message of the queue `tenants`. */
export function handOverMessage(tenantIds: readonly string[]): string {
  return JSON.stringify({ tenants: tenantIds } satisfies z.input<typeof handOver>);
}

/** The tenant GUIDs in a message of the queue `tenants`. Throws RelayError `message_invalid`. */
export function parseHandOver(message: unknown): readonly string[] {
  const parsed = handOver.safeParse(message);
  if (parsed.success) return parsed.data.tenants;
  throw new RelayError(
    'message_invalid',
    'A message of the queue "tenants" must be {"tenants": [<GUID>, …]}; it goes to tenants-poison.',
  );
}
