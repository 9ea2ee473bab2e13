import type { HttpResponse } from '../../http/http';
import { retryAfterMs } from '../../http/retry-after';
import type { Outcome } from '../destination';

/** What a person has to change, for the answers that no repetition can help. */
const advice: Readonly<Record<number, string>> = {
  401: 'it refuses the signature: compare its signing secret with the Key Vault secret of this destination',
  403: 'it forbids the request: look at its access rules and at a firewall in front of it',
  404: 'there is nothing at this URL: correct settings.url',
  410: 'it is gone for good: correct settings.url, or remove the destination',
};

/** Answers that mean "not now" although they are 4xx: timeout, too early, too many requests. */
const notNow = [408, 425, 429];

/** What a receiver's answer means for the event. Its body is used for one thing only: to learn how long to wait. */
export function outcomeOf(response: HttpResponse, nowMs: number): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status >= 300 && status < 400) {
    const reason = `answered ${status}: redirects are not followed; settings.url must be the final URL`;
    return { kind: 'misconfigured', reason };
  }
  const known = advice[status];
  if (known) return { kind: 'misconfigured', reason: `answered ${status}: ${known}` };
  if (status >= 400 && status < 500 && !notNow.includes(status)) return { kind: 'rejected', reason: refusal(status) };
  const afterMs = retryAfterMs(response.headers, response.body.toString(), nowMs);
  return { kind: 'retry', reason: `answered ${status}`, ...(afterMs !== undefined && { afterMs }) };
}

function refusal(status: number): string {
  if (status === 413) return 'answered 413: the event is too large for it; raise the size of request body it accepts';
  return `answered ${status}: it will not take this event; its own log says why`;
}
