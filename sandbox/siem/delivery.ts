import type { Call } from '../cloud/wire/server';
import { memberText } from '../data/raw-json';

/** One delivery that was accepted. */
export interface Delivery {
  /** `webhook-id`: the idempotency key. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Path it was posted to. */
  readonly path: string;
  readonly contentType: string;
  /** CloudEvents attributes `tenantid`, `type`, `subject` and `time`; empty where missing. */
  readonly tenantId: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly rawBody: string;
  /** The exact text of the member `data`, every digit as it was sent. */
  readonly dataRaw: string;
  /** Whether the same id had been accepted before. */
  readonly repeated: boolean;
}

/** The delivery in a posted CloudEvent; undefined if the body is no JSON object with `data`. */
export function parseDelivery(call: Call, receivedAt: number, repeated: boolean): Delivery | undefined {
  if (!isJson(call.body)) return undefined;
  const dataRaw = memberText(call.body, 'data');
  if (dataRaw === undefined) return undefined;
  return {
    id: call.headers['webhook-id'] ?? '',
    receivedAt,
    path: call.path,
    contentType: call.headers['content-type'] ?? '',
    tenantId: attribute(call.body, 'tenantid'),
    type: attribute(call.body, 'type'),
    subject: attribute(call.body, 'subject'),
    time: attribute(call.body, 'time'),
    rawBody: call.body,
    dataRaw,
    repeated,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function attribute(body: string, name: string): string {
  const text = memberText(body, name);
  return text?.startsWith('"') ? String(JSON.parse(text)) : '';
}
