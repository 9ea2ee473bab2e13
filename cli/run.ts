import { messageOf, RelayError } from '../shared/errors';
import type { Environment } from '../shared/settings';
import { readArguments } from './arguments';
import type { Command } from './command';
import { helpOf, overview } from './help';
import type { Json } from './json';
import { needsRestart } from './restart';
import type { CliServices } from './services';
import { completeEnvironment } from './settings-file';

/** What the command line needs of the process it runs in. */
export interface Host {
  readonly environment: Environment;
  print(text: string): void;
  printError(text: string): void;
  openServices(environment: Environment): CliServices;
  /** Runs this program again with that environment; the exit code. */
  restart(environment: Environment): number;
}

/** Runs what was typed behind `relay`. Resolves to the exit code: 0 all is well, 1 something is wrong, 2 usage. */
export async function run(typed: readonly string[], commands: readonly Command[], host: Host): Promise<number> {
  const json = typed.includes('--json');
  try {
    const command = commands.find((each) => each.noun === typed[0] && (!each.verb || each.verb === typed[1]));
    if (!command) return help(typed, commands, host);
    const rest = typed.slice(command.verb ? 2 : 1);
    if (rest.includes('--help')) {
      host.print(helpOf(command));
      return 0;
    }
    return await execute(command, rest, host);
  } catch (error) {
    report(error, json, host);
    return error instanceof RelayError && error.code === 'usage_invalid' ? 2 : 1;
  }
}

async function execute(command: Command, typed: readonly string[], host: Host): Promise<number> {
  const args = readArguments(command, typed);
  const work = command.prepare(args);
  const environment = completeEnvironment(host.environment, args.values.settings);
  if (needsRestart(host.environment, environment)) return host.restart(environment);
  const answer = await work(host.openServices(environment));
  host.print(args.switches.has('json') ? JSON.stringify(answer.json, null, 2) : answer.text);
  return answer.healthy ? 0 : 1;
}

function help(typed: readonly string[], commands: readonly Command[], host: Host): number {
  const [noun] = typed;
  const ofNoun = commands.filter((command) => command.noun === noun);
  const shown = overview(ofNoun.length > 0 ? ofNoun : commands);
  if (typed.includes('--help')) {
    host.print(shown);
    return 0;
  }
  const words = typed.filter((word) => !word.startsWith('-')).join(' ');
  throw new RelayError('usage_invalid', words ? `There is no command "${words}".\n\n${shown}` : shown);
}

/** With `--json`, one document on the standard output tells programs what went wrong, too. */
function report(error: unknown, json: boolean, host: Host): void {
  if (!(error instanceof RelayError)) {
    // A bug: only here is the stack what the reader needs.
    host.printError(error instanceof Error && error.stack ? error.stack : messageOf(error));
    return;
  }
  if (!json) {
    host.printError(error.message);
    return;
  }
  const { code, message, place } = error;
  const document: Json = { error: { code, message, ...place } };
  host.print(JSON.stringify(document, null, 2));
}
