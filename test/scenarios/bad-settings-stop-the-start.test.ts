import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { appDir } from './support/scenario';

const canary = 'canary-5e77';
const bad = {
  RelayStorage: `not a connection string ${canary}`,
  PARTNER_TENANT_ID: canary,
  PARTNER_CLIENT_ID: `${canary}-0000`,
  PARTNER_CREDENTIAL: canary,
  ENTRA_AUTHORITY_URL: `https://login.${canary}.example`,
  DEFENDER_XDR_URL: `https://api.${canary}.example`,
  COLLECT_SCHEDULE: `every ${canary}`,
  COLLECT_CONCURRENCY: `0${canary}`,
  COLLECT_OVERLAP: `15 minutes ${canary}`,
  ALLOW_PRIVATE_DESTINATIONS: `yes ${canary}`,
};

describe('the built app with bad settings', () => {
  let ended: { status: number | null; stderr: string; stdout: string };
  beforeAll(() => {
    const args = [join(appDir, 'dist/sandbox/index.js'), '__runtime', '--app-dir', appDir];
    const env = { PATH: process.env.PATH ?? '', ...bad };
    ended = spawnSync(process.execPath, args, { env, encoding: 'utf8', input: '' });
  });

  it("doesn't start", () => {
    expect(ended.status).toBe(1);
    expect(ended.stdout).toBe('');
  });

  it('says every fault in one message, KEY_VAULT_URL that is missing among them', () => {
    const [message] = ended.stderr.split(/\n(?=Defender Relay can't start)/);
    expect(message).toContain("Defender Relay can't start: 11 settings are wrong.");
    const named = [...(message ?? '').matchAll(/^ {2}- (\w+) (?:must be|is missing)/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([...Object.keys(bad), 'KEY_VAULT_URL'].sort());
  });

  it('shows no value and no stack trace', () => {
    expect(ended.stderr).not.toContain(canary);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});
