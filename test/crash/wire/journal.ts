import { memberText } from '../../../sandbox/data/raw-json';
import { messagesIn, textIn } from './queue-xml';
import { saveCheckpoint } from './steps';
import type { Answered, Asked } from './tap';

/** Event ids for which a crash fell between a send and its record; an id stands there once for each. */
export interface OpenWindows {
  /** On the queue, but not in the checkpoint: the page is collected again. By target. */
  readonly collecting: ReadonlyMap<string, readonly string[]>;
  /** Taken from `incidents` and not deleted: the message comes again. */
  readonly forwarding: readonly string[];
  /** Taken from `incidents-retry` and not deleted: the message is put back again. */
  readonly releasing: readonly string[];
}

/** What was carried out in storage, as it crossed the wire. Knows nothing of the app's code. */
export class Journal {
  /** Ids of every event that was ever put on the queue by collect. */
  readonly queued = new Set<string>();
  readonly #unsaved = new Map<string, Set<string>>();
  readonly #taken = {
    incidents: new Map<string, string>(),
    'incidents-retry': new Map<string, string>(),
  };

  note(step: string | undefined, asked: Asked, answered: Answered): void {
    if (answered.status >= 400) return;
    if (step === 'put on incidents') this.#put(textIn(asked.body));
    if (step === saveCheckpoint) this.#unsaved.delete(targetOf(asked));
    for (const queue of ['incidents', 'incidents-retry'] as const) {
      if (step === `take from ${queue}`) {
        for (const { messageId, text } of messagesIn(answered.body)) this.#taken[queue].set(messageId, idOf(text));
      }
      if (step === `delete from ${queue}`) this.#taken[queue].delete(asked.path.split('/').at(-1) ?? '');
    }
  }

  /** After a crash: what is open now is over, for the next process does it again. */
  close(): OpenWindows {
    const collecting = new Map([...this.#unsaved].map(([target, ids]) => [target, [...ids]]));
    const forwarding = [...this.#taken.incidents.values()];
    const releasing = [...this.#taken['incidents-retry'].values()];
    this.#unsaved.clear();
    for (const taken of Object.values(this.#taken)) taken.clear();
    return { collecting, forwarding, releasing };
  }

  #put(text: string): void {
    // CloudEvents `source` is `/tenants/<GUID>/<source>`, a target's row key and partition key.
    const target = stringMember(text, 'source').replace('/tenants/', '');
    const ids = this.#unsaved.get(target) ?? new Set();
    this.#unsaved.set(target, ids.add(idOf(text)));
    this.queued.add(idOf(text));
  }
}

function idOf(text: string): string {
  return stringMember(text, 'id');
}

function stringMember(json: string, name: string): string {
  const text = memberText(json, name);
  return text?.startsWith('"') ? String(JSON.parse(text)) : '';
}

/** A checkpoint's keys stand in the path of a row that is replaced, and in the body of one that is inserted. */
export function targetOf({ path, body }: Asked): string {
  const [, tenant, source] = /\(PartitionKey='([^']*)',RowKey='([^']*)'\)/.exec(path) ?? [];
  return `${tenant ?? stringMember(body, 'PartitionKey')}/${source ?? stringMember(body, 'RowKey')}`;
}
