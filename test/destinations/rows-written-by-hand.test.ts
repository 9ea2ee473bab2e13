import { expect, it } from 'vitest';
import { destinationTable } from '../../shared/destinations/table';
import type { Columns } from '../../shared/storage/tables';
import type { LogEvent, LogFields } from '../../shared/telemetry/log';
import { memoryTable } from '../delivery/memory-storage';
import { fakeClock } from '../support/fake-clock';
import { fakeSecrets } from './fake-secrets';

const good: Columns = { type: 'webhook', settings: '{"url":"https://siem.example/hook","secret":"siem-key"}' };

function setUp(allowPrivate = false) {
  const [table, clock] = [memoryTable(), fakeClock()];
  const log: { event: LogEvent; fields: LogFields }[] = [];
  const http = () => Promise.reject(new Error('nothing is sent here'));
  const destinations = destinationTable({
    table,
    tools: { http, secrets: fakeSecrets({}), clock, random: () => 0.5, allowPrivate },
    log: (_level, event, fields = {}) => void log.push({ event, fields }),
  });
  return { table, clock, log, destinations };
}

it('reads what a person wrote with the least effort', async () => {
  const { table, destinations, log } = setUp();
  await table.put('destination', 'SOC webhook', good);
  await table.put('destination', 'all', {
    ...good,
    status: ' Enabled',
    format: 'raw',
    filter: '{"minimumSeverity":"medium"}',
  });
  await table.put('destination', 'rotating', {
    ...good,
    settings: '{"url":"https://siem.example","secret":["a","b"]}',
  });
  await table.put('destination', 'resting', { ...good, status: 'paused', statusReason: 'maintenance' });
  const all = await destinations.all();
  expect(all.map(({ name, state }) => [name, state])).toEqual([
    ['SOC webhook', 'ready'],
    ['all', 'ready'],
    ['resting', 'paused'],
    ['rotating', 'ready'],
  ]);
  expect(all[1]).toMatchObject({ filter: { minimumSeverity: 'medium' } });
  expect(all[2]).toMatchObject({ reason: 'paused: maintenance' });
  expect(log).toEqual([]);
});

it.each<[string, Columns, string]>([
  ['no type', { ...good, type: '' }, 'type must be one of: webhook.'],
  ['an unknown type', { ...good, type: 'constructor' }, 'type must be one of: webhook.'],
  ['settings that are no JSON', { ...good, settings: '{url: tok}' }, 'settings must be a JSON object.'],
  ['no settings', { type: 'webhook' }, 'settings must be a JSON object.'],
  ['no secret', { ...good, settings: '{"url":"https://siem.example/?code=tok"}' }, 'settings.secret: must be the name'],
  ['no url', { ...good, settings: '{"secret":"siem-key"}' }, 'settings.url: must be the https URL'],
  [
    'http',
    { ...good, settings: '{"url":"http://siem.example/?code=tok","secret":"a"}' },
    'settings.url: must start with https://',
  ],
  [
    'a login in the url',
    { ...good, settings: '{"url":"https://me:tok@siem.example","secret":"a"}' },
    'must not carry a user name',
  ],
  [
    'the secret itself',
    { ...good, settings: '{"url":"https://siem.example","secret":"whsec_tok+/="}' },
    'settings.secret: must be the name',
  ],
  ['a misspelt key', { ...good, settings: '{"url":"https://siem.example","secret":"a","secrets":"b"}' }, 'secrets'],
  ['an unknown format', { ...good, format: 'xml' }, 'format must be raw'],
  ['a misspelt filter', { ...good, filter: '{"minimumSeverty":"high"}' }, 'minimumSeverty'],
  ['a filter that is no JSON', { ...good, filter: 'high' }, 'filter: '],
  ['an unknown status', { ...good, status: 'on' }, 'status must be enabled or paused.'],
])(
  'reports a row with %s once, keeps its messages waiting, and goes on with the others',
  async (_what, columns, fault) => {
    const { table, destinations, log, clock } = setUp();
    await table.put('destination', 'bad', columns);
    await table.put('destination', 'good', good);
    const all = await destinations.all();
    clock.advance(60_000);
    await destinations.all();
    expect(all.map(({ name, state }) => [name, state])).toEqual([
      ['bad', 'malformed'],
      ['good', 'ready'],
    ]);
    expect(all[0]).toMatchObject({ reason: expect.stringContaining(fault) });
    expect(log).toEqual([
      { event: 'row.malformed', fields: { row: 'destinations/bad', reason: expect.stringContaining(fault) } },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/code=|tok/);
  },
);

it('reports rows that are no destination at all', async () => {
  const { table, destinations, log } = setUp();
  await table.put('destination', 'one,two', good);
  await table.put('destinations', 'siem', good);
  expect(await destinations.all()).toEqual([]);
  expect(log.map(({ fields }) => fields.reason)).toEqual([
    expect.stringContaining('RowKey is the name'),
    'PartitionKey must be "destination".',
  ]);
});

it('accepts http where private destinations are allowed', async () => {
  const { table, destinations } = setUp(true);
  await table.put('destination', 'local', { ...good, settings: '{"url":"http://127.0.0.1:9","secret":"a"}' });
  expect((await destinations.all())[0]?.state).toBe('ready');
});

it('sees a change within ten seconds, a first destination at once, and reads once for many', async () => {
  const { table, destinations, clock } = setUp();
  let reads = 0;
  const { list } = table;
  table.list = (options) => {
    reads += 1;
    return list(options);
  };
  expect(await destinations.all()).toEqual([]);
  await table.put('destination', 'first', good);
  await Promise.all([destinations.all(), destinations.all(), destinations.all()]);
  expect(reads).toBe(2);
  await table.put('destination', 'second', good);
  expect(await destinations.all()).toHaveLength(1);
  clock.advance(10_000);
  expect(await destinations.all()).toHaveLength(2);
});

it('reads again after the table could not be read', async () => {
  const { table, destinations } = setUp();
  await table.put('destination', 'siem', good);
  const { list } = table;
  table.list = () => {
    throw new Error('storage is down');
  };
  await expect(destinations.all()).rejects.toThrow('storage is down');
  table.list = list;
  expect(await destinations.all()).toHaveLength(1);
});
