import type { Azurite } from '../../../sandbox/azurite';
import { eventually } from '../../runtime/support';
import { detailOf } from './detail';
import { HiddenMessages } from './hidden-messages';
import { Journal } from './journal';
import { OwedRanges } from './owed-ranges';
import { targetOf } from './row-write';
import { askAgain, askOwed, saveCheckpoint, stepOf } from './steps';
import { type Answered, type Asked, type Service, startTap, type Tap, type Watcher } from './tap';
import { Trap } from './trap';

export interface WireOptions {
  readonly azurite: Azurite;
  readonly apiUrl: string;
  readonly siemUrl: string;
  /** Told of every request before it is passed on. */
  readonly onAsked: (asked: Asked) => void;
  /** Answers in a service's place, or not. */
  readonly answerTo: Watcher['instead'];
}

const mostRemembered = 5_000;

/** Everything between the app and the world: taps, and who watches them. */
export class Wire implements Watcher {
  readonly trap = new Trap();
  readonly journal = new Journal();
  readonly hidden: HiddenMessages;
  readonly #owed = new OwedRanges();
  readonly #taps = new Map<Service, Tap>();
  readonly #counts = new Map<string, number>();
  readonly #recent: string[] = [];

  private constructor(private readonly options: WireOptions) {
    this.hidden = new HiddenMessages(options.azurite.connectionString);
  }

  static async start(options: WireOptions): Promise<Wire> {
    const wire = new Wire(options);
    const { azurite, apiUrl, siemUrl } = options;
    const origin = (url: string) => new URL(url).origin;
    const upstreams = {
      blob: origin(azurite.blobUrl),
      queue: origin(azurite.queueUrl),
      table: origin(azurite.tableUrl),
    };
    const all = Object.entries({ ...upstreams, api: apiUrl, siem: siemUrl }) as [Service, string][];
    for (const [service, upstream] of all) wire.#taps.set(service, await startTap(service, upstream, wire));
    return wire;
  }

  urlOf(service: Service): string {
    return this.#taps.get(service)?.url ?? '';
  }

  /** Azurite's connection string, with the taps' ports. */
  get storage(): string {
    const { connectionString, blobUrl, queueUrl, tableUrl } = this.options.azurite;
    const through = (url: string, service: Service) => this.urlOf(service) + new URL(url).pathname;
    return connectionString
      .replace(blobUrl, through(blobUrl, 'blob'))
      .replace(queueUrl, through(queueUrl, 'queue'))
      .replace(tableUrl, through(tableUrl, 'table'));
  }

  /** Steps since the last call, each with how often it was carried out. */
  takeCounts(): ReadonlyMap<string, number> {
    const counts = new Map(this.#counts);
    this.#counts.clear();
    return counts;
  }

  /** The last steps, for a report. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  before(asked: Asked): boolean {
    this.options.onAsked(asked);
    return !this.trap.springsAt(this.#stepOf(asked), 'before');
  }

  instead(asked: Asked): Answered | undefined {
    return this.options.answerTo(asked);
  }

  after(asked: Asked, answered: Answered): boolean {
    const step = this.#stepOf(asked, answered);
    if (step === saveCheckpoint && answered.status < 400) this.#owed.noteSaved(targetOf(asked), asked);
    this.journal.note(step, asked, answered);
    if (asked.service === 'queue') this.hidden.note(asked, answered);
    if (step) this.noteStep(step, `(${answered.status})${detailOf(asked, answered)}`);
    return !this.trap.springsAt(step, 'after');
  }

  #stepOf(asked: Asked, answered?: Answered): string | undefined {
    const step = stepOf(asked, answered);
    return step === askOwed && this.#owed.isReadAgain(asked) ? askAgain : step;
  }

  noteStep(step: string, detail = ''): void {
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1);
    this.say(`${step} ${detail}`);
  }

  /** Adds a line to what a report shows. */
  say(line: string): void {
    this.#recent.push(`${new Date().toISOString().slice(14, 23)} ${line}`);
    if (this.#recent.length > mostRemembered) this.#recent.shift();
  }

  /** Resolves when everything that a dead process had asked for is carried out. */
  async quiet(): Promise<void> {
    await eventually(() => [...this.#taps.values()].every(({ busy }) => busy === 0));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#taps.values()].map((tap) => tap.close()));
  }
}
