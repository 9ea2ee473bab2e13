import * as z from 'zod';
import { isDestinationName } from '../destinations/name';
import { RelayError } from '../errors';
import { parseInstant } from '../instant';
import type { CollectedEvent, EventAttributes, RetryAttributes } from './event';

/** Extension attributes this version doesn't know; CloudEvents allows text, whole numbers and booleans. */
export type Extensions = Readonly<Record<string, string | number | boolean>>;

export type MessageData =
  | { readonly kind: 'inline'; readonly raw: string }
  | { readonly kind: 'reference'; readonly tenant: string; readonly hash: string };

/** One message of the queues `incidents` and `incidents-retry`. */
export interface Message {
  readonly attributes: EventAttributes;
  readonly retry: RetryAttributes;
  readonly data: MessageData;
}

/** The structured CloudEvent as JSON text. `data` is spliced in raw, so that every digit of the record survives. */
export function encodeMessage(event: CollectedEvent, retry: RetryAttributes = {}): string {
  return `${openEnvelope(event.attributes, retry)},"data":${event.data}}`;
}

/**
 * The same event by claim check: `dataref` (the CloudEvents extension of that name) stands for the data. It is a
 * relative URI-reference on purpose: without a host in it nobody can be made to fetch from, or send a token to, a
 * host of somebody else's choosing.
 */
export function toReference(attributes: EventAttributes, hash: string, retry: RetryAttributes = {}): string {
  return `${openEnvelope(attributes, retry)},"dataref":"payloads/${attributes.tenantid}/${hash}"}`;
}

function openEnvelope(attributes: EventAttributes, retry: RetryAttributes): string {
  return JSON.stringify({ ...attributes, ...retry }).slice(0, -1);
}

const text = z.string().min(1);
const instant = text.refine((value) => parseInstant(value) !== undefined, 'expected an RFC 3339 instant');
const names = text.refine((value) => value.split(',').every(isDestinationName), 'expected destination names');
const datarefPattern = /^payloads\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/([0-9a-f]{64})$/;

const retrySchema = {
  relayattempt: z.int().min(0).optional(),
  relayowed: names.optional(),
  relayfirstattempt: instant.optional(),
  relaysince: instant.optional(),
  relaybypass: z.literal(true).optional(),
};

const messageSchema = z
  .object({
    specversion: z.literal('1.0'),
    id: text,
    source: text,
    type: text,
    subject: text,
    time: text,
    datacontenttype: z.literal('application/json'),
    tenantid: z.guid().refine((value) => value === value.toLowerCase(), 'expected lower case'),
    tenantname: z.string(),
    severity: text.optional(),
    collectedat: instant,
    malformed: text.optional(),
    replay: z.literal(true).optional(),
    test: z.literal(true).optional(),
    changes: text.optional(),
    ...retrySchema,
    dataref: z.string().regex(datarefPattern, 'expected payloads/<tenant>/<SHA-256>').optional(),
    data: z.unknown().optional(),
  })
  .catchall(z.union([z.string(), z.int(), z.boolean()], 'expected text, a whole number or a boolean'));

/**
 * Reads what a queue trigger hands over: JSON that it has parsed already, or text. Unknown extension attributes are
 * kept. Inline data went through JSON.parse on its way; printing it again is exact, because only records that survive
 * that are put inline (event-queue.ts).
 * Throws `message_invalid`, naming the attributes at fault and never their values.
 */
export function parseMessage(value: unknown): Message {
  const parsed = messageSchema.safeParse(typeof value === 'string' ? parseText(value) : value);
  if (!parsed.success) throw invalid(parsed.error.issues.slice(0, mostFaults).map(describe).join('; '));
  const { data, dataref, relayattempt, relayowed, relayfirstattempt, relaysince, relaybypass, ...attributes } =
    parsed.data;
  return {
    attributes: attributes as EventAttributes & Extensions,
    retry: present({ relayattempt, relayowed, relayfirstattempt, relaysince, relaybypass }),
    data:
      data === undefined ? referenceOf(dataref, attributes.tenantid) : { kind: 'inline', raw: JSON.stringify(data) },
  };
}

/** As `parseMessage`; undefined for what isn't an event of this relay. */
export function readMessage(value: unknown): Message | undefined {
  try {
    return parseMessage(value);
  } catch (error) {
    if (error instanceof RelayError) return undefined;
    throw error;
  }
}

function referenceOf(dataref: string | undefined, tenantId: string): MessageData {
  const [, tenant, hash] = datarefPattern.exec(dataref ?? '') ?? [];
  if (!tenant || !hash) throw invalid('it has neither data nor dataref');
  if (tenant !== tenantId) throw invalid('dataref points at a payload of another tenant than tenantid');
  return { kind: 'reference', tenant, hash };
}

function parseText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    // Without the cause: JSON.parse quotes the text in its message, and that text is a customer's.
    throw invalid('it is not JSON');
  }
}

/** A foreign message can have thousands of faults, and names of any length. */
const mostFaults = 5;

function describe(issue: z.core.$ZodIssue): string {
  const attribute = issue.path[0];
  return attribute === undefined
    ? 'it is not a JSON object'
    : `attribute ${String(attribute).slice(0, 40)}: ${issue.message}`;
}

function invalid(what: string): RelayError {
  return new RelayError('message_invalid', `A queue message is not a CloudEvent of this relay: ${what}.`);
}

function present(retry: { [K in keyof RetryAttributes]: RetryAttributes[K] | undefined }): RetryAttributes {
  return Object.fromEntries(Object.entries(retry).filter(([, attribute]) => attribute !== undefined));
}
