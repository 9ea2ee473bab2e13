import { parseArgs } from 'node:util';
import { messageOf, RelayError } from '../shared/errors';
import { type Arguments, type Command, nameOf, type Option, operandsOf } from './command';

/** Options that every command has. */
export const commonOptions: Readonly<Record<string, Option>> = {
  settings: {
    value: 'file',
    help: 'Settings file, stronger than the environment; local.settings.json here, if not named, is weaker',
  },
  json: { help: 'Print one JSON document instead of text, errors included' },
  help: { help: 'Show this help' },
};

/** Understands what was typed behind `relay <noun> <verb>`. Throws `usage_invalid`. */
export function readArguments(command: Command, typed: readonly string[]): Arguments {
  const parsed = parse(command, typed);
  const { operands, anyNumber } = command;
  if (!anyNumber && parsed.positionals.length !== operands.length) {
    const expected = operandsOf(command).join(' ') || 'no arguments';
    throw usage(command, `expected ${expected}, got ${parsed.positionals.length}`);
  }
  const entries = Object.entries(parsed.values);
  return {
    positionals: parsed.positionals,
    values: Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
    lists: Object.fromEntries(entries.flatMap(([name, value]) => (isTextList(value) ? [[name, value]] : []))),
    switches: new Set(entries.flatMap(([name, value]) => (value === true ? [name] : []))),
  };
}

function parse(command: Command, typed: readonly string[]) {
  const described = Object.entries({ ...command.options, ...commonOptions });
  const options = Object.fromEntries(
    described.map(([name, { value, many = false }]) => [
      name,
      { type: value ? ('string' as const) : ('boolean' as const), multiple: many },
    ]),
  );
  try {
    return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(command, messageOf(error).replace(/\.$/, ''));
  }
}

function isTextList(value: string | boolean | (string | boolean)[] | undefined): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** A mistake on the command line, with where to read on. */
export function usage(command: Pick<Command, 'noun' | 'verb'>, what: string): RelayError {
  return new RelayError('usage_invalid', `${nameOf(command)}: ${what}.\nSee "${nameOf(command)} --help".`);
}
