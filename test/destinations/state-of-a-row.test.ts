import { expect, it } from 'vitest';
import { type ConfiguredDestination, readDestinationRow } from '../../shared/destinations/row';
import { destinationTable } from '../../shared/destinations/table';
import {
  circuitClosed,
  circuitKeptOpen,
  circuitOpened,
  pausedByPerson,
  pausedByRelay,
  resumedByPerson,
} from '../../shared/destinations/transitions';
import type { Columns } from '../../shared/storage/tables';
import { fakeClock } from '../support/fake-clock';
import { fakeSecrets } from './fake-secrets';
import { watchedTable } from './watched-table';

const clock = fakeClock();
const tools = {
  http: () => Promise.reject(new Error('nothing is sent here')),
  secrets: fakeSecrets({}),
  clock,
  random: () => 0.5,
  allowPrivate: false,
};
const settings = '{"url":"https://siem.example/hook","secret":"siem-key"}';
const good: Columns = { type: 'webhook', settings };
const now = clock.now();

function read(columns: Columns) {
  const row = { partitionKey: 'destination', rowKey: 'siem', etag: 'W/"1"', columns: { ...good, ...columns } };
  const { configured, faults } = readDestinationRow(row, tools);
  if (!configured) throw new Error('no destination');
  return { configured, faults };
}

it.each<[string, Columns, boolean]>([
  ['nothing', {}, false],
  ['a true column', { heartbeat: true }, true],
  ['the text true', { heartbeat: ' True' }, true],
  ['a key of the settings', { settings: settings.replace('{', '{"heartbeat":true,') }, true],
  [
    'a false column over a true key',
    { heartbeat: false, settings: settings.replace('{', '{"heartbeat":true,') },
    false,
  ],
])('wants heartbeats: %s', (_what, columns, heartbeat) => {
  expect(read(columns)).toMatchObject({ configured: { state: 'ready', heartbeat }, faults: [] });
});

it.each<[Columns, string]>([
  [{ heartbeat: 'hourly' }, 'heartbeat must be true or false'],
  [{ settings: settings.replace('{', '{"heartbeat":"yes",') }, 'settings.heartbeat: must be true or false.'],
])('reports %j', (columns, fault) => {
  expect(read(columns).configured).toMatchObject({ state: 'malformed', reason: expect.stringContaining(fault) });
});

it('reads the circuit, whatever types the cells have, and takes what it cannot read for closed', () => {
  const columns = { circuitUntil: new Date(now), circuitFailures: '3', circuitReason: 'answered 503' };
  const circuit = { sinceMs: now, untilMs: now, failures: 3, reason: 'answered 503' };
  expect(read(columns).configured).toMatchObject({ circuit });
  expect(read({ circuitUntil: 'soon', circuitFailures: 3 }).configured).not.toHaveProperty('circuit');
  expect(read({ circuitUntil: '' }).configured).not.toHaveProperty('circuit');
});

it('knows who paused it, and can still be probed', () => {
  const paused = { status: 'paused', statusReason: 'answered 401', statusSince: new Date(now).toISOString() };
  const relays = read({ ...paused, statusBy: 'relay', probedAt: 'unreadable' }).configured;
  expect(relays).toMatchObject({ pausedBy: 'relay', sinceMs: now, destination: { check: expect.any(Function) } });
  expect(relays).not.toHaveProperty('probedMs');
  expect(read({ ...paused, statusBy: 'anna' }).configured).toMatchObject({ pausedBy: 'person' });
  expect(read(paused).configured).toMatchObject({ pausedBy: 'person' });
  expect(read({ ...paused, settings: '{}' }).configured).not.toHaveProperty('destination');
});

it('changes its revision with type and settings only', () => {
  const { revision } = read({}).configured;
  expect(read({ filter: '{"minimumSeverity":"low"}', status: 'paused' }).configured.revision).toBe(revision);
  expect(read({ settings: settings.replace('hook', 'hooks') }).configured.revision).not.toBe(revision);
});

const { revision } = read({}).configured;
const circuit = { circuitUntil: new Date(now).toISOString(), circuitFailures: 1 };

it.each<[string, Columns, (current: ConfiguredDestination) => object | undefined]>([
  ['a pause of the relay over that of a person', { status: 'paused' }, pausedByRelay(revision, 'x', now)],
  ['a pause of the relay for other settings', {}, pausedByRelay('another revision', 'x', now)],
  ['opening an open circuit', circuit, circuitOpened(revision, 'x', now, now)],
  ['opening the circuit of a paused destination', { status: 'paused' }, circuitOpened(revision, 'x', now, now)],
  ['keeping a closed circuit open', {}, circuitKeptOpen('x', () => now)],
  ['closing a closed circuit', {}, circuitClosed()],
  ['resuming what runs', {}, resumedByPerson(now)],
])('writes nothing for %s', (_what, columns, transition) => {
  expect(transition(read(columns).configured)).toBeUndefined();
});

function tableWith() {
  const table = watchedTable();
  const destinations = destinationTable({ table, tools, log: () => {} });
  return { table, destinations };
}

it('lets a person pause and resume what is malformed, and shows the change at once', async () => {
  const { table, destinations } = tableWith();
  await table.put('destination', 'siem', { type: 'webhook', settings: '{}' });
  expect((await destinations.all())[0]?.state).toBe('malformed');
  const { changed, current } = await destinations.change('siem', pausedByPerson('typo', now));
  expect([changed, current?.state]).toEqual([true, 'paused']);
  expect((await destinations.all())[0]).toMatchObject({ state: 'paused', reason: 'paused: typo' });
  expect((await destinations.change('siem', resumedByPerson(now))).current?.state).toBe('malformed');
});

it('lets a person close an open circuit', async () => {
  const { table, destinations } = tableWith();
  await table.put('destination', 'siem', { ...good, ...circuit });
  const { changed, current } = await destinations.change('siem', resumedByPerson(now));
  expect([changed, current?.state]).toEqual([true, 'ready']);
  expect(current).not.toHaveProperty('circuit');
});

it('gives up, and says so, when others change the row all the time', async () => {
  const { table, destinations } = tableWith();
  await table.put('destination', 'siem', good);
  table.beforeMerge = async () => void (await table.put('destination', 'siem', { ...good, filter: '{}' }));
  const change = destinations.change('siem', pausedByPerson('x', now));
  await expect(change).rejects.toMatchObject({ code: 'storage_conflict' });
  expect(table.calls.merge).toBe(5);
});

it('changes nothing where there is no such destination', async () => {
  const { destinations } = tableWith();
  expect(await destinations.change('siem', pausedByPerson('x', now))).toEqual({ changed: false, current: undefined });
});
