import type { Outcome } from '../../shared/destinations/destination';
import { second } from '../../shared/duration';
import type { CollectedEvent } from '../../shared/events/event';
import { parseMessage } from '../../shared/events/message';
import { membersOf } from '../../shared/events/raw-json';
import type { HttpRequest, HttpResponse, HttpSend } from '../../shared/http/http';
import { type MemoryTable, memoryTable } from './memory-storage';

/** A receiver whose answers a scenario scripts. */
export interface Receiver {
  readonly name: string;
  /** What it makes of an event; test events of the relay's own checks are answered the same way. */
  answer: (event: CollectedEvent) => Outcome | Promise<Outcome>;
  /** What its row says; setting it writes the row as a person would. */
  state: 'ready' | 'paused' | 'malformed';
  /** The column `filter`; setting it writes the row. */
  filter: string;
  /** Subjects delivered, the events themselves, and the fake instants of all sends but checks. */
  readonly delivered: string[];
  readonly events: CollectedEvent[];
  readonly calls: number[];
  /** Fake instants of the checks. */
  readonly checks: number[];
}

export interface Receivers {
  readonly table: MemoryTable;
  readonly list: Receiver[];
  readonly http: HttpSend;
  add(name: string): Receiver;
  remove(name: string): void;
}

/** Webhooks behind an HTTP port, each with its row in the table `destinations`. */
export function scriptedReceivers(now: () => number): Receivers {
  const table = memoryTable();
  const list: Receiver[] = [];
  return {
    table,
    list,
    http: (request) => respond(list, request, now),
    add(name) {
      const receiver = createReceiver(name, table);
      list.push(receiver);
      return receiver;
    },
    remove(name) {
      list.splice(
        list.findIndex((each) => each.name === name),
        1,
      );
      void table.remove('destination', name);
    },
  };
}

function createReceiver(name: string, table: MemoryTable): Receiver {
  let [state, filter]: [Receiver['state'], string] = ['ready', ''];
  const url = `https://${name}.example/`;
  const write = () => {
    const settings = state === 'malformed' ? 'nonsense' : JSON.stringify({ url, secret: 'key' });
    void table.put('destination', name, {
      type: 'webhook',
      settings,
      filter,
      status: state === 'paused' ? 'paused' : 'enabled',
    });
  };
  write();
  return {
    name,
    answer: () => ({ kind: 'delivered' }),
    delivered: [],
    events: [],
    calls: [],
    checks: [],
    get state() {
      return state;
    },
    set state(next) {
      state = next;
      write();
    },
    get filter() {
      return filter;
    },
    set filter(next) {
      filter = next;
      write();
    },
  };
}

async function respond(list: readonly Receiver[], { url, body = '' }: HttpRequest, now: () => number) {
  const receiver = list.find(({ name }) => url === `https://${name}.example/`);
  if (!receiver) throw new Error(`No receiver at ${url}`);
  const { attributes } = parseMessage(body);
  // Cut from the text, because parsing would change some numbers.
  const event = { attributes, data: membersOf(body).get('data') ?? '' };
  (attributes.test ? receiver.checks : receiver.calls).push(now());
  const outcome = await receiver.answer(event);
  if (outcome.kind === 'delivered' && !attributes.test) {
    receiver.delivered.push(attributes.subject);
    receiver.events.push(event);
  }
  return responseOf(outcome);
}

const usualStatus = { delivered: 200, retry: 503, misconfigured: 403, rejected: 422 };

/** The status that a scenario's reason names, such as `answered 410`. */
function responseOf(outcome: Outcome): HttpResponse {
  const named = 'reason' in outcome ? /\d{3}/.exec(outcome.reason)?.[0] : undefined;
  const afterMs = outcome.kind === 'retry' ? outcome.afterMs : undefined;
  return {
    status: Number(named ?? usualStatus[outcome.kind]),
    headers: afterMs === undefined ? {} : { 'retry-after': String(afterMs / second) },
    body: Buffer.alloc(0),
  };
}
