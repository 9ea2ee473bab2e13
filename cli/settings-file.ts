import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { RelayError } from '../shared/errors';
import type { Environment } from '../shared/settings';

const defaultFile = 'local.settings.json';

/** The part of Core Tools' file that is an environment (learn.microsoft.com: local.settings.json file). */
const schema = z.object({
  IsEncrypted: z.boolean().default(false),
  Values: z.record(z.string(), z.string()).default({}),
});

/**
 * The `Values` of a settings file: of `named`, else of ./local.settings.json, else none.
 * Throws `usage_invalid` when `named` isn't there and `settings_invalid` when it can't be understood. Never repeats a value.
 */
export function readSettingsFile(named: string | undefined): Environment {
  const file = named ?? defaultFile;
  if (!existsSync(file)) {
    if (named === undefined) return {};
    throw new RelayError(
      'usage_invalid',
      `There is no settings file ${file}. Copy local.settings.sample.json and fill it in.`,
    );
  }
  const parsed = schema.safeParse(parseJson(file));
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole file').join(', ');
    throw invalid(file, `these aren't as expected: ${places}. "Values" holds texts only`);
  }
  if (parsed.data.IsEncrypted) throw invalid(file, 'it is encrypted. Run "func settings decrypt" first');
  return parsed.data.Values;
}

/** What both give; the process's own environment wins, and an empty text is no value. */
export function completeEnvironment(fromFile: Environment, own: Environment): Environment {
  const given = (environment: Environment) => Object.entries(environment).filter(([, value]) => value);
  return Object.fromEntries([...given(fromFile), ...given(own)]);
}

function parseJson(file: string): unknown {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault, and that may be a secret.
    throw invalid(file, "it isn't JSON");
  }
}

function invalid(file: string, what: string): RelayError {
  return new RelayError('settings_invalid', `The settings file ${file} can't be used: ${what}.`);
}
