import { commonOptions } from './arguments';
import { columns } from './columns';
import type { Command, Option } from './command';

const exitCodes = 'Exit codes: 0 all is well, 1 something is wrong, 2 the command line is wrong.';

/** Help of all commands, or of one noun's. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map(({ noun, verb, operands, summary }) => [
    `  relay ${[noun, verb, ...operands.map((operand) => `<${operand}>`)].join(' ')}`,
    summary,
  ]);
  return [
    'Usage: relay <noun> <verb> [options]',
    '',
    ...columns(rows),
    '',
    'Options of every command:',
    ...optionLines(commonOptions),
    '',
    exitCodes,
  ].join('\n');
}

export function helpOf({ noun, verb, operands, options, summary }: Command): string {
  const typed = ['relay', noun, verb, ...operands.map((operand) => `<${operand}>`), '[options]'].join(' ');
  const lines = optionLines({ ...options, ...commonOptions });
  return [`Usage: ${typed}`, '', summary, '', 'Options:', ...lines, '', exitCodes].join('\n');
}

function optionLines(options: Readonly<Record<string, Option>>): readonly string[] {
  return columns(
    Object.entries(options).map(([name, { value, help }]) => [`  --${name}${value ? ` <${value}>` : ''}`, help]),
  );
}
