import type { Arena } from './arena';
import { startArena } from './arena';
import { type PlannedRound, planOf } from './plan';
import { type RoundResult, Rounds } from './round';
import { type Boundary, boundariesOf } from './wire/steps';

export interface CrashTestOptions {
  readonly seed: number;
  readonly rounds: number;
  readonly appDir: string;
  readonly program: string;
  readonly print: (text: string) => void;
}

export interface CrashReport {
  readonly boundaries: readonly Boundary[];
  readonly kills: number;
  /** Empty when nothing was lost, and every duplicate is explained. */
  readonly problems: readonly string[];
  /** Planned kill points that no process came by. */
  readonly missed: readonly string[];
  readonly duplicates: number;
}

/** Kills the app in round after round, each against the state that the last one left. Ends with the first that fails. */
export async function crashTest(options: CrashTestOptions): Promise<CrashReport> {
  const { seed, rounds: count, print } = options;
  const arena = await startArena(options);
  let rounds: Rounds | undefined;
  try {
    rounds = await Rounds.start(arena);
    const { undisturbed, verdict } = await rounds.record();
    const boundaries = boundariesOf(undisturbed.counts.keys());
    const results: RoundResult[] = [];
    const problems = verdict.problems.map((problem) => `Without any kill: ${problem}`);
    for (const [index, planned] of planOf(seed, count, boundaries).entries()) {
      if (problems.length > 0) break;
      const result = await rounds.run(planned, undisturbed).catch((error: unknown) => stuck(planned, error));
      results.push(result);
      problems.push(...described(result, index, options, arena));
    }
    const report = { boundaries, problems, ...totals(results) };
    print(summary(report, results, undisturbed.durationMs, options));
    return report;
  } finally {
    await rounds?.stop();
    await arena.stop();
  }
}

function stuck({ kills }: PlannedRound, error: unknown): RoundResult {
  const problem = `STUCK: ${error instanceof Error ? error.message : String(error)}`;
  const planned = kills.map((point) => JSON.stringify(point));
  return { problems: [problem], kills: planned, missed: [], duplicates: 0, mayRepeat: 0, neverAgain: 0 };
}

const mostProblems = 10;

function described(result: RoundResult, index: number, { seed, rounds }: CrashTestOptions, { wire }: Arena): string[] {
  const { problems, kills } = result;
  if (problems.length === 0) return [];
  const more = problems.length - mostProblems;
  return [
    `Round ${index + 1} of ${rounds}, seed ${seed}: killed ${kills.join(', then ') || 'nowhere'}.`,
    ...problems.slice(0, mostProblems),
    ...(more > 0 ? [`… and ${more} more`] : []),
    'The last steps on the wire (minutes and seconds; the status of the answer):',
    ...wire.recent,
  ];
}

const sum = (results: readonly RoundResult[], of: (result: RoundResult) => number) =>
  results.reduce((total, result) => total + of(result), 0);

function totals(results: readonly RoundResult[]) {
  return {
    kills: sum(results, ({ kills }) => kills.length),
    missed: results.flatMap(({ missed }) => missed),
    duplicates: sum(results, ({ duplicates }) => duplicates),
  };
}

function summary(
  { boundaries, kills, missed, duplicates, problems }: CrashReport,
  results: readonly RoundResult[],
  durationMs: number,
  { seed, rounds }: CrashTestOptions,
): string {
  const mayRepeat = sum(results, (result) => result.mayRepeat);
  const neverAgain = results.at(-1)?.neverAgain ?? 0;
  return [
    `Crash test, seed ${seed}: ${results.length} of ${rounds} rounds, ${kills} kills, ${boundaries.length} boundaries.`,
    `  duplicates: ${duplicates}, each from a crash between a send and its record (${mayRepeat} were possible)`,
    `  shown only to processes that died, and replaced before the next one asked: ${neverAgain}`,
    `  an undisturbed round takes ${durationMs} ms; kill points that weren't reached: ${missed.length}`,
    problems.length === 0
      ? '  lost: 0'
      : `  FAILED; again with: npm run test:crash -- --rounds ${rounds} --seed ${seed}`,
  ].join('\n');
}
