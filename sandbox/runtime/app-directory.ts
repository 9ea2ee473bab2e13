import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { StartError } from './start-error';

const packageJson = z.object({ main: z.string().min(1) });

/** Absolute path of the entry point that the app's package.json names as `main`. */
export function entryPointOf(appDir: string): string {
  const manifest = join(appDir, 'package.json');
  if (!existsSync(manifest)) throw new StartError(`${appDir} is no function app: it has no package.json.`);
  const parsed = packageJson.safeParse(readJson(manifest));
  if (!parsed.success) throw new StartError(`${manifest}: "main" has to name the app's entry point.`);
  const entry = join(appDir, parsed.data.main);
  if (!existsSync(entry)) {
    throw new StartError(`${manifest}: "main" names ${parsed.data.main}, which doesn't exist. Build the app first.`);
  }
  return entry;
}

/** Runs the entry point, whose registrations go to the installed core module. Throws what the app throws. */
export function loadEntryPoint(appDir: string, entry: string): void {
  const require = createRequire(join(appDir, 'package.json'));
  forgetLoaded(require.cache, appDir);
  require(entry);
}

/**
 * The library remembers the core module it met first, and the app's files ran already: both have to run anew when a
 * process starts an app for the second time.
 */
function forgetLoaded(cache: NodeJS.Dict<NodeJS.Module>, appDir: string): void {
  const library = `${sep}@azure${sep}functions${sep}`;
  const packages = `${sep}node_modules${sep}`;
  for (const file of Object.keys(cache)) {
    const ofApp = file.startsWith(appDir + sep) && !file.slice(appDir.length).includes(packages);
    if (ofApp || file.includes(library)) delete cache[file];
  }
}

/** A JSON file's content, or a StartError that names the file. */
export function readJson(file: string): object {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StartError(
      `${file} is not readable as JSON: ${String(error)}`,
      error instanceof Error ? error : undefined,
    );
  }
}
