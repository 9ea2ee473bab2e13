import { randomUUID } from 'node:crypto';
import { beforeEach } from 'vitest';
import type { DeliveryDesk } from '../../cli/delivery-desk';
import { collectedVersions } from '../../shared/collection/collected';
import { deadLetters } from '../../shared/delivery/dead-letters';
import { deliveryTable } from '../../shared/delivery/deliveries/deliveries';
import { deliveryListing } from '../../shared/delivery/deliveries/listing';
import { forwardMessage } from '../../shared/delivery/forward';
import { lettersOf } from '../../shared/delivery/letters/letters';
import { minute, second } from '../../shared/duration';
import type { CollectedEvent } from '../../shared/events/event';
import { payloadStore } from '../../shared/events/payloads';
import type { BlobContainer } from '../../shared/storage/blobs';
import type { Table } from '../../shared/storage/tables';
import { tenantRegistry } from '../../shared/tenants/registry';
import { asTriggered, relay as relayOf } from '../delivery/relay';
import { tenant } from '../delivery/sample-event';
import { useAzurite } from '../support/azurite';
import { type Run, relay } from './harness';

const tables = ['deliveries', 'deadletters', 'checkpoints', 'tenants'] as const;

/** The delivery half of the relay in fake time, whose tables are Azurite's, and the command line on it. */
export interface Delivering {
  readonly world: ReturnType<typeof relayOf>;
  readonly rows: Readonly<Record<(typeof tables)[number], Table>>;
  readonly container: BlobContainer;
  readonly desk: DeliveryDesk;
  /** Puts events on the queue, as collection does, and forwards all that is there. */
  collect(...events: readonly CollectedEvent[]): Promise<void>;
  /** Lets time pass, with the release timer and the trigger running. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Runs `relay <typed>`; `changes`: parts of the desk that are to behave otherwise. */
  run(typed: readonly string[], changes?: Partial<DeliveryDesk>): Promise<Run>;
  /** The same with `--json`. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks for in a document is its own affair
  json(...typed: readonly string[]): Promise<any>;
}

/** Everything empty for each test of a file, but the tenant Contoso and these destinations. */
export function useDelivering(...names: readonly string[]): () => Delivering {
  const azurite = useAzurite();
  let current: Delivering | undefined;
  beforeEach(async () => {
    const made = await Promise.all(tables.map(async (name) => [name, await azurite.freshTable()] as const));
    const rows = Object.fromEntries(made) as Record<(typeof tables)[number], Table>;
    const container = azurite.storage().containers.deadletters;
    await container.ensure();
    await rows.tenants.put('tenant', tenant, { displayName: 'Contoso', status: 'active' });
    current = delivering(relayOf(...names), rows, container);
  });
  return () => current as Delivering;
}

function delivering(world: Delivering['world'], rows: Delivering['rows'], container: BlobContainer): Delivering {
  const { clock, events, queue, retryQueue, payloadBlobs } = world;
  const deliveries = deliveryTable({ table: rows.deliveries, owner: randomUUID });
  const deps = { ...world.deps, deliveries, deadLetters: deadLetters({ table: rows.deadletters, container }) };
  const nothing = { depth: async () => 0 };
  const desk: DeliveryDesk = {
    destinations: deps.destinations,
    letters: lettersOf({ table: rows.deadletters, container }),
    deliveries,
    listing: deliveryListing(rows.deliveries),
    events,
    payloads: payloadStore(payloadBlobs),
    queues: { incidents: queue, 'incidents-retry': retryQueue, 'incidents-poison': nothing, 'tenants-poison': nothing },
    collected: (tenantId) => collectedVersions(rows.checkpoints, tenantId),
  };
  const tenants = tenantRegistry(rows.tenants, { sources: ['defender-xdr'], cloud: 'commercial', lookbackMs: 0 });
  const forward = async () => {
    for (let due = await queue.receive(minute); due.length > 0; due = await queue.receive(minute)) {
      for (const message of due) {
        await forwardMessage(deps, asTriggered(message.text), clock.now() - second);
        await queue.remove(message);
      }
    }
  };
  const run: Delivering['run'] = (typed, changes) =>
    relay(typed, { tenants, delivery: { ...desk, ...changes }, now: clock.now() });
  return {
    world,
    rows,
    container,
    desk,
    async collect(...collected) {
      for (const event of collected) await events.put(event);
      await forward();
    },
    async pass(ms, stepMs = 10 * second) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(stepMs);
        await world.release();
        await forward();
      }
    },
    run,
    json: async (...typed) => JSON.parse((await run([...typed, '--json'])).out),
  };
}
