// @ts-check
import { readOptions, usage } from './arguments.mjs';
import { Fault } from './fault.mjs';
import { instructions } from './instructions.mjs';
import { register } from './register.mjs';

/**
 * The whole program. Resolves to its exit code: 0 done, 1 refused, 2 written wrongly; rejects only for a bug.
 * @param {readonly string[]} args
 * @param {import('./register.mjs').Surroundings & { readonly complain: (line: string) => void }} surroundings
 * @returns {Promise<0 | 1 | 2>}
 */
export async function program(args, { complain, ...surroundings }) {
  try {
    const options = readOptions(args);
    if (options.help) surroundings.print(usage);
    else if (options.instructions) surroundings.print(instructions(options));
    else await register(options, surroundings);
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    complain(error.message);
    return error.exitCode;
  }
}
