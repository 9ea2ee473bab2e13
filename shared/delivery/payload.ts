import { RelayError } from '../errors';
import type { CollectedEvent } from '../events/event';
import { encodeMessage, type Message, toReference } from '../events/message';
import type { Payloads } from '../events/payloads';
import type { DeadLetter } from './dead-letters';

/** The event with its data, or why its data is lost for good. */
export type Loaded = { readonly event: CollectedEvent } | { readonly lost: string };

/** Reads the payload when it is first asked for, and once. Rejects `storage_failed`. */
export function payloadOf(message: Message, payloads: Pick<Payloads, 'read'>): () => Promise<Loaded> {
  let loading: Promise<Loaded> | undefined;
  return () => {
    loading ??= load(message, payloads);
    return loading;
  };
}

async function load({ attributes, data }: Message, payloads: Pick<Payloads, 'read'>): Promise<Loaded> {
  if (data.kind === 'inline') return { event: { attributes, data: data.raw } };
  try {
    return { event: { attributes, data: await payloads.read(data.tenant, data.hash) } };
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    if (error.code !== 'payload_missing' && error.code !== 'payload_corrupt') throw error;
    return { lost: error.message };
  }
}

/** What of a message goes to the dead letters: the whole event, or where its payload is lost, the envelope. */
export function keepable(message: Message, loaded: Loaded): Pick<DeadLetter, 'attributes' | 'content' | 'kept'> {
  const { attributes, data, retry } = message;
  if ('event' in loaded) return { attributes, content: encodeMessage(loaded.event), kept: 'event' };
  const content = data.kind === 'reference' ? toReference(attributes, data.hash, retry) : '';
  return { attributes, content, kept: 'envelope' };
}
