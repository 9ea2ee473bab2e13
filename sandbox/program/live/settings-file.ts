import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface SettingsFile {
  /** From the working directory. */
  readonly shownPath: string;
  /** Unless another sandbox has written its own meanwhile. */
  readonly remove: () => void;
}

/** Writes `.sandbox/local.settings.json`, in the form of Core Tools, for the command line to use. */
export function writeSettingsFile(appDir: string, settings: Readonly<Record<string, string>>): SettingsFile {
  const folder = join(appDir, '.sandbox');
  const file = join(folder, 'local.settings.json');
  const text = `${JSON.stringify({ IsEncrypted: false, Values: settings }, null, 2)}\n`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  return {
    shownPath: relative(process.cwd(), file),
    remove() {
      if (contentOf(file) === text) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
