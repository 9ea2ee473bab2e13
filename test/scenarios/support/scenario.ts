import { resolve } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type CheckpointRow, readCheckpoints } from '../../../sandbox/program/checkpoints';
import { compareArrival } from '../../../sandbox/program/once/arrival';
import { type TenantToWrite, writeTenants } from '../../../sandbox/program/storage-rows';
import type { LogEntry } from '../../../sandbox/runtime/log';
import { type Runtime, startRuntime } from '../../../sandbox/runtime/runtime';
import type { Delivery } from '../../../sandbox/siem/delivery';
import { startWorld, type World } from './world';

/** The repository, whose package.json names the built app; `npm test` builds it first. */
export const appDir = resolve(__dirname, '../../..');

const drainTimeoutMs = 20_000;

/** The built app in its world, one for all tests of a file. Timers run only when a test says so. */
export class Scenario {
  readonly logged: LogEntry[] = [];
  #started: { readonly world: World; readonly runtime: Runtime } | undefined;

  async start(): Promise<void> {
    const world = await startWorld();
    const runtime = await startRuntime({
      appDir,
      env: world.settings,
      onLog: (entry) => this.logged.push(entry),
      timers: 'manual',
      queue: { maxPollingIntervalMs: 100 },
    });
    this.#started = { world, runtime };
  }

  async stop(): Promise<void> {
    await this.#started?.runtime.stop();
    await this.#started?.world.stop();
  }

  get world(): World {
    return this.#running.world;
  }

  get runtime(): Runtime {
    return this.#running.runtime;
  }

  get storage(): string {
    return this.world.azurite.connectionString;
  }

  /** Registers customers of which nobody but the cloud knew before. */
  async register(...tenants: readonly TenantToWrite[]): Promise<void> {
    await writeTenants(this.storage, tenants);
  }

  /** One run of the timer, and everything it sent forwarded. */
  async collect(): Promise<void> {
    await this.runtime.invoke('collect');
    await this.runtime.drainQueues(drainTimeoutMs);
  }

  async checkpoint(tenantId: string): Promise<CheckpointRow | undefined> {
    return (await readCheckpoints(this.storage)).get(tenantId);
  }

  deliveries(tenantId: string): readonly Delivery[] {
    return this.world.siem.deliveries.filter((delivery) => delivery.tenantId === tenantId);
  }

  /** Calls of one tenant to the incidents API that were answered so far. */
  calls(tenantId: string) {
    return this.world.cloud.requests.filter((call) => call.service === 'xdr' && call.tenantId === tenantId);
  }

  /** Exactly these records arrived, each once and with every digit. */
  expectArrived(tenantId: string, expected: readonly string[]): void {
    expect(compareArrival(expected, this.deliveries(tenantId))).toEqual({
      whole: expected.length,
      missing: [],
      changed: [],
      repeated: 0,
      unexpected: [],
    });
  }

  get #running() {
    if (!this.#started) throw new Error('The scenario has not started yet.');
    return this.#started;
  }
}

/** A scenario that runs while the tests of the file do. */
export function useScenario(): Scenario {
  const scenario = new Scenario();
  beforeAll(() => scenario.start(), 60_000);
  afterAll(() => scenario.stop());
  return scenario;
}

/** Collects until `done`; every run is one that the schedule would make. */
export async function collectUntil(scenario: Scenario, done: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + drainTimeoutMs;
  do {
    await scenario.collect();
    if (Date.now() > until) throw new Error(`It didn't come true within ${drainTimeoutMs} ms: ${done}`);
  } while (!(await done()));
}
