import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type ForwardSummary, nothing } from '../../shared/delivery/contract';
import { deadLetters } from '../../shared/delivery/dead-letters';
import { rowOf } from '../../shared/delivery/deliveries/columns';
import { deliveryTable } from '../../shared/delivery/deliveries/deliveries';
import type { DeliveryRow } from '../../shared/delivery/deliveries/delivery-row';
import { forwardMessage } from '../../shared/delivery/forward';
import { destinationGuard } from '../../shared/delivery/guard/guard';
import { releaseDue } from '../../shared/delivery/release';
import { destinationTable } from '../../shared/destinations/table';
import { day, minute } from '../../shared/duration';
import { eventQueue } from '../../shared/events/event-queue';
import { payloadStore } from '../../shared/events/payloads';
import type { LogEvent, LogFields } from '../../shared/telemetry/log';
import { fakeSecrets } from '../destinations/fake-secrets';
import { fakeClock } from '../support/fake-clock';
import { memoryContainer, memoryQueue, memoryTable } from './memory-storage';
import { scriptedReceivers } from './receivers';
import { payloadMarker } from './sample-event';

export interface LoggedLine {
  readonly level: string;
  readonly event: LogEvent;
  readonly fields: LogFields;
}

/** The delivery half of the relay on storage in memory and fake time; everything but the storage is real. */
export function relay(...names: readonly string[]) {
  const clock = fakeClock();
  const [queue, retryQueue] = [memoryQueue(clock), memoryQueue(clock)];
  const [payloadBlobs, deadBlobs] = [memoryContainer(), memoryContainer()];
  const [deadTable, deliveryRows] = [memoryTable(), memoryTable()];
  const log: LoggedLine[] = [];
  const receivers = scriptedReceivers(clock.now);
  for (const name of names) receivers.add(name);
  /** By tenant; `undefined` as for a tenant without a row. All others go to every destination. */
  const routes = new Map<string, readonly string[] | undefined>();
  const payloads = payloadStore(payloadBlobs);
  const events = eventQueue({ queue, retryQueue, payloads });
  const record = (level: string, event: LogEvent, fields: LogFields = {}) => void log.push({ level, event, fields });
  const random = () => 0.5;
  const secrets = fakeSecrets({ key: `whsec_${Buffer.alloc(32).toString('base64')}` });
  const tools = { clock, random, http: receivers.http, secrets, allowPrivate: false };
  /** Another instance of the app on the same storage: what is only in memory is its own. */
  const instance = () => {
    const destinations = destinationTable({ table: receivers.table, tools, log: record });
    return {
      destinations,
      guard: destinationGuard({ destinations, clock, log: record }),
      routing: async (tenantId: string) => (routes.has(tenantId) ? routes.get(tenantId) : []),
      events,
      payloads,
      deadLetters: deadLetters({ table: deadTable, container: deadBlobs }),
      deliveries: deliveryTable({ table: deliveryRows, owner: randomUUID }),
      clock,
      random,
      log: record,
      deliveryWindowMs: 3 * day,
    };
  };
  const deps = instance();
  const release = (deadlineMs = clock.now() + 50_000) => releaseDue({ ...deps, queue, retryQueue }, deadlineMs);

  let checked = 0;
  /** What the host does: parsed JSON goes to the handler, and the message is removed only when it returns. */
  const runForward = async () => {
    const sum = { ...nothing };
    for (let due = await queue.receive(minute); due.length > 0; due = await queue.receive(minute)) {
      for (const message of due) {
        const summary = await forwardMessage(deps, asTriggered(message.text));
        for (const key of Object.keys(sum) as (keyof ForwardSummary)[]) sum[key] += summary[key];
        await queue.remove(message);
      }
    }
    expect(JSON.stringify(log.slice(checked))).not.toContain(payloadMarker);
    checked = log.length;
    return sum;
  };

  /** Lets fake time pass in steps, with the timers and the trigger running. */
  let nextHousekeeping = 0;
  const pass = async (ms: number, stepMs = minute) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(Math.min(stepMs, ms - passed));
      await release();
      if (clock.now() >= nextHousekeeping) {
        await deps.guard.probePaused(clock.now() + minute);
        nextHousekeeping = clock.now() + 5 * minute;
      }
      await runForward();
    }
  };

  const receiver = (name: string) => {
    const found = receivers.list.find((each) => each.name === name);
    if (!found) throw new Error(`No receiver ${name}`);
    return found;
  };

  return {
    clock,
    queue,
    retryQueue,
    payloadBlobs,
    deadBlobs,
    deadTable,
    deliveryRows,
    log,
    receivers,
    routes,
    events,
    deps,
    instance,
    release,
    runForward,
    pass,
    receiver,
    /** The rows of one destination in the table `deliveries`. */
    deliveriesTo: (destination: string): readonly DeliveryRow[] =>
      deliveryRows
        .rows()
        .filter(({ rowKey }) => rowKey.endsWith(`|${destination}`))
        .map(({ columns }) => rowOf(columns)),
    logged: (event: LogEvent) => log.filter((line) => line.event === event),
  };
}

/** As the worker does: JSON arrives parsed, anything else as text. */
export function asTriggered(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
