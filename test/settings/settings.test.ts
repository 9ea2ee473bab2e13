import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { type Environment, readSettings } from '../../shared/settings';
import { cases, identityBased, minimal } from './cases';

const sample: { Values: Record<string, string> } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8'));
const page = readFileSync('docs/settings.md', 'utf8');

/** Read by the Functions host, not by the relay. */
const hostSettings = ['FUNCTIONS_WORKER_RUNTIME', 'AzureWebJobsStorage'];
/** Set by Azure itself, not by an operator. */
const platformSettings = ['WEBSITE_HOSTNAME'];

function messageOf(env: Environment): string {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof RelayError && error.code === 'settings_invalid') return error.message;
    throw error;
  }
  throw new Error('These settings were accepted.');
}

/** The names that `readSettings` looks up. */
function namesRead(env: Environment): readonly string[] {
  const names = new Set<string>();
  const watched = new Proxy(env, {
    get: (target, name) => {
      names.add(String(name));
      return target[String(name)];
    },
  });
  readSettings(watched);
  return [...names];
}

const allRead = [...new Set([...namesRead(minimal), ...namesRead(identityBased)])];

describe.each(cases)('$name', ({ name, base, fallback, given, effect, bad, read }) => {
  const without = { ...base, [name]: undefined };

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['blank', '  '],
  ])('has its default when %s', (_how, text) => {
    const env = { ...without, [name]: text };
    if (fallback === 'required') expect(messageOf(env)).toContain(`${name} is missing`);
    else expect(read(readSettings(env))).toEqual(fallback.value);
  });

  it('takes effect, with spaces around it too', () => {
    expect(read(readSettings({ ...without, [name]: given }))).toEqual(effect);
    expect(read(readSettings({ ...without, [name]: ` ${given} ` }))).toEqual(effect);
  });

  it.each(bad)('refuses %j without repeating it', (text) => {
    const message = messageOf({ ...base, [name]: text });
    expect(message).toContain(`  - ${name} must be `);
    // What is refused doesn't depend on the value, so nothing of it can be in there.
    expect(message).toBe(messageOf({ ...base, [name]: '???' }));
  });

  it('is in the sample file and in the documentation, with its default', () => {
    expect(Object.keys(sample.Values)).toContain(name);
    expect(page).toContain(`\n| \`${name}\` |`);
  });
});

it.each(cases)('$name changes what is in force', ({ name, base, fallback, effect, read }) => {
  const before = fallback === 'required' ? base : { ...base, [name]: undefined };
  expect(read(readSettings(before))).not.toEqual(effect);
});

describe('all settings', () => {
  it('have a case here, and nothing else is read', () => {
    expect([...allRead].sort()).toEqual([...cases.map((each) => each.name), ...platformSettings].sort());
  });

  it('are the only ones in the sample file', () => {
    expect(Object.keys(sample.Values).sort()).toEqual([...cases.map((each) => each.name), ...hostSettings].sort());
  });

  it('are the only ones in the first table of the documentation', () => {
    const [table = ''] = page.split('## Settings of others');
    const documented = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(cases.map((each) => each.name).sort());
  });

  it('are all reported in one message', () => {
    const broken = Object.fromEntries(cases.map(({ name, bad }) => [name, bad[0]]));
    const message = messageOf({ ...broken, RelayStorage: undefined });
    const expected = cases.map(({ name }) => name).filter((name) => name !== 'RelayStorage');
    expect(message).toContain(`${expected.length} settings are wrong`);
    for (const name of expected) expect(message).toContain(`  - ${name} must be `);
    for (const { name, bad } of cases) if (name !== 'RelayStorage') expect(message).not.toContain(` ${bad[0]}.`);
  });

  it('that are missing are all reported in one message', () => {
    const message = messageOf({});
    for (const name of ['RelayStorage', 'KEY_VAULT_URL', 'PARTNER_TENANT_ID', 'PARTNER_CLIENT_ID']) {
      expect(message).toContain(`  - ${name} is missing`);
    }
    expect(message).toContain('4 settings are wrong');
  });

  it('of the sample file fail only where it says what to fill in', () => {
    const placeholders = Object.keys(sample.Values).filter((name) => sample.Values[name]?.includes('<'));
    const faults = messageOf(sample.Values).split('\n').slice(1);
    expect(faults.map((fault) => /- (\w+) /.exec(fault)?.[1])).toEqual(placeholders);
  });

  it('of the sample file are the documented defaults', () => {
    const filled = { ...sample.Values, ...minimal };
    expect(readSettings(filled)).toEqual(readSettings(minimal));
    for (const [name, value] of Object.entries(sample.Values)) {
      const optional = value && !value.includes('<') && !hostSettings.includes(name) && name !== 'RelayStorage';
      if (optional) expect(page).toContain(`\n| \`${name}\` | \`${value}\` |`);
    }
  });
});

describe('storage', () => {
  it('by connection string wins over the URIs', () => {
    expect(readSettings({ ...identityBased, RelayStorage: 'UseDevelopmentStorage=true' }).storage.kind).toBe(
      'connection-string',
    );
  });

  it('names every URI that is missing beside a given one', () => {
    const message = messageOf({
      ...identityBased,
      RelayStorage__tableServiceUri: '',
      RelayStorage__blobServiceUri: ' ',
    });
    expect(message).toContain('RelayStorage__tableServiceUri is missing');
    expect(message).toContain('RelayStorage__blobServiceUri is missing');
    expect(message).toContain('2 settings are wrong');
  });

  it('says both ways when there is neither', () => {
    const message = messageOf({ ...minimal, RelayStorage: '', RelayStorage__tableServiceUri: '  ' });
    expect(message).toMatch(/RelayStorage is missing: give a connection string, or RelayStorage__tableServiceUri/);
  });
});

describe('the redirect URL of consent', () => {
  it.each([
    ['relay.azurewebsites.net', 'https://relay.azurewebsites.net/api/onboarding/callback'],
    ['localhost:7071', 'http://localhost:7071/api/onboarding/callback'],
    ['', undefined],
    ['not a host', undefined],
  ])('of the host name %j is %j', (WEBSITE_HOSTNAME, expected) => {
    expect(readSettings({ ...minimal, WEBSITE_HOSTNAME }).consentRedirectUrl).toBe(expected);
  });
});

describe.each([
  ['gcc', 'https://api-gcc.security.microsoft.us', 'https://graph.microsoft.com'],
  ['gcc-high', 'https://api-gov.security.microsoft.us', 'https://graph.microsoft.us'],
  ['dod', 'https://api-gov.security.microsoft.us', 'https://dod-graph.microsoft.us'],
])('the cloud %s', (AZURE_CLOUD, defenderXdr, graph) => {
  it('has its own endpoints, and an override still wins', () => {
    expect(readSettings({ ...minimal, AZURE_CLOUD }).endpoints).toMatchObject({ defenderXdr, graph });
    const overridden = readSettings({ ...minimal, AZURE_CLOUD, GRAPH_URL: 'https://localhost:1' });
    expect(overridden.endpoints).toMatchObject({ defenderXdr, graph: 'https://localhost:1' });
  });
});
