import { RelayError } from '../../errors';
import type { CollectedEvent } from '../../events/event';
import { type Message, parseMessage } from '../../events/message';
import type { Payloads } from '../../events/payloads';
import { membersOf, survivesParse } from '../../events/raw-json';
import { payloadOf } from '../payload';
import type { Letter } from './letter';
import type { Letters } from './letters';
import type { Refusal } from './refusal';

export interface RereadDeps {
  readonly letters: Pick<Letters, 'content'>;
  readonly payloads: Payloads;
}

/** What was kept, as the event that it was. */
export interface Reread {
  readonly message: Message;
  readonly event: CollectedEvent;
}

/** Reads what was kept of a letter, with its data as the API gave it. Rejects `storage_failed`. */
export async function rereadLetter(deps: RereadDeps, letter: Letter): Promise<Reread | Refusal> {
  if (letter.kept === 'text') return { why: 'no-event', reason: letter.reason };
  const content = await deps.letters.content(letter);
  if (content === undefined) return { why: 'content-gone' };
  const message = readable(content);
  if ('why' in message) return message;
  if (letter.kept === 'envelope') {
    const loaded = await payloadOf(message, deps.payloads)();
    if ('lost' in loaded) return { why: 'payload-lost', reason: loaded.lost };
    return { message, event: loaded.event };
  }
  // Cut from the text: parsed and printed again, 9007199254740993 would be ...992.
  const data = membersOf(content).get('data');
  if (data === undefined) return { why: 'no-event', reason: 'it has no data' };
  return { message, event: { attributes: message.attributes, data } };
}

/**
 * The event as it travels: inline only if the trigger's parsing doesn't change it, else by claim check, written anew so
 * that its age starts anew. Whether it fits the queue is for the queue to see to.
 */
export async function travelling({ event }: Reread, payloads: Payloads): Promise<Message> {
  const { attributes, data } = event;
  if (survivesParse(data)) return { attributes, retry: {}, data: { kind: 'inline', raw: data } };
  const tenant = attributes.tenantid;
  return { attributes, retry: {}, data: { kind: 'reference', tenant, hash: await payloads.write(tenant, data) } };
}

function readable(content: string): Message | Refusal {
  try {
    return parseMessage(content);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    return { why: 'no-event', reason: error.message };
  }
}
