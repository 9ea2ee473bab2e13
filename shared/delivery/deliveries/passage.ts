import { kindOf } from '../../events/kinds';
import type { Message } from '../../events/message';
import { isoOf } from '../../instant';
import { listOf } from '../../storage/cells';
import type { Digest } from '../digest';
import type { Passage } from './journal';
import type { DeliveryKey } from './key';

/** One message on its way to one destination, as the table `deliveries` sees it. */
export interface Delivery {
  readonly key: DeliveryKey;
  readonly passage: Passage;
}

/**
 * `digest` is of the record, and may be missing where the payload wasn't read. `queuedMs`: when the message was put on
 * the queue, as far as the trigger says.
 */
export function deliveryOf(message: Message, destination: string, digest: Digest = {}, queuedMs?: number): Delivery {
  const { attributes, retry } = message;
  const { id, type, subject, tenantid, collectedat, time, malformed } = attributes;
  const kind = kindOf(type);
  // Malformed records share the id "unknown" and have no order: each stands alone, so none supersedes another.
  const record = malformed ? `malformed ${id}` : subject;
  const { newestAlert, alerts } = digest;
  const version = {
    id,
    collected: collectedat,
    updated: time,
    ...(newestAlert !== undefined && { newestAlert }),
    ...(alerts !== undefined && { alerts }),
  };
  const bypass = retry.relaybypass === true;
  const putAgain = retry.relaysince !== undefined;
  const seenBefore = !bypass && putAgain && listOf(retry.relayowed ?? '').includes(destination);
  const queued = retry.relaysince ? undefined : isoOf(queuedMs);
  return {
    key: { tenantId: tenantid, kind, record, destination },
    passage: { version, seenBefore, bypass, ...(queued && { queued }) },
  };
}
