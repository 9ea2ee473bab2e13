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
 * The environment to work in: what the process has (`own`), and the `Values` of a settings file. A file that the person
 * named wins over the process; ./local.settings.json, when there is one, only fills in what the process leaves empty.
 * Throws `usage_invalid` when `named` isn't there and `settings_invalid` when a file can't be understood. Never repeats
 * a value.
 */
export function completeEnvironment(own: Environment, named: string | undefined): Environment {
  if (named !== undefined) return over(own, readSettingsFile(named));
  return existsSync(defaultFile) ? over(readSettingsFile(defaultFile), own) : over({}, own);
}

function readSettingsFile(file: string): Environment {
  if (!existsSync(file)) {
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

/** Both, the second winning; an empty text is no value. */
function over(lower: Environment, upper: Environment): Environment {
  const given = (environment: Environment) => Object.entries(environment).filter(([, value]) => value);
  const taken = new Set(given(upper).map(([name]) => settingOf(name)));
  return Object.fromEntries([...given(lower).filter(([name]) => !taken.has(settingOf(name))), ...given(upper)]);
}

/**
 * What a variable sets. Upper and lower case are one: of `HTTPS_PROXY` and `https_proxy`, some libraries read the one and
 * some the other. All that says where the storage is belongs together: half of it from elsewhere would be another account.
 */
function settingOf(name: string): string {
  return name.toUpperCase().replace(/^RELAYSTORAGE__.*/, 'RELAYSTORAGE');
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
