import { memberText } from '../../../sandbox/data/raw-json';
import { destinationAt } from '../destinations';
import { kindOfType, type VersionName } from '../versions';
import { messagesIn, textIn } from './queue-xml';
import { recordedIn, targetOf } from './row-write';
import { saveCheckpoint, sendWebhook } from './steps';
import type { Answered, Asked } from './tap';

/** Event ids that a crash left in the middle of something. */
export interface OpenWindows {
  /** On the queue, but not in the checkpoint: the page is collected again. By target. */
  readonly collecting: ReadonlyMap<string, readonly string[]>;
  /** Taken from `incidents` and not deleted: the message comes again. */
  readonly forwarding: readonly string[];
  /** Taken by the receiver, with no row that says so: sent again. As `sendKey` writes it. */
  readonly unrecorded: readonly string[];
}

/** An event that collect put on the queue. */
export type Queued = VersionName;

/** What was carried out, as it crossed the wire. Knows nothing of the app's code. */
export class Journal {
  /** Every event that was ever put on the queue by collect, by its id. */
  readonly queued = new Map<string, Queued>();
  readonly #unsaved = new Map<string, Set<string>>();
  readonly #taken = new Map<string, string>();
  readonly #unrecorded = new Set<string>();

  note(step: string | undefined, asked: Asked, answered: Answered): void {
    if (answered.status >= 400) return;
    if (step === 'put on incidents') this.#put(textIn(asked.body));
    if (step === saveCheckpoint) this.#unsaved.delete(targetOf(asked));
    if (step === 'take from incidents') {
      for (const { messageId, text } of messagesIn(answered.body)) this.#taken.set(messageId, idOf(text));
    }
    if (step === 'delete from incidents') this.#taken.delete(asked.path.split('/').at(-1) ?? '');
    if (step === sendWebhook)
      this.#unrecorded.add(sendKey({ destination: destinationAt(asked.path), id: idOf(asked.body) }));
    for (const recorded of recordedIn(asked)) this.#unrecorded.delete(sendKey(recorded));
  }

  /** What the receiver has taken and no row tells of. */
  get unrecorded(): readonly string[] {
    return [...this.#unrecorded];
  }

  /** After a crash: what is open now is over, for the next process does it again. */
  close(): OpenWindows {
    const collecting = new Map([...this.#unsaved].map(([target, ids]) => [target, [...ids]]));
    const forwarding = [...this.#taken.values()];
    const unrecorded = [...this.#unrecorded];
    for (const open of [this.#unsaved, this.#taken, this.#unrecorded]) open.clear();
    return { collecting, forwarding, unrecorded };
  }

  #put(text: string): void {
    const source = stringMember(text, 'source');
    // CloudEvents `source` is `/tenants/<GUID>/<source>`, a target's row key and partition key.
    const target = source.replace('/tenants/', '');
    const ids = this.#unsaved.get(target) ?? new Set();
    this.#unsaved.set(target, ids.add(idOf(text)));
    this.queued.set(idOf(text), {
      tenantId: stringMember(text, 'tenantid'),
      kind: kindOfType(stringMember(text, 'type')),
      record: stringMember(text, 'subject'),
      updated: stringMember(text, 'time'),
    });
  }
}

/** One event for one destination. */
export function sendKey({ destination, id }: { readonly destination: string; readonly id: string }): string {
  return `${destination} ${id}`;
}

function idOf(text: string): string {
  return stringMember(text, 'id');
}

function stringMember(json: string, name: string): string {
  const text = memberText(json, name);
  return text?.startsWith('"') ? String(JSON.parse(text)) : '';
}
