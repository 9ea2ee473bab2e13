import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownCredential } from '../../shared/access/identity';
import { openContainer } from '../../shared/storage/blobs';
import { openQueue } from '../../shared/storage/queues';
import { openTable } from '../../shared/storage/tables';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const patience = { tryMs: 100, tries: 3 };
const silence: Answer = () => undefined;
const json = { 'content-type': 'application/json;odata=minimalmetadata' };
const rows = (...keys: readonly string[]) =>
  JSON.stringify({ value: keys.map((RowKey) => ({ PartitionKey: 'tenant', RowKey })) });

let server: Server;
/** One for each request to come; silence for all after them. */
let answers: Answer[];

beforeAll(async () => {
  server = createServer((request, response) => {
    (answers.shift() ?? silence)(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => {
  answers = [];
});

function opened() {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/account`;
  const endpoints = ['Table', 'Queue', 'Blob'].map((service) => `${service}Endpoint=${origin}`);
  const value = ['DefaultEndpointsProtocol=http;AccountName=account;AccountKey=a2V5', ...endpoints].join(';');
  const connection = { kind: 'connection-string', value } as const;
  const credential = ownCredential('https://login.microsoftonline.com', undefined);
  return {
    table: openTable(connection, credential, 'tenants', patience),
    queue: openQueue(connection, credential, 'incidents', patience),
    container: openContainer(connection, credential, 'payloads', patience),
  };
}

async function keysOf(table: ReturnType<typeof opened>['table'], each: () => Promise<void> = async () => undefined) {
  const keys: string[] = [];
  for await (const { rowKey } of table.list()) {
    keys.push(rowKey);
    await each();
  }
  return keys;
}

type Opened = ReturnType<typeof opened>;
const message = { text: '', handle: { id: 'id', receipt: 'receipt' } };
const calls: readonly (readonly [string, (parts: Opened) => Promise<unknown>])[] = [
  ['making a table', ({ table }) => table.ensure()],
  ['reading a row', ({ table }) => table.get('p', 'r')],
  ['listing rows', ({ table }) => keysOf(table)],
  ['inserting a row', ({ table }) => table.insert('p', 'r', {})],
  ['replacing a row', ({ table }) => table.replace('p', 'r', {}, '*')],
  ['changing a row', ({ table }) => table.merge('p', 'r', {}, '*')],
  ['writing a row', ({ table }) => table.put('p', 'r', {})],
  ['removing a row', ({ table }) => table.remove('p', 'r')],
  ['making a queue', ({ queue }) => queue.ensure()],
  ['putting a message', ({ queue }) => queue.put('content')],
  ['reading messages', ({ queue }) => queue.receive(1_000)],
  ['removing a message', ({ queue }) => queue.remove(message)],
  ['asking the depth', ({ queue }) => queue.depth()],
  ['making a container', ({ container }) => container.ensure()],
  ['writing a blob', ({ container }) => container.write('b', 'content', 'text/plain')],
  ['reading a blob', ({ container }) => container.read('b')],
];

describe('storage that accepts a connection and never answers', () => {
  it('is given up after a few tries, whatever it is asked', async () => {
    const parts = opened();
    const outcomes = await Promise.all(
      calls.map(async ([what, call]) => [what, await call(parts).catch((error: unknown) => error)] as const),
    );
    for (const [what, outcome] of outcomes) {
      expect(outcome, what).toMatchObject({
        code: 'storage_failed',
        message: expect.stringMatching(
          /\(no answer\): nothing came back within 0\.1 seconds, 3 times in a row\. .*firewall/,
        ),
      });
    }
  });

  it('is answered by the next try, when only one connection was dead', async () => {
    answers = [silence, (response) => response.writeHead(200, json).end(rows('r').replace(/.*\[|\].*/g, ''))];
    expect(await opened().table.get('tenant', 'r')).toMatchObject({ rowKey: 'r' });
  });
});

describe('storage that stops in the middle of an answer', () => {
  const half: Answer = (response, { method }) => {
    response.writeHead(200, { ...json, etag: '"1"', 'content-length': 1_000 });
    if (method === 'HEAD') response.end();
    else response.write(rows('r'));
  };

  it.each([
    ['rows', ({ table }: Opened) => keysOf(table)],
    ['a blob', ({ container }: Opened) => container.read('b')],
  ])('is given up after a few tries: %s', async (_what, call) => {
    answers = Array.from({ length: 20 }, () => half);
    await expect(call(opened())).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining('nothing came back within'),
    });
  });
});

describe('a long list', () => {
  const page =
    (body: string, next?: string): Answer =>
    (response) =>
      response.writeHead(200, { ...json, ...(next && { 'x-ms-continuation-nextpartitionkey': next }) }).end(body);

  it('has its patience for each page, not for what is done with the rows', async () => {
    const asLongAsATry = () => new Promise<void>((resolve) => setTimeout(resolve, patience.tryMs + 10));
    answers = [page(rows('1', '2'), 'n2'), silence, page(rows(), 'n3'), page(rows('3'))];
    expect(await keysOf(opened().table, asLongAsATry)).toEqual(['1', '2', '3']);
  });
});
