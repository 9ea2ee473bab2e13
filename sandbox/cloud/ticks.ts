const ticksPerMs = 10_000n;

/**
 * An ISO 8601 instant of up to 7 fractional digits as 100-nanosecond ticks since the Unix epoch, as .NET's
 * DateTimeOffset compares it; undefined for anything else.
 */
export function ticksOf(text: string): bigint | undefined {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!parts) return undefined;
  const [, seconds = '', fraction = '', zone = ''] = parts;
  const ms = Date.parse(seconds + zone);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * ticksPerMs + BigInt(fraction.padEnd(7, '0'));
}
