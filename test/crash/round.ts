import type { Arrived, Evidence, Verdict } from './accounts';
import { judge } from './accounts';
import type { CrashingApp } from './app';
import type { Arena } from './arena';
import { arrivalsIn, deadLetters, lateArrivals, versionsIn } from './evidence';
import { foundWithinMs } from './late';
import { letClaimsEnd, overlap } from './passing-time';
import { type Burst, describePoint, type KillPoint, owedSteps, type PlannedRound } from './plan';
import type { OpenWindows } from './wire/journal';
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

/** What one webhook in a few gets: one is tried again, one is a dead letter. */
const answers = ['pass', { status: 503 }, 'pass', { status: 400 }] as const;

/** One process after another over the same world. */
export class Rounds {
  readonly #dead = new Map<string, Arrived>();
  /** Texts that were replaced while a process lived that was killed, or before the next one had asked. */
  readonly #replaced = new Set<string>();
  /** When runs began after which nothing was left to do, by the API's clock. */
  readonly #runsBegan: number[] = [];
  #deliveredBefore = 0;
  #windows: OpenWindows[] = [];

  private constructor(
    private readonly arena: Arena,
    private app: CrashingApp,
  ) {}

  static async start(arena: Arena): Promise<Rounds> {
    return new Rounds(arena, await arena.startApp());
  }

  /** The work of a round from a cold start to rest, without a kill; then what is found when it is read again. */
  async record(): Promise<{ readonly undisturbed: Undisturbed; readonly verdict: Verdict }> {
    const began = Date.now();
    const { wire } = this.arena;
    this.#newWork(undefined);
    // The second run finds what came while the first was at work.
    await this.#workOff(2);
    const durationMs = Date.now() - began;
    const counts = wire.takeCounts();
    const verdict = await this.settle();
    const later = [...wire.takeCounts()].filter(([step]) => !counts.has(step));
    return { undisturbed: { counts: new Map([...counts, ...later]), durationMs }, verdict };
  }

  async run({ kills, burst }: PlannedRound, undisturbed: Undisturbed): Promise<RoundResult> {
    const { data, wire, clock } = this.arena;
    this.#begin();
    const began = clock.now();
    const [done, missed]: [string[], string[]] = [[], []];
    for (const point of kills) {
      wire.say(`--- to be killed: ${describePoint(point)}`);
      if (!(await this.#killAt(point, burst, undisturbed))) missed.push(describePoint(point));
      else done.push(describePoint(point));
      this.#windows.push(await this.#bury());
      this.app = await this.arena.startApp();
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

  /** Of the present round. */
  async evidence(): Promise<Evidence> {
    const { wire, azurite } = this.arena;
    return {
      ...versionsIn(this.arena, this.#runsBegan.at(-1) ?? 0),
      delivered: arrivalsIn(this.arena),
      deliveredBefore: this.#deliveredBefore,
      dead: await deadLetters(azurite.connectionString, this.#dead),
      queued: wire.journal.queued,
      windows: this.#windows,
      replaced: this.#replaced,
    };
  }

  async stop(): Promise<void> {
    this.app.kill();
    await this.app.ended;
  }

  #begin(): void {
    this.#deliveredBefore = this.arena.siem.deliveries.length;
    this.#windows = [];
  }

  async #workOff(leastRuns?: number): Promise<void> {
    const began = await workOff(this.arena, this.app, leastRuns);
    if (began !== undefined) this.#runsBegan.push(began);
  }

  /** Whether it was killed there. If a step happens too seldom this time, its first occurrence will do. */
  async #killAt(point: KillPoint, burst: Burst | undefined, { counts, durationMs }: Undisturbed): Promise<boolean> {
    const { app } = this;
    const { trap } = this.arena.wire;
    this.#newWork(burst);
    if (point.at === 'moment') {
      const timer = setTimeout(() => app.kill(), point.share * durationMs);
      await this.#workOff();
      clearTimeout(timer);
      // Earlier than planned, everything may be done: then it dies at rest.
      return true;
    }
    const { step, side, share } = point;
    // Of a new tenant's history more is owed than of a burst.
    const usual = owedSteps.includes(step) ? 1 : (counts.get(step) ?? 1);
    trap.arm(step, side, 1 + Math.floor(share * usual), () => app.kill());
    await this.#workOff();
    if (app.killed) return true;
    trap.arm(step, side, 1, () => app.kill());
    // Late enough for what the burst left to be read again.
    this.arena.clock.pass(1.5 * overlap.ms);
    this.#newWork(undefined);
    await this.#workOff();
    trap.disarm();
    return app.killed;
  }

  /** Kills it if it still lives, and lets pass the time that makes its claims and leases end. */
  async #bury(): Promise<OpenWindows> {
    const { wire, data, azurite } = this.arena;
    this.app.kill();
    await this.app.ended;
    await wire.quiet();
    data.rest();
    await letClaimsEnd(azurite.connectionString);
    for (const queue of ['incidents', 'incidents-retry', 'incidents-poison']) await wire.hidden.show(queue);
    return wire.journal.close();
  }

  /** Time passes, and there is something to do again. */
  #newWork(burst: Burst | undefined): void {
    const { data, siem } = this.arena;
    data.pause();
    data.change(burst);
    siem.script(answers);
  }
}
