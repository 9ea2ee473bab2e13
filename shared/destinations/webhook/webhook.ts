import type { Secrets } from '../../access/access';
import { messageOf, RelayError } from '../../errors';
import type { CollectedEvent } from '../../events/event';
import { encodeMessage } from '../../events/message';
import { testEvent } from '../../events/test-event';
import type { HttpResponse } from '../../http/http';
import type { Destination, Outcome } from '../destination';
import type { DestinationTools, DestinationType } from '../destination-type';
import { outcomeOf } from './answer';
import { type WebhookSettings, webhookSettingsSchema } from './settings';
import { signatureHeader, signingKey } from './signature';

/** Standard Webhooks 1.0.0 recommends 15 to 30 seconds. */
const timeoutMs = 20_000;
/** An answer is only a status and perhaps a hint how long to wait. */
const maxAnswerBytes = 65_536;

/**
 * Posts each event as a structured CloudEvent (`application/cloudevents+json`, always with its `data` inside), signed
 * as Standard Webhooks 1.0.0 says; `webhook-id` is the event id.
 */
export const webhook: DestinationType<WebhookSettings> = {
  settingsSchema: webhookSettingsSchema,
  create: (settings, tools): Destination => ({
    send: (event) => send(event, settings, tools),
    check: () => send(testEvent(tools.clock.now(), tools.random), settings, tools),
  }),
};

async function send(event: CollectedEvent, settings: WebhookSettings, tools: DestinationTools): Promise<Outcome> {
  try {
    const keys = await signingKeys(settings.secrets, tools.secrets);
    if ('kind' in keys) return keys;
    const response = await post(event, settings, keys, tools);
    if (response.status !== 401) return outcomeOf(response, tools.clock.now());
    // A key that was rotated in the vault is no fault of settings: what is on its way just then needs no second attempt.
    for (const name of settings.secrets) tools.secrets.forget(name);
    const fresh = await signingKeys(settings.secrets, tools.secrets);
    const rotated = !('kind' in fresh) && !Buffer.concat(fresh).equals(Buffer.concat(keys));
    return outcomeOf(rotated ? await post(event, settings, fresh, tools) : response, tools.clock.now());
  } catch (error) {
    return failedToAnswer(error, settings.url);
  }
}

function post(
  event: CollectedEvent,
  { url }: WebhookSettings,
  keys: readonly Buffer[],
  { http, clock, allowPrivate }: DestinationTools,
): Promise<HttpResponse> {
  const body = encodeMessage(event);
  const { id } = event.attributes;
  const timestamp = Math.floor(clock.now() / 1000);
  return http({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/cloudevents+json',
      'user-agent': 'defender-relay',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureHeader({ id, timestamp, body }, keys),
    },
    body,
    timeoutMs,
    maxBytes: maxAnswerBytes,
    allowPrivate,
  });
}

async function signingKeys(names: readonly string[], secrets: Secrets): Promise<readonly Buffer[] | Outcome> {
  const keys: Buffer[] = [];
  for (const name of names) {
    const read = await readSecret(name, secrets);
    if ('kind' in read) return read;
    const key = signingKey(read.value);
    if (!key) {
      secrets.forget(name);
      const reason = `the Key Vault secret ${name} is not a webhook signing secret: it must be whsec_ and then base64`;
      return { kind: 'misconfigured', reason };
    }
    keys.push(key);
  }
  return keys;
}

async function readSecret(name: string, secrets: Secrets): Promise<{ readonly value: string } | Outcome> {
  try {
    return await secrets.get(name);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    const afterMs = error.retryAfterMs;
    const reason = `the Key Vault secret ${name} can't be read: ${error.message}`;
    return { kind: 'retry', reason, ...(afterMs !== undefined && { afterMs }) };
  }
}

function failedToAnswer(error: unknown, url: string): Outcome {
  if (!(error instanceof RelayError)) throw error;
  if (error.code === 'response_too_large') {
    const reason = `its answer is larger than ${maxAnswerBytes} bytes, so it isn't known whether it took the event`;
    return { kind: 'retry', reason };
  }
  return { kind: 'retry', reason: withoutQuery(messageOf(error), url) };
}

/** The query of a URL often carries a token, and a reason ends in logs and tables. */
function withoutQuery(text: string, url: string): string {
  const { origin, search } = new URL(url);
  const hidden = text.replaceAll(url, origin);
  return search ? hidden.replaceAll(search, '') : hidden;
}
