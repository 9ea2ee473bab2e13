import { commonOptions } from './arguments';
import { columns } from './columns';
import { type Command, nameOf, type Option, operandsOf } from './command';

const exitCodes = 'Exit codes: 0 all is well, 1 something is wrong, 2 the command line is wrong.';

/** Help of all commands, or of one noun's. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${typedAs(command)}`, command.summary]);
  return [
    'Usage: relay <noun> [<verb>] [options]',
    '',
    ...columns(rows),
    '',
    'Options of every command:',
    ...optionLines(commonOptions),
    '',
    exitCodes,
  ].join('\n');
}

export function helpOf(command: Command): string {
  const { options, summary } = command;
  const lines = optionLines({ ...options, ...commonOptions });
  return [`Usage: ${typedAs(command)} [options]`, '', summary, '', 'Options:', ...lines, '', exitCodes].join('\n');
}

function typedAs(command: Command): string {
  return [nameOf(command), ...operandsOf(command)].join(' ');
}

function optionLines(options: Readonly<Record<string, Option>>): readonly string[] {
  return columns(
    Object.entries(options).map(([name, { value, many, help }]) => [
      `  --${name}${value ? ` <${value}>` : ''}${many ? ' …' : ''}`,
      help,
    ]),
  );
}
