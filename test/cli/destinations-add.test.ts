import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { siemKey, useDestinationDesk } from './destination-desk';
import { contoso, fabrikam } from './tables';

const desk = useDestinationDesk();
const url = 'https://siem.example/hook?token=in-the-url';
const add = (name: string, ...options: string[]) =>
  desk.destinations(['add', name, '--url', url, '--secret', 'siem-key', ...options]);

describe('relay destinations add', () => {
  it('writes the row, without the value of the secret, and says what to do next', async () => {
    const { code, out, err } = await add('siem');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(await desk.columnsOf('siem')).toEqual({
      type: 'webhook',
      settings: JSON.stringify({ url, secret: 'siem-key' }),
      status: 'enabled',
      statusSince: '2026-11-20T10:00:00.000Z',
    });
    expect(out).toContain('siem is registered as a webhook.');
    expect(out).toContain('relay destinations test siem');
    expect(out).toContain('It is the first: events that waited for a destination go to it');
    expect(out).not.toContain(siemKey);
    expect(out).not.toContain('in-the-url');
  });

  it('writes every option as the row has it', async () => {
    desk.secrets.vault.set('new-key', siemKey);
    const flags = ['--minimum-severity', 'Medium', '--sources', 'defender-xdr', '--statuses', 'active, inProgress'];
    const more = ['--detection-sources', 'antivirus', '--format', 'raw', '--heartbeat', '--type', 'webhook'];
    const { code } = await add('siem', '--secret', 'siem-key,new-key', ...flags, ...more);
    expect(code).toBe(0);
    const { settings, filter, ...columns } = (await desk.columnsOf('siem')) ?? {};
    expect(columns).toMatchObject({ type: 'webhook', format: 'raw', heartbeat: true });
    expect(JSON.parse(String(settings))).toEqual({ url, secret: ['siem-key', 'new-key'] });
    expect(JSON.parse(String(filter))).toEqual({
      minimumSeverity: 'Medium',
      sources: ['defender-xdr'],
      statuses: ['active', 'inProgress'],
      detectionSources: ['antivirus'],
    });
    expect((await desk.destinations(['list'])).out).toContain('medium and higher; source defender-xdr');
  });

  it('takes the filter as JSON, too', async () => {
    expect((await add('siem', '--filter', '{"minimumSeverity":"high"}')).code).toBe(0);
    expect(await desk.columnsOf('siem')).toMatchObject({ filter: '{"minimumSeverity":"high"}' });
  });

  it('says for whose events it is', async () => {
    await desk.insert('tickets');
    const active = { status: 'active' };
    await desk.tables.tenantRows.insert('tenant', contoso, { displayName: 'Contoso', ...active });
    const naming = { displayName: 'Fabrikam', destinations: 'tickets, siem', ...active };
    await desk.tables.tenantRows.insert('tenant', fabrikam, naming);
    const { out } = await add('siem', '--json');
    expect(JSON.parse(out)).toEqual({
      destination: { name: 'siem', type: 'webhook' },
      first: false,
      tenants: { naming: [fabrikam], toAll: 1, elsewhere: 0 },
      warnings: [],
    });
    const { out: other } = await add('chat');
    expect(other).toContain('1 tenant with an empty column destinations');
    expect(other).toContain('Not from 1 tenant with only others in that column.');
    expect(other).not.toContain('It is the first');
  });

  it('refuses a name that is there, and leaves it as it is', async () => {
    await desk.insert('siem', { status: 'paused' });
    const before = await desk.columnsOf('siem');
    const { code, err } = await add('siem');
    expect(code).toBe(2);
    expect(err).toContain('There is a destination "siem" already');
    expect(await desk.columnsOf('siem')).toEqual(before);
  });

  it.each<[string, string, string[], string]>([
    ['a secret instead of its name', 'siem', ['--secret', siemKey], 'not the secret itself'],
    ['another scheme', 'siem', ['--url', 'ftp://siem.example'], 'settings.url: must start with https://'],
    ['a password in the URL', 'siem', ['--url', 'https://me:hunter2@siem.example'], 'must not carry a user name'],
    ['an unknown severity', 'siem', ['--minimum-severity', 'urgent'], 'filter.minimumSeverity'],
    ['a misspelt key of the filter', 'siem', ['--filter', '{"minSeverity":"high"}'], 'filter: '],
    ['a filter without its quotes', 'siem', ['--filter', '{minimumSeverity:high}'], '--filter must be JSON'],
    ['two filters', 'siem', ['--filter', '{}', '--sources', 'a'], 'either --filter'],
    ['an unknown type', 'siem', ['--type', 'carrier-pigeon'], 'type must be one of: webhook'],
    ['an unknown format', 'siem', ['--format', 'leef'], 'format must be raw'],
    ['a name with a comma', 'siem,tickets', [], 'no comma'],
    ['the name of what has no destination', 'unreadable', [], "can't be a name"],
    ['no URL', 'siem', ['--url', ''], '--url <https://…> is missing'],
    ['no secret', 'siem', ['--secret', ' , '], '--secret <name of a Key Vault secret> is missing'],
  ])('refuses %s', async (_what, name, options, expected) => {
    const { code, out, err } = await add(name, ...options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(expected);
    expect(err).not.toMatch(/hunter2|in-the-url|^ +at /m);
    expect(err).not.toContain(siemKey);
    expect(await desk.columnsOf('siem')).toBeUndefined();
  });

  it('refuses a secret that is not in the vault, or could never sign, and adds nothing', async () => {
    desk.secrets.vault.set('password', 'hunter2!');
    const missing = await add('siem', '--secret', 'other-key');
    expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('There is no secret other-key') });
    const unfit = await add('siem', '--secret', 'password');
    expect(unfit).toMatchObject({ code: 1, err: expect.stringContaining('must be whsec_ and then base64') });
    expect(unfit.err).not.toContain('hunter2');
    expect(await desk.columnsOf('siem')).toBeUndefined();
  });

  it.each(['vault_unavailable', 'credential_unusable'] as const)(
    'only warns when the vault is %s from here',
    async (fault) => {
      const secrets = { ...desk.secrets, get: () => Promise.reject(new RelayError(fault, 'The vault says no.')) };
      const { code, out } = await desk.destinations(['add', 'siem', '--url', url, '--secret', 'siem-key'], { secrets });
      expect(code).toBe(0);
      expect(out).toContain(
        "Warning: whether the secret siem-key is there can't be told from here: The vault says no.",
      );
      expect(await desk.columnsOf('siem')).toBeDefined();
    },
  );

  it('warns of a short key, and of sources that there are not', async () => {
    desk.secrets.vault.set('short', Buffer.alloc(8).toString('base64'));
    const { code, out } = await add('siem', '--secret', 'short', '--sources', 'Defender XDR,sentinel');
    expect(code).toBe(0);
    expect(out).toContain('Warning: the key in short has 8 bytes');
    expect(out).toContain("Warning: the filter names sources that this version doesn't know: sentinel (");
  });
});
