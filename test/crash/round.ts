import type { Arrived, Evidence, Verdict } from './accounts';
import { judge } from './accounts';
import type { CrashingApp } from './app';
import type { Arena } from './arena';
import { DeliveryRows } from './delivery-rows';
import { destinations } from './destinations';
import { Arrivals, deadLetters, lateArrivals, versionsIn } from './evidence';
import { foundWithinMs } from './late';
import { letTimePass, overlap } from './passing-time';
import { describePoint, onceSteps, type PlannedKill, type PlannedRound } from './plan';
import { type Totals, totalsOf } from './sums';
import type { OpenWindows } from './wire/journal';
import { sendTestEvent } from './wire/steps';
import { workOff } from './work';

/** How often each step is carried out, and how long it takes, when nobody is killed. */
export interface Undisturbed {
  readonly counts: ReadonlyMap<string, number>;
  readonly durationMs: number;
}

export interface RoundResult extends Verdict {
  readonly kills: readonly string[];
  /** Kill points that the process never came by. */
  readonly missed: readonly string[];
}

/** One process after another over the same world. */
export class Rounds {
  readonly #dead = new Map<string, Arrived>();
  /** Texts that were replaced while a process lived that was killed, or before the next one had asked. */
  readonly #replaced = new Set<string>();
  /** When runs began after which nothing was left to do, by the API's clock. */
  readonly #runsBegan: number[] = [];
  readonly #rows: DeliveryRows;
  readonly #arrivals: Arrivals;
  readonly #everCutOff = new Set<string>();
  #deliveredBefore = 0;
  #windows: OpenWindows[] = [];
  #restarts = 0;

  private constructor(
    private readonly arena: Arena,
    private app: CrashingApp,
  ) {
    this.#rows = new DeliveryRows(arena.azurite.connectionString);
    this.#arrivals = new Arrivals(arena.siem);
  }

  static async start(arena: Arena): Promise<Rounds> {
    return new Rounds(arena, await arena.startApp());
  }

  /** The work of a round from a cold start to rest, without a kill; then in an outage; then what is read again. */
  async record(): Promise<{ readonly undisturbed: Undisturbed; readonly verdict: Verdict }> {
    const began = Date.now();
    const { wire } = this.arena;
    this.#newWork({});
    // The second run finds what came while the first was at work.
    await this.#workOff(2);
    const durationMs = Date.now() - began;
    const counts = wire.takeCounts();
    this.#newWork({ outage: true });
    await this.#workOff();
    const verdict = await this.settle();
    const later = [...wire.takeCounts()].filter(([step]) => !counts.has(step));
    return { undisturbed: { counts: new Map([...counts, ...later]), durationMs }, verdict };
  }

  async run({ kills }: PlannedRound, undisturbed: Undisturbed): Promise<RoundResult> {
    const { data, wire, clock } = this.arena;
    this.#begin();
    const began = clock.now();
    const [done, missed]: [string[], string[]] = [[], []];
    for (const kill of kills) {
      const point = describePoint(kill.point);
      wire.say(`--- to be killed: ${point}`);
      if (await this.#kill(kill, undisturbed)) done.push(point);
      else missed.push(point);
      await this.#restart();
    }
    wire.say('--- recovering');
    await this.#workOff();
    for (const text of data.replacedSince(began)) this.#replaced.add(text);
    return { ...judge(await this.evidence()), kills: done, missed };
  }

  /** Once all that appeared late must have been found. */
  async settle(): Promise<Verdict> {
    this.arena.wire.say('--- settling');
    this.#begin();
    this.arena.data.rest();
    this.arena.clock.pass(foundWithinMs);
    await this.#workOff();
    return judge(await this.evidence());
  }

  /** How many versions only a second reading could find. */
  get late(): number {
    return lateArrivals(this.arena, this.#runsBegan);
  }

  /** What became of all versions so far, by destination, as the table `deliveries` has it. */
  async totals(): Promise<Readonly<Record<string, Totals>>> {
    const rows = await this.#rows.now();
    return Object.fromEntries(
      destinations.map(({ name }) => [name, totalsOf(rows.filter(({ destination }) => destination === name))]),
    );
  }

  /** Processes that were killed only because all that was left waited for an open circuit. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Of the present round. */
  async evidence(): Promise<Evidence> {
    const { wire, azurite } = this.arena;
    return {
      destinations,
      ...versionsIn(this.arena, this.#runsBegan.at(-1) ?? 0),
      delivered: this.#arrivals.now(),
      deliveredBefore: this.#deliveredBefore,
      dead: await deadLetters(azurite.connectionString, this.#dead),
      queued: wire.journal.queued,
      rows: await this.#rows.now(),
      windows: this.#windows,
      everCutOff: this.#everCutOff,
      unrecorded: wire.journal.unrecorded,
      replaced: this.#replaced,
    };
  }

  async stop(): Promise<void> {
    this.app.kill();
    await this.app.ended;
  }

  #begin(): void {
    this.#deliveredBefore = this.#arrivals.now().length;
    this.#windows = [];
  }

  /** A process believes for ten seconds what it has read of a circuit; a new one sees at once that time has passed. */
  async #workOff(leastRuns?: number): Promise<void> {
    for (;;) {
      const worked = await workOff(this.arena, this.app, leastRuns);
      if (worked.end === 'rest') this.#runsBegan.push(worked.began);
      if (worked.end !== 'held') return;
      this.#restarts += 1;
      this.arena.wire.say('--- all that is left waits for an open circuit');
      await this.#restart();
      // While versions wait, newer ones come.
      this.arena.data.changeLatest();
    }
  }

  /** Whether it was killed there. If a step happens too seldom this time, its first occurrence will do. */
  async #kill({ point, ...work }: PlannedKill, { counts, durationMs }: Undisturbed): Promise<boolean> {
    const { trap } = this.arena.wire;
    // A process that has sent a test event believes what came of it for a minute, and sends no other.
    if (point.at === 'boundary' && point.step === sendTestEvent) await this.#restart();
    this.#newWork(work);
    if (point.at === 'moment') {
      const timer = setTimeout(() => this.app.kill(), point.share * durationMs);
      await this.#workOff();
      clearTimeout(timer);
      // Earlier than planned, everything may be done: then it dies at rest.
      return true;
    }
    const { step, side, share } = point;
    const usual = onceSteps.includes(step) ? 1 : (counts.get(step) ?? 1);
    for (const occurrence of [1 + Math.floor(share * usual), 1]) {
      trap.arm(step, side, occurrence, () => this.app.kill());
      await this.#workOff();
      if (!trap.armed) return true;
      // Late enough for what the burst left to be read again.
      this.arena.clock.pass(1.5 * overlap.ms);
      this.#newWork({ ...work, burst: undefined });
    }
    trap.disarm();
    return false;
  }

  async #restart(): Promise<void> {
    const windows = await this.#bury();
    this.#windows.push(windows);
    for (const send of windows.unrecorded) this.#everCutOff.add(send);
    this.app = await this.arena.startApp();
  }

  /** Kills it if it still lives, and lets pass the time that makes its claims and leases end. */
  async #bury(): Promise<OpenWindows> {
    const { wire, data, gateway, azurite } = this.arena;
    this.app.kill();
    await this.app.ended;
    await wire.quiet();
    data.rest();
    gateway.recover();
    await letTimePass(azurite.connectionString);
    for (const queue of ['incidents', 'incidents-retry', 'incidents-poison']) await wire.hidden.show(queue);
    return wire.journal.close();
  }

  /** Time passes, and there is something to do again. */
  #newWork({ burst, outage }: Work): void {
    const { data, gateway } = this.arena;
    data.pause();
    data.change(burst);
    gateway.trouble(outage === true);
  }
}

type Work = { readonly burst?: PlannedKill['burst'] | undefined; readonly outage?: true };
