import { type Concern, type DestinationGuard, destinationGuard } from '../../../shared/delivery/guard/guard';
import type { Outcome } from '../../../shared/destinations/destination';
import type { ConfiguredDestination, ReadyDestination } from '../../../shared/destinations/row';
import { type DestinationTable, destinationTable } from '../../../shared/destinations/table';
import { RelayError } from '../../../shared/errors';
import type { HttpRequest } from '../../../shared/http/http';
import type { Columns } from '../../../shared/storage/tables';
import type { LogEvent, LogFields } from '../../../shared/telemetry/log';
import { fakeSecrets } from '../../destinations/fake-secrets';
import { watchedTable } from '../../destinations/watched-table';
import { fakeClock } from '../../support/fake-clock';
import { sampleEvent } from '../sample-event';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Sent {
  readonly test: boolean;
  readonly subject: string;
  readonly atMs: number;
}

export interface Instance {
  readonly destinations: DestinationTable;
  readonly guard: DestinationGuard;
}

export type Delivered =
  | { readonly kind: 'sent'; readonly outcome: Outcome; readonly concern: Concern }
  | { readonly kind: 'wait'; readonly reason: string; readonly untilMs: number };

/** Instances of the relay before one receiver, `siem`: real webhook, guard and table; memory, fake time, no network. */
export function guarded(instances = 1) {
  const [table, clock] = [watchedTable(), fakeClock()];
  const log: { level: string; event: LogEvent; fields: LogFields }[] = [];
  const sent: Sent[] = [];
  let tests = 0;
  const world = {
    table,
    clock,
    log,
    sent,
    /** What the receiver answers; undefined when it can't be reached. */
    answer: (_event: Sent): Answer | undefined => ({ status: 202 }),
    /** Awaited before the receiver answers, so that an event can stay in flight while others come and go. */
    hold: async (_event: Sent): Promise<void> => {},
    instances: [] as Instance[],
    logged: (event: LogEvent) => log.filter((line) => line.event === event),
    row: () => table.rows().find(({ rowKey }) => rowKey === 'siem')?.columns ?? {},
    write: (columns: Columns) => table.put('destination', 'siem', columns),
    edit: (columns: Columns) => table.put('destination', 'siem', { ...world.row(), ...columns }),
    first: () => world.instances[0] as Instance,
  };
  const http = async (request: HttpRequest) => {
    const { subject, test = false } = JSON.parse(request.body ?? '');
    const event = { subject, test, atMs: clock.now() };
    sent.push(event);
    await world.hold(event);
    const answered = world.answer(event);
    if (!answered) throw new RelayError('network_failed', 'No complete answer came (ECONNREFUSED).');
    return { status: answered.status, headers: answered.headers ?? {}, body: Buffer.alloc(0) };
  };
  const random = () => {
    tests += 1;
    return tests / 1e6;
  };
  const secrets = fakeSecrets({ key: 'whsec_c2lnbmluZyBrZXk=' });
  const tools = { http, secrets, clock, random, allowPrivate: false };
  for (let made = 0; made < instances; made += 1) {
    const parts = { table, tools, log: record };
    const destinations = destinationTable(parts);
    world.instances.push({ destinations, guard: destinationGuard({ destinations, clock, log: record }) });
  }
  return world;

  function record(level: string, event: LogEvent, fields: LogFields = {}): void {
    log.push({ level, event, fields });
  }
}

export const enabled: Columns = { type: 'webhook', settings: '{"url":"https://siem.example/hook","secret":"key"}' };

export async function siemOf({ destinations }: Instance): Promise<ConfiguredDestination | undefined> {
  return (await destinations.all()).find(({ name }) => name === 'siem');
}

export async function readySiem(instance: Instance): Promise<ReadyDestination> {
  const siem = await siemOf(instance);
  if (siem?.state !== 'ready') throw new Error(`siem is ${siem?.state}`);
  return siem;
}

/** What forwarding does with one event for one destination, as far as the guard is concerned. */
export async function deliver(instance: Instance, incident: number): Promise<Delivered> {
  const siem = await siemOf(instance);
  if (siem?.state !== 'ready') return { kind: 'wait', reason: siem?.reason ?? 'gone', untilMs: 0 };
  const admission = await instance.guard.admit(siem);
  if (admission.kind === 'wait') return admission;
  const event = sampleEvent(incident);
  const outcome = await siem.destination.send(event);
  return { kind: 'sent', outcome, concern: await instance.guard.learn(siem, event.attributes.id, outcome) };
}
