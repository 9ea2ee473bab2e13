import type { Arena } from './arena';
import { startArena } from './arena';
import { keepReport } from './failure-report';
import { describePoint, type PlannedRound, planOf } from './plan';
import { type RoundResult, Rounds } from './round';
import type { Totals } from './sums';
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
  /**
   * Empty when nothing was lost, every duplicate is explained, and every planned kill point was reached. Else they say
   * which file has the whole report.
   */
  readonly problems: readonly string[];
  readonly duplicates: number;
  /** Versions that only a second reading could find, and that were found. */
  readonly late: number;
}

/** What a run did so far. */
interface Course {
  rounds?: Rounds;
  readonly boundaries: Boundary[];
  readonly plan: PlannedRound[];
  readonly results: RoundResult[];
  readonly problems: string[];
  undisturbedMs: number;
}

/** Kills the app in round after round, each against the state that the last one left. Ends with the first that fails. */
export async function crashTest(options: CrashTestOptions): Promise<CrashReport> {
  const { seed, rounds, print } = options;
  const arena = await startArena(options);
  const course: Course = { boundaries: [], plan: [], results: [], problems: [], undisturbedMs: 0 };
  const { boundaries, plan, results, problems } = course;
  try {
    await run(course, arena, options).catch((error: unknown) => {
      problems.push(`STUCK: ${error instanceof Error ? error.message : String(error)}`);
    });
    const totals = await course.rounds?.totals().catch(() => undefined);
    print(summary(course, options, totals));
    const failed = problems.length > 0;
    const file = failed && (await keepReport({ seed, rounds, problems, plan, results }, arena, course.rounds));
    return { boundaries, problems: file ? described(course, options, arena, file) : [], ...totalsOf(course) };
  } finally {
    await course.rounds?.stop();
    await arena.stop();
  }
}

async function run(course: Course, arena: Arena, { seed, rounds: count }: CrashTestOptions): Promise<void> {
  const { boundaries, plan, results, problems } = course;
  const rounds = await Rounds.start(arena);
  course.rounds = rounds;
  const { undisturbed, verdict } = await rounds.record();
  course.undisturbedMs = undisturbed.durationMs;
  boundaries.push(...boundariesOf(undisturbed.counts.keys()));
  plan.push(...planOf(seed, count, boundaries));
  problems.push(...verdict.problems.map((problem) => `Without any kill: ${problem}`));
  for (const planned of plan) {
    if (problems.length > 0) return;
    const result = await rounds.run(planned, undisturbed);
    results.push(result);
    problems.push(...result.problems, ...result.missed.map((point) => `NOT REACHED: ${point}`));
  }
  if (problems.length > 0) return;
  const last = await rounds.settle();
  problems.push(...last.problems.map((problem) => `When all was read again: ${problem}`));
}

const mostProblems = 10;
const mostSteps = 60;

/** The failure for a person; all of it is in the file. */
function described(
  { plan, results, problems }: Course,
  { seed, rounds }: CrashTestOptions,
  { wire }: Arena,
  file: string,
): string[] {
  // One that got stuck has no result.
  const failed = results.findIndex((result) => result.problems.length + result.missed.length > 0);
  const at = failed < 0 ? results.length : failed;
  const kills = plan[at]?.kills.map(({ point }) => describePoint(point)) ?? [];
  const more = problems.length - mostProblems;
  return [
    `Round ${at + 1} of ${rounds}, seed ${seed}: to be killed ${kills.join(', then ') || 'nowhere'}.`,
    ...problems.slice(0, mostProblems),
    ...(more > 0 ? [`… and ${more} more`] : []),
    `The whole report (plan, evidence, output of the app, checkpoints): ${file}`,
    'The last steps on the wire (minutes and seconds; the status of the answer):',
    ...wire.recent.slice(-mostSteps),
  ];
}

const sum = (results: readonly RoundResult[], of: (result: RoundResult) => number) =>
  results.reduce((total, result) => total + of(result), 0);

function totalsOf({ results, rounds }: Course) {
  return {
    kills: sum(results, ({ kills }) => kills.length),
    duplicates: sum(results, ({ duplicates }) => duplicates),
    late: rounds?.late ?? 0,
  };
}

function summary(
  course: Course,
  { seed, rounds }: CrashTestOptions,
  totals: Readonly<Record<string, Totals>> = {},
): string {
  const { results, boundaries, problems, undisturbedMs } = course;
  const { kills, duplicates, late } = totalsOf(course);
  const mayRepeat = sum(results, (result) => result.mayRepeat);
  const neverAgain = results.at(-1)?.neverAgain ?? 0;
  const restarts = course.rounds?.restarts ?? 0;
  const sums = Object.entries(totals).map(([name, { collected, repeats, ...ended }]) => {
    const parts = Object.entries(ended).map(([end, count]) => `${count} ${end}`);
    return `  ${name}: ${collected} versions = ${parts.join(' + ')}; ${repeats} repeats dropped`;
  });
  return [
    `Crash test, seed ${seed}: ${results.length} of ${rounds} rounds, ${kills} kills, ${boundaries.length} boundaries.`,
    `  restarts with an open circuit: ${restarts}`,
    ...sums,
    `  duplicates: ${duplicates}, each from a crash between a send and its record (${mayRepeat} were possible)`,
    `  appeared when their time had been read already: ${late}`,
    `  shown only to processes that died, and replaced before the next one asked: ${neverAgain}`,
    `  an undisturbed round takes ${undisturbedMs} ms`,
    problems.length === 0
      ? '  lost: 0'
      : `  FAILED; again with: npm run test:crash -- --rounds ${rounds} --seed ${seed}`,
  ].join('\n');
}
