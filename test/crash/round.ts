import type { Arrived, Verdict } from './accounts';
import { judge } from './accounts';
import type { CrashingApp } from './app';
import type { Arena } from './arena';
import { deadLetters, versionsIn } from './evidence';
import { letClaimsEnd } from './passing-time';
import { describePoint, type KillPoint, type PlannedRound } from './plan';
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
  /** Texts that were replaced while a process lived that was killed. */
  readonly #replaced = new Set<string>();

  private constructor(
    private readonly arena: Arena,
    private app: CrashingApp,
  ) {}

  static async start(arena: Arena): Promise<Rounds> {
    return new Rounds(arena, await arena.startApp());
  }

  /** The work of a round from a cold start to rest, without a kill. */
  async record(): Promise<{ readonly undisturbed: Undisturbed; readonly verdict: Verdict }> {
    const began = Date.now();
    const delivered = this.arena.siem.deliveries.length;
    this.#newWork(false);
    // The second run finds what came while the first was at work.
    await workOff(this.arena, this.app, 2);
    const undisturbed = { counts: this.arena.wire.takeCounts(), durationMs: Date.now() - began };
    return { undisturbed, verdict: await this.#verdict(delivered, []) };
  }

  async run({ kills, burst }: PlannedRound, undisturbed: Undisturbed): Promise<RoundResult> {
    const { data, siem, wire } = this.arena;
    const deliveredBefore = siem.deliveries.length;
    data.takeReplaced();
    const windows: OpenWindows[] = [];
    const [done, missed]: [string[], string[]] = [[], []];
    for (const point of kills) {
      wire.say(`--- to be killed: ${describePoint(point)}`);
      if (!(await this.#killAt(point, burst, undisturbed))) missed.push(describePoint(point));
      else done.push(describePoint(point));
      windows.push(await this.#bury());
      this.app = await this.arena.startApp();
    }
    for (const text of data.takeReplaced()) this.#replaced.add(text);
    wire.say('--- recovering');
    await workOff(this.arena, this.app);
    return { ...(await this.#verdict(deliveredBefore, windows)), kills: done, missed };
  }

  async stop(): Promise<void> {
    this.app.kill();
    await this.app.ended;
  }

  /** Whether it was killed there. If a step happens too seldom this time, its first occurrence will do. */
  async #killAt(point: KillPoint, burst: boolean, { counts, durationMs }: Undisturbed): Promise<boolean> {
    const { app } = this;
    const { trap } = this.arena.wire;
    this.#newWork(burst);
    if (point.at === 'moment') {
      const timer = setTimeout(() => app.kill(), point.share * durationMs);
      await workOff(this.arena, app);
      clearTimeout(timer);
      // Earlier than planned, everything may be done: then it dies at rest.
      return true;
    }
    const { step, side, share } = point;
    trap.arm(step, side, 1 + Math.floor(share * (counts.get(step) ?? 1)), () => app.kill());
    await workOff(this.arena, app);
    if (app.killed) return true;
    trap.arm(step, side, 1, () => app.kill());
    this.#newWork(false);
    await workOff(this.arena, app);
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

  #newWork(burst: boolean): void {
    this.arena.data.change(burst);
    this.arena.siem.script(answers);
  }

  async #verdict(deliveredBefore: number, windows: readonly OpenWindows[]): Promise<Verdict> {
    const { siem, wire, azurite } = this.arena;
    const dead = await deadLetters(azurite.connectionString, this.#dead);
    const { queued } = wire.journal;
    const delivered = siem.deliveries;
    const replaced = this.#replaced;
    return judge({ ...versionsIn(this.arena), replaced, delivered, deliveredBefore, dead, queued, windows });
  }
}
