/** No wait asked for by the other side is believed beyond this. */
const longestMs = 24 * 3_600_000;

const unitMs: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000, hour: 3_600_000 };

/**
 * How long the other side asked to be left alone, in milliseconds, at most a day: the `Retry-After` header (RFC 9110,
 * 10.2.3), else the wait named in the text of a Defender 429 ("You can send requests again in 8 seconds"), else the
 * quota's window named there ("per 00:01:00"), of which it isn't said how much is left.
 * Undefined means unknown, never "now": a header that can't be read falls through to the text.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  body: string,
  nowMs: number,
): number | undefined {
  const wait = fromHeader(headers['retry-after'], nowMs) ?? fromText(body) ?? fromWindow(body);
  return wait === undefined ? undefined : Math.min(wait, longestMs);
}

function fromHeader(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse reads almost anything ("-5" is a month of 2001), so the text must look like an HTTP date first.
  if (!/^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

function fromText(body: string): number | undefined {
  const [, amount, unit = ''] = /\bagain in (\d+) (second|minute|hour)s?\b/i.exec(body) ?? [];
  const factor = unitMs[unit.toLowerCase()];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

function fromWindow(body: string): number | undefined {
  const [, hours, minutes, seconds] = /\bper (\d{1,2}):(\d{2}):(\d{2})\b/i.exec(body) ?? [];
  if (hours === undefined) return undefined;
  const windowMs = Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000;
  return windowMs > 0 ? windowMs : undefined;
}
