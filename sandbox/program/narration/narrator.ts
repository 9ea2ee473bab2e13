import type { LogLine } from '../app/log-line';
import { counted, seconds } from '../text';
import { DeliveryTally } from './tally';

/** Prints one line of the story: when, about what, and the text. */
export type Tell = (at: number, topic: string, text: string) => void;

export interface NarratorOptions {
  readonly tell: Tell;
  /** The customer's name by tenant GUID. */
  readonly nameOf: (tenantId: string) => string;
  /** `brief` leaves out runs that sent nothing, and of a tenant's fault tells only its code. */
  readonly detail: 'full' | 'brief';
}

/** Events that are told with their reason, once until the reason's kind changes, and what they are about. */
const attention: Readonly<Record<string, string>> = {
  'tenant.attention': 'attention',
  'tenant.gap': 'attention',
  'tenant.stuck': 'attention',
  'record.too-large': 'attention',
  'tenant.throttled': 'throttled',
  'credential.attention': 'attention',
  'credential.expiring': 'attention',
  'destination.attention': 'attention',
  'collect.stopped': 'attention',
  'row.malformed': 'attention',
  'record.malformed': 'attention',
  'record.dead-lettered': 'attention',
  'delivery.retry': 'retry',
  'delivery.dead-lettered': 'dead',
  'message.unreadable': 'dead',
  'poison.stored': 'dead',
  'heartbeat.failed': 'attention',
  'housekeep.failed': 'attention',
};

/** Tells what the function app does, from its own log lines: a line a run, a line a trouble, deliveries in sums. */
export class Narrator {
  readonly #tally = new DeliveryTally();
  /** What was last told of each place. */
  readonly #told = new Map<string, string>();

  constructor(private readonly options: NarratorOptions) {}

  hear(line: LogLine): void {
    const { tell } = this.options;
    if (line.event === 'delivery.delivered')
      this.#tally.add(this.options.nameOf(line.text('tenant')), line.count('sinceCollectedMs'));
    else if (line.event === 'collect.finished') this.#run(line);
    else if (line.event === 'tenant.recovered') {
      this.#told.delete(placeOf('tenant.attention', line));
      tell(line.at, 'recovered', this.#who(line));
    } else {
      const topic = attention[line.event];
      if (topic) this.#trouble(topic, line);
    }
  }

  /** Tells the deliveries since the last time, if there were any. */
  tellDeliveries(at: number): void {
    const text = this.#tally.take();
    if (text) this.options.tell(at, 'delivered', text);
  }

  #run(line: LogLine): void {
    const { detail, tell } = this.options;
    const sent = line.count('sent');
    if (sent === 0 && detail === 'brief') return;
    const parts = [
      counted(line.count('targets'), 'source'),
      counted(line.count('calls'), 'call'),
      `${sent} new`,
      ...optional(line.count('failed'), 'need attention'),
      ...optional(line.count('waiting'), 'told to wait'),
      ...optional(line.count('unfinished'), 'unfinished'),
    ];
    tell(line.at, 'collected', `${parts.join(', ')}  (${seconds(line.count('durationMs'))})`);
  }

  /** Trace ids and times make every text another; what kind of fault it is decides whether it is news. */
  #trouble(topic: string, line: LogLine): void {
    const kind = line.text('code') ? `${line.text('state')} ${line.text('code')}` : line.text('reason');
    const place = placeOf(line.event, line);
    const isNews = line.event === 'tenant.throttled' || this.#told.get(place) !== kind;
    this.#told.set(place, kind);
    if (isNews) this.options.tell(line.at, topic, [this.#who(line), ...this.#reason(line)].join(': '));
  }

  #reason(line: LogLine): string[] {
    const brief = this.options.detail === 'brief' && line.text('tenant') !== '';
    if (!brief) return [line.text('reason') || line.text('advice')];
    return line.event === 'tenant.throttled' ? [] : [line.text('code') || line.text('reason')];
  }

  #who(line: LogLine): string {
    const tenant = line.text('tenant');
    const other = line.text('destination') || line.text('credential') || line.text('row') || 'the relay';
    if (!tenant) return other;
    return [this.options.nameOf(tenant), line.text('source')].filter((part) => part !== '').join(', ');
  }
}

function placeOf(event: string, line: LogLine): string {
  return [event, line.text('tenant'), line.text('source'), line.text('destination'), line.text('credential')].join('/');
}

function optional(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}`] : [];
}
