import { Cron } from 'croner';
import { type EndpointKind, isLoopback, isTrustedHost } from './cloud';
import { parseDuration } from './duration';
import { isSourceName, type SourceName, sourceNames } from './sources/names';

/** A parsed value, or what was expected instead. Neither ever repeats the value: settings can be secrets. */
export type Parsed<T> = { readonly value: T } | { readonly expected: string };
export type Parser<T> = (text: string) => Parsed<T>;

export type PartnerCredential =
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'certificate'; readonly name: string }
  | { readonly kind: 'managed-identity' };

const guidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Lower case, as table keys need it. */
export const guid: Parser<string> = (text) =>
  guidPattern.test(text.toLowerCase()) ? { value: text.toLowerCase() } : { expected: 'a GUID' };

export function wholeNumber(least: number, most: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most
      ? { value }
      : { expected: `a whole number from ${least} to ${most}` };
  };
}

/** Milliseconds; `least` and `most` are written as durations too. */
export function duration(least: string, most: string): Parser<number> {
  const [low, high] = [parseDuration(least) ?? 0, parseDuration(most) ?? 0];
  return (text) => {
    const value = parseDuration(text);
    return value !== undefined && value >= low && value <= high
      ? { value }
      : { expected: `an ISO 8601 duration from ${least} to ${most}, such as PT15M or P1D` };
  };
}

export function oneOf<T extends string>(values: readonly T[]): Parser<T> {
  return (text) => {
    const value = values.find((each) => each === text);
    return value === undefined ? { expected: `one of ${values.join(', ')}` } : { value };
  };
}

export const trueOrFalse: Parser<boolean> = (text) =>
  text === 'true' || text === 'false' ? { value: text === 'true' } : { expected: 'true or false' };

const monthOrDayName = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)\b/gi;

/** Azure Functions reads NCRONTAB: six fields, the first for seconds (learn.microsoft.com: Timer trigger, NCRONTAB expressions). */
export const ncrontab: Parser<string> = (text) => {
  const expected = 'an NCRONTAB expression of six fields, such as "0 * * * * *"';
  const fields = text.replaceAll(monthOrDayName, '1').split(/\s+/);
  // Croner knows more than NCRONTAB (L, W, #): the Functions host would refuse those only when it starts.
  if (fields.length !== 6 || !fields.every((field) => /^[\d*,/-]+$/.test(field))) return { expected };
  try {
    new Cron(text, { paused: true });
    return { value: text };
  } catch {
    return { expected };
  }
};

/** A Key Vault object name (learn.microsoft.com: Key Vault object identifiers). */
const vaultName = /^[0-9A-Za-z-]{1,127}$/;

export const partnerCredential: Parser<PartnerCredential> = (text) => {
  if (text === 'managed-identity') return { value: { kind: 'managed-identity' } };
  const [kind, name, ...rest] = text.split(':');
  if ((kind === 'secret' || kind === 'certificate') && name && rest.length === 0 && vaultName.test(name)) {
    return { value: { kind, name } };
  }
  return { expected: '"secret:<name in the vault>", "certificate:<name in the vault>" or "managed-identity"' };
};

/** Comma separated, in the order given, each once. */
export const sourceList: Parser<readonly SourceName[]> = (text) => {
  const names = text.split(',').map((name) => name.trim());
  return names.every(isSourceName)
    ? { value: [...new Set(names.filter(isSourceName))] }
    : { expected: `a comma separated list of ${sourceNames.join(', ')}` };
};

/** An origin such as `https://api.security.microsoft.com`; a path is kept, a trailing slash is not. */
export function endpoint(kind: EndpointKind): Parser<string> {
  // MSAL refuses an authority over http, even on loopback.
  const plainAllowed = kind !== 'authority';
  const expected = `an https URL of Microsoft's own hosts${plainAllowed ? ', or http or https on loopback' : ', or https on loopback'}`;
  return (text) => {
    if (!URL.canParse(text)) return { expected };
    const url = new URL(text);
    const schemeFits =
      url.protocol === 'https:' || (url.protocol === 'http:' && plainAllowed && isLoopback(url.hostname));
    const plain = !url.username && !url.password && !url.search && !url.hash;
    return schemeFits && plain && isTrustedHost(kind, url.hostname)
      ? { value: (url.origin + url.pathname).replace(/\/+$/, '') }
      : { expected };
  };
}

export const webUrl: Parser<string> = (text) => {
  const expected = 'an https URL, or http on loopback';
  if (!URL.canParse(text)) return { expected };
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
    ? { value: text }
    : { expected };
};
