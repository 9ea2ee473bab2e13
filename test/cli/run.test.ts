import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../cli/commands';
import { environment, fakeTokens, relay, settingsFile } from './harness';

const values = (given: Record<string, unknown>) => settingsFile(JSON.stringify({ IsEncrypted: false, Values: given }));

/** The settings that a message complains about, in its order. */
const faultyIn = (message: string) => [...message.matchAll(/^ +- (\w+)/gm)].map(([, name]) => name);

/** Does `work` where a settings file lies that nobody names. */
async function inFolderOf<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(dirname(file));
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}

describe('relay', () => {
  it('shows every command as help and as the answer to nothing', async () => {
    const [help, nothing] = [await relay(['--help']), await relay([])];
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(nothing).toMatchObject({ code: 2, out: '', err: help.out });
    for (const { noun, verb, summary } of commands) {
      expect(help.out).toContain(['relay', noun, verb ?? ''].join(' ').trim());
      expect(help.out).toContain(summary);
    }
  });

  it.each(commands.map(({ noun, verb = '', options }) => [noun, verb, options] as const))(
    'shows the help of %s %s',
    async (noun, verb, options) => {
      const { code, out } = await relay([noun, verb, '--help'].filter(Boolean));
      expect(code).toBe(0);
      for (const option of [...Object.keys(options), 'json', 'settings']) expect(out).toContain(`--${option}`);
    },
  );

  it.each([
    [['tenants'], 'There is no command "tenants"'],
    [['tenants', 'dance'], 'There is no command "tenants dance"'],
    [['tenants', 'list', '--colour'], '--colour'],
    [['tenants', 'list', 'extra'], 'expected no arguments, got 1'],
    [['tenants', 'check'], 'expected <tenant id>, got 0'],
    [['collect', 'now'], '"now" isn\'t a tenant id'],
    [['tenants', 'list', '--settings', 'missing.json'], 'There is no settings file missing.json'],
  ])('refuses %j with one message and no stack', async (typed, message) => {
    const { code, out, err } = await relay(typed);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('answers a program with one JSON document, also when something is wrong', async () => {
    const { code, out, err } = await relay(['tenants', 'list', '--json'], { environment: {} });
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(JSON.parse(out).error).toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining('KEY_VAULT_URL'),
    });
  });
});

describe('the settings file', () => {
  const wrongInFile = { KEY_VAULT_URL: 'not-a-vault', COLLECT_SCHEDULE: 'never', PARTNER_TENANT_ID: '' };
  const wrongInProcess = { KEY_VAULT_URL: environment.KEY_VAULT_URL, COLLECT_CONCURRENCY: '0', PARTNER_TENANT_ID: 'x' };

  it('that is named wins over the process, which fills in what it leaves empty', async () => {
    const file = values({ ...environment, ...wrongInFile, COLLECT_CONCURRENCY: '4' });
    const { code, err } = await relay(['tenants', 'list', '--settings', file], { environment: wrongInProcess });
    expect(code).toBe(1);
    expect(faultyIn(err)).toEqual(['KEY_VAULT_URL', 'PARTNER_TENANT_ID', 'COLLECT_SCHEDULE']);
  });

  it('that names the storage by its addresses wins over a connection string of the process', async () => {
    const { RelayStorage: _unnamed, ...others } = environment;
    const file = values({ ...others, RelayStorage__tableServiceUri: 'https://relay.table.core.windows.net' });
    const own = { RelayStorage: 'UseDevelopmentStorage=true', RelayStorage__queueServiceUri: 'https://other.example' };
    const { err } = await relay(['tenants', 'list', '--settings', file], { environment: own });
    expect(faultyIn(err)).toEqual(['RelayStorage__queueServiceUri', 'RelayStorage__blobServiceUri']);
  });

  it('that only lies in this folder fills in what the process leaves empty', async () => {
    const file = values({ ...environment, ...wrongInFile, PARTNER_TENANT_ID: 'x' });
    const own = { ...wrongInProcess, PARTNER_TENANT_ID: '' };
    const { code, err } = await inFolderOf(file, () => relay(['tenants', 'list'], { environment: own }));
    expect(code).toBe(1);
    expect(faultyIn(err)).toEqual(['PARTNER_TENANT_ID', 'COLLECT_SCHEDULE', 'COLLECT_CONCURRENCY']);
  });

  it.each([
    ['no JSON', '{"Values": {"PARTNER": hunter2}}', "isn't JSON"],
    ['another value than a text', '{"Values": {"COLLECT_CONCURRENCY": 4}}', 'Values.COLLECT_CONCURRENCY'],
    ['encrypted values', '{"IsEncrypted": true, "Values": {"A": "hunter2"}}', 'func settings decrypt'],
  ])('with %s is refused without repeating it', async (_what, text, message) => {
    const { code, err } = await relay(['tenants', 'list', '--settings', settingsFile(text)]);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toContain('hunter2');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('may begin with a byte order mark', async () => {
    const { err } = await relay([
      'tenants',
      'list',
      '--settings',
      settingsFile('\uFEFF{"Values": {"AZURE_CLOUD": "mars"}}'),
    ]);
    expect(err).toContain('AZURE_CLOUD must be');
  });

  it.each(['NODE_EXTRA_CA_CERTS', 'AZURE_CLIENT_SECRET', 'HTTPS_PROXY'])(
    'restarts once for %s, which others read from the process',
    async (name) => {
      const file = values({ [name]: 'value', COLLECT_CONCURRENCY: '4' });
      const typed = ['tenants', 'list', '--settings', file];
      const first = await relay(typed, { environment: { PATH: '/bin' } });
      expect(first.restarts).toEqual([{ PATH: '/bin', [name]: 'value', COLLECT_CONCURRENCY: '4' }]);
      const [restarted = {}] = first.restarts;
      expect((await relay(typed, { environment: restarted })).restarts).toEqual([]);
    },
  );

  it.each([
    ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'],
    // Some libraries read the one, some the other.
    ['HTTPS_PROXY', 'https_proxy'],
  ])('restarts once for %s, of which the process had another value as %s', async (name, own) => {
    const typed = ['tenants', 'list', '--settings', values({ [name]: 'of the file', COLLECT_CONCURRENCY: '0' })];
    const first = await relay(typed, { environment: { [own]: 'of the process' } });
    expect(first.restarts).toEqual([{ [name]: 'of the file', COLLECT_CONCURRENCY: '0' }]);
    const [restarted = {}] = first.restarts;
    expect((await relay(typed, { environment: restarted })).restarts).toEqual([]);
  });

  it('that only lies in this folder restarts nothing for what the process has', async () => {
    const file = values({ HTTPS_PROXY: 'of the file', COLLECT_CONCURRENCY: '0' });
    const own = { https_proxy: 'of the process' };
    const { restarts } = await inFolderOf(file, () => relay(['tenants', 'list'], { environment: own }));
    expect(restarts).toEqual([]);
  });

  it('of our own settings needs no restart', async () => {
    const tenants = { listTenants: async function* () {} } as never;
    const file = values({ ...environment, AZURE_CLOUD: 'gcc' });
    const result = await relay(['tenants', 'list', '--settings', file], {
      environment: {},
      tenants,
      tokens: fakeTokens({}),
    });
    expect(result).toMatchObject({ code: 0, restarts: [] });
  });
});
