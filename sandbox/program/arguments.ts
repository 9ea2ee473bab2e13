import { parseArgs } from 'node:util';

/** What was asked for. */
export type Asked =
  | { readonly mode: 'live' | 'help' }
  | { readonly mode: 'once'; readonly json: boolean }
  | { readonly mode: 'mistake'; readonly message: string };

export const help = `Usage: npm start [-- options]

Starts Defender Relay on this machine with everything around it: a simulated Microsoft cloud (Entra ID, Key Vault,
Defender XDR and Endpoint), Azurite, a SIEM that verifies signatures, and eight customers. Needs no Azure account.
Ctrl-C stops it.

  --once   Collect and deliver all that the customers have, check that every record arrived exactly once with every
           digit, print a summary and exit. Takes at most three minutes.
  --json   With --once: print the summary as one JSON document, and nothing else.
  --help   Show this help.

Exit codes: 0 all is well, 1 something is missing or failed, 2 the command line is wrong.`;

/** Understands what was typed behind `npm start --`. */
export function readArguments(typed: readonly string[]): Asked {
  try {
    const option = { type: 'boolean' } as const;
    const { values } = parseArgs({ args: [...typed], options: { once: option, json: option, help: option } });
    if (values.help) return { mode: 'help' };
    if (values.once) return { mode: 'once', json: values.json ?? false };
    return values.json ? mistake('--json goes with --once') : { mode: 'live' };
  } catch (error) {
    return mistake((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}

function mistake(what: string): Asked {
  return { mode: 'mistake', message: `${what}. See "npm start -- --help".` };
}
