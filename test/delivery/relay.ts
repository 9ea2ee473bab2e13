import { expect } from 'vitest';
import type { ForwardSummary } from '../../shared/delivery/contract';
import { deadLetters } from '../../shared/delivery/dead-letters';
import { forwardMessage } from '../../shared/delivery/forward';
import { releaseDue } from '../../shared/delivery/release';
import type { Outcome } from '../../shared/destinations/destination';
import type { ConfiguredDestination } from '../../shared/destinations/row';
import { day, minute } from '../../shared/duration';
import type { CollectedEvent } from '../../shared/events/event';
import { eventQueue } from '../../shared/events/event-queue';
import { payloadStore } from '../../shared/events/payloads';
import type { LogEvent, LogFields } from '../../shared/telemetry/log';
import { fakeClock } from '../support/fake-clock';
import { memoryContainer, memoryQueue, memoryTable } from './memory-storage';
import { payloadMarker } from './sample-event';

/** A receiver whose answers a scenario scripts. */
export interface Receiver {
  readonly name: string;
  answer: (event: CollectedEvent) => Outcome;
  state: 'ready' | 'paused' | 'malformed';
  /** Subjects delivered, and the fake instants of all calls. */
  readonly delivered: string[];
  readonly calls: number[];
}

export interface LoggedLine {
  readonly level: string;
  readonly event: LogEvent;
  readonly fields: LogFields;
}

/** The delivery half of the relay on storage in memory and fake time; everything but the storage is real. */
export function relay(...names: readonly string[]) {
  const clock = fakeClock();
  const [queue, retryQueue] = [memoryQueue(clock), memoryQueue(clock)];
  const [payloadBlobs, deadBlobs, deadTable] = [memoryContainer(), memoryContainer(), memoryTable()];
  const log: LoggedLine[] = [];
  const receivers: Receiver[] = names.map((name) => ({
    name,
    answer: () => ({ kind: 'delivered' }),
    state: 'ready',
    delivered: [],
    calls: [],
  }));
  const routes = new Map<string, readonly string[]>();
  const payloads = payloadStore(payloadBlobs);
  const events = eventQueue({ queue, retryQueue, payloads });
  const deps = {
    destinations: { all: async () => receivers.map((receiver) => configured(receiver, clock.now)) },
    routing: async (tenantId: string) => routes.get(tenantId),
    events,
    payloads,
    deadLetters: deadLetters({ table: deadTable, container: deadBlobs }),
    clock,
    random: () => 0.5,
    log: (level: string, event: LogEvent, fields: LogFields = {}) => void log.push({ level, event, fields }),
    deliveryWindowMs: 3 * day,
  };

  /** What the host does: parsed JSON goes to the handler, and the message is removed only when it returns. */
  const runForward = async () => {
    const sum = { delivered: 0, again: 0, waiting: 0, dead: 0 };
    for (let due = await queue.receive(minute); due.length > 0; due = await queue.receive(minute)) {
      for (const message of due) {
        const summary = await forwardMessage(deps, asTriggered(message.text));
        for (const key of Object.keys(sum) as (keyof ForwardSummary)[]) sum[key] += summary[key];
        await queue.remove(message);
      }
    }
    expect(JSON.stringify(log)).not.toContain(payloadMarker);
    return sum;
  };

  /** Lets fake time pass in steps, with the release timer and the trigger running. */
  const pass = async (ms: number, stepMs = minute) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(Math.min(stepMs, ms - passed));
      await releaseDue({ queue, retryQueue, clock, log: deps.log }, clock.now() + 50_000);
      await runForward();
    }
  };

  const receiver = (name: string) => {
    const found = receivers.find((each) => each.name === name);
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
    log,
    receivers,
    routes,
    events,
    deps,
    runForward,
    pass,
    receiver,
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

function configured(receiver: Receiver, now: () => number): ConfiguredDestination {
  const { name, state } = receiver;
  if (state !== 'ready') return { state, name, reason: state };
  const send = async (event: CollectedEvent) => {
    receiver.calls.push(now());
    const outcome = receiver.answer(event);
    if (outcome.kind === 'delivered') receiver.delivered.push(event.attributes.subject);
    return outcome;
  };
  return { state, name, filter: {}, destination: { send } };
}
