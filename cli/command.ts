import type { Json } from './json';
import type { CliServices } from './services';

/** One option of a command, as its help shows it. */
export interface Option {
  /** The placeholder of its value; absent for a switch. */
  readonly value?: string;
  /** It may be typed more than once; then it is in `lists`, not in `values`. */
  readonly many?: true;
  readonly help: string;
}

/** What was typed behind `relay <noun> <verb>`, without the options that every command has. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
  /** What was typed for each option that is `many`. */
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
  readonly switches: ReadonlySet<string>;
}

/** What a command found out, for people and for programs. */
export interface Answer {
  readonly text: string;
  readonly json: Json;
  /** False when something needs attention: the exit code is 1. */
  readonly healthy: boolean;
}

export type Work = (services: CliServices) => Promise<Answer>;

/** One verb of one noun: a file of its own below `commands/`, and a line in `commands/index.ts`. */
export interface Command {
  readonly noun: string;
  /** Absent for a command of one word, which is then the only one of its noun. */
  readonly verb?: string;
  readonly summary: string;
  /** The positional arguments as the help shows them, e.g. `tenant id`. */
  readonly operands: readonly string[];
  /** Any number of the one operand may be typed, none included. */
  readonly anyNumber?: true;
  readonly options: Readonly<Record<string, Option>>;
  /** Understands what was typed before any setting is read. Throws `usage_invalid`. */
  prepare(args: Arguments): Work;
}

/** How the command is typed, without its arguments. */
export function nameOf({ noun, verb }: Pick<Command, 'noun' | 'verb'>): string {
  return ['relay', noun, ...(verb ? [verb] : [])].join(' ');
}

/** Its arguments as its help shows them, e.g. `<tenant id>` or `[<tenant id> …]`. */
export function operandsOf({ operands, anyNumber }: Pick<Command, 'operands' | 'anyNumber'>): readonly string[] {
  return operands.map((operand) => (anyNumber ? `[<${operand}> …]` : `<${operand}>`));
}
