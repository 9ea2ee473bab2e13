import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const loader = fileURLToPath(new URL('load.cjs', import.meta.url));

/**
 * How long the bundle takes to load and register its functions, in whole milliseconds: medians of some fresh processes, of the
 * time that elapsed and of the processor's. The latter hardly depends on what else the machine does; idle, they are the same.
 * Throws with the app's own words if it doesn't load.
 */
export function loadTimeMs(files, loads) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-package-'));
  try {
    for (const { name, content } of files) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const times = Array.from({ length: loads }, () => loadOnce(folder));
    return {
      elapsed: median(times.map(({ elapsed }) => elapsed)),
      processor: median(times.map((each) => each.processor)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The settings are made up; loading reads them and connects to nothing. */
const settings = {
  RelayStorage: 'UseDevelopmentStorage=true',
  KEY_VAULT_URL: 'https://made-up.vault.azure.net',
  PARTNER_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  PARTNER_CLIENT_ID: '22222222-2222-4222-8222-222222222222',
};

function loadOnce(folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [loader, folder], { encoding: 'utf8', env: settings });
  if (status !== 0) throw new Error(`The package doesn't load: ${stderr}`);
  return JSON.parse(stdout);
}

function median(times) {
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]);
}
