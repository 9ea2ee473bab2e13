import { memberText } from '../../../sandbox/data/raw-json';
import { isTestEvent } from '../gateway';
import { boundsOf } from './owed-ranges';
import { textIn } from './queue-xml';
import type { Answered, Asked } from './tap';

/**
 * The step of collect or forward that a request is; undefined for what changes nothing, which is no boundary of its own:
 * a process killed at a read is as one killed at the step before it. New tables, queues and containers get steps by
 * themselves.
 */
export function stepOf(asked: Asked, answered?: Answered): string | undefined {
  switch (asked.service) {
    case 'api':
      return boundsOf(asked.query) ? askOwed : asked.path.endsWith('/alerts') ? 'ask for alerts' : 'ask for incidents';
    case 'siem':
      return isTestEvent(asked.body) ? sendTestEvent : sendWebhook;
    case 'table':
      return tableStep(asked);
    case 'queue':
      return queueStep(asked, answered);
    case 'blob':
      return blobStep(asked);
  }
}

function tableStep({ method, path, body }: Asked): string | undefined {
  if (method === 'GET') return undefined;
  const table = /^\/[^/]+\/(\w+)/.exec(path)?.[1] ?? '';
  if (table === 'Tables') return setUp;
  if (table === 'deliveries') return body.includes('"claimUntil"') ? claimDelivery : recordDelivery;
  if (table !== 'checkpoints') return `${method === 'DELETE' ? 'remove from' : 'write'} table ${table}`;
  return body.includes('"claimOwner"') ? 'claim the checkpoint' : saveCheckpoint;
}

function queueStep({ method, path, body }: Asked, answered: Answered | undefined): string | undefined {
  const [, queue = '', messageId] = /^\/[^/]+\/([\w-]+)(?:\/messages(?:\/(.+))?)?$/.exec(path) ?? [];
  if (!path.includes('/messages')) return method === 'PUT' ? setUp : undefined;
  if (method === 'GET') return answered?.body.includes('<QueueMessage>') ? `take from ${queue}` : undefined;
  if (method === 'DELETE') return `delete from ${queue}`;
  if (messageId) return `hide in ${queue}`;
  return queue === 'incidents' && memberText(textIn(body), 'relaysince') ? putBack : `put on ${queue}`;
}

function blobStep({ method, path, query }: Asked): string | undefined {
  if (query.get('restype') === 'container') return method === 'PUT' ? setUp : undefined;
  const container = /^\/[^/]+\/([\w-]+)/.exec(path)?.[1] ?? '';
  return `${method === 'PUT' ? 'write' : 'read'} blob in ${container}`;
}

const setUp = 'set up storage';
export const saveCheckpoint = 'save the checkpoint';
/** A closed range, behind the live cursor. */
export const askOwed = 'ask for an owed range';
/** One of those that had been read completely before. */
export const askAgain = 'ask for a range again';
export const sendWebhook = 'send the webhook';
export const sendTestEvent = 'send a test event';
const claimDelivery = 'claim the delivery';
const recordDelivery = 'record the delivery';
/** What circuits are kept in. */
export const writeDestination = 'write table destinations';
/** What is owed only to a destination whose circuit is open. */
export const holdBack = 'hide in incidents-retry';
const putBack = 'put back on incidents';

/** What happens only in the first seconds of a process. */
const cold: readonly string[] = [setUp, 'ask Entra', 'ask the vault'];

export type Side = 'before' | 'after';

/** A moment between two steps. */
export interface Boundary {
  readonly step: string;
  /** `before`: nobody has seen the request; `after`: it was carried out, but the app doesn't know. */
  readonly side: Side;
  /** Only a process that was just started comes by. */
  readonly cold: boolean;
}

/** The boundaries of recorded steps, in an order that doesn't depend on the recording's. */
export function boundariesOf(steps: Iterable<string>): Boundary[] {
  return [...new Set(steps)].sort().flatMap((step) => {
    return sidesOf(step).map((side) => ({ step, side, cold: cold.includes(step) }));
  });
}

const onlyAfter: readonly string[] = [setUp, claimDelivery, holdBack, sendTestEvent];

function sidesOf(step: string): readonly Side[] {
  // Whether a poll brings something is known only afterwards.
  if (step.startsWith('take')) return ['after'];
  // Nobody knows of a question that wasn't asked; once it is answered, its records count as shown.
  if (step.startsWith('ask for')) return ['after'];
  // What stands before these changes nothing, or is a step by itself.
  if (step.startsWith('write') || onlyAfter.includes(step)) return ['after'];
  // The simulated Entra and vault have no tap, only a hook before the answer; and a read changes nothing.
  if (step === 'ask Entra' || step === 'ask the vault' || step.startsWith('read')) return ['before'];
  return ['before', 'after'];
}
