import * as z from 'zod';
import { survivesParse } from '../events/raw-json';

/** Which members of a tenant's records never leave it, and which only as a pseudonym. Names as they were written. */
export interface Redaction {
  /** Wins over `hash`. */
  readonly drop: readonly string[];
  readonly hash: readonly string[];
  /** Name of the Key Vault secret that keys the hashes. */
  readonly keySecret?: string;
}

const mostNames = 200;
const longestName = 200;

const name = z
  .string('must be a text')
  .max(longestName, `must have at most ${longestName} characters`)
  .refine(
    isPath,
    'must be a name such as userPrincipalName, or a dotted path such as alerts.entities.accountName ' +
      '(arrays need no mark: no brackets, *, leading $ or /, outer spaces or empty parts)',
  );

const names = z
  .array(name, 'must be an array of names')
  .min(1, 'must name at least one member; leave the key out if there is none')
  .max(mostNames, `must name at most ${mostNames} members`)
  .readonly()
  .optional();

const secretName = z
  .string('must be the name of a Key Vault secret')
  .regex(
    /^[0-9A-Za-z-]{1,127}$/,
    'must be the name of a Key Vault secret (letters, digits, hyphens), not the secret itself',
  );

/**
 * The column `redaction` of table `tenants`, e.g. `{"drop": ["accountName"], "hash": ["devices.deviceDnsName"],
 * "key": "<secret name>"}`. Strict, because a misspelt key would let everything through.
 */
export const redactionSchema = z
  .strictObject({ drop: names, hash: names, key: secretName.optional() }, { error: objectFault })
  .refine(({ hash, key }) => key === undefined || hash !== undefined, {
    path: ['key'],
    error: 'keys the hashes, but nothing is hashed: name members in hash, or leave key out',
  })
  .transform(({ drop = [], hash = [], key }): Redaction => ({ drop, hash, ...(key && { keySecret: key }) }));

/** A list of 200 names can be wrong 200 times. */
const mostFaults = 5;

/** Reads the column; an empty one redacts nothing. Faults name keys and positions in lists, never what is written there. */
export function parseRedaction(text: string): { readonly value: Redaction } | { readonly faults: readonly string[] } {
  if (!text.trim()) return { value: { drop: [], hash: [] } };
  const parsed = redactionSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, mostFaults);
    return {
      faults: faults.map(({ path, message }) => `${['redaction', ...path.map(String)].join('.')}: ${message}.`),
    };
  }
  // Of a key written twice JSON.parse forgets the first, and with it names that should never leave.
  return survivesParse(text) ? { value: parsed.data } : { faults: ['redaction: must name each key only once.'] };
}

export function redactsAny({ drop, hash }: Redaction): boolean {
  return drop.length + hash.length > 0;
}

/** What other notations have (JSONPath, JSON Pointer) would match nothing, and so let everything through. */
function isPath(written: string): boolean {
  const parts = written.split('.');
  return (
    parts.every((part) => part !== '' && part.trim() === part) &&
    parts[0] !== '$' &&
    !written.startsWith('/') &&
    !/[\p{Cc}[\]*]/u.test(written)
  );
}

function objectFault(issue: z.core.$ZodRawIssue): string {
  return issue.code === 'unrecognized_keys'
    ? 'knows only the keys drop, hash and key (in lower case)'
    : 'must be a JSON object such as {"drop": ["accountName"], "hash": ["deviceDnsName"]}';
}

/** Undefined when it isn't JSON. */
function parseJson(text: string): z.core.util.JSONType | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
