import type { LookupAddress, lookup } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { PrivateAddressError, privateAddresses, publicLookup } from '../../shared/http/private-addresses';

const isPrivate = privateAddresses();

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fc00::1',
  'fdff::1',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'ff02::1',
  'not an address',
])('%s is private', (address) => {
  expect(isPrivate(address)).toBe(true);
});

test.each([
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.1.1',
  '::ffff:8.8.8.8',
  '2603:1030::1',
])('%s is public', (address) => {
  expect(isPrivate(address)).toBe(false);
});

describe('lookup for sockets', () => {
  const resolver = (addresses: LookupAddress[], error: NodeJS.ErrnoException | null = null) =>
    ((_name: string, _options: object, done: (error: Error | null, found: LookupAddress[]) => void) =>
      done(error, addresses)) as unknown as typeof lookup;
  const ask = (resolve: typeof lookup, all: boolean) =>
    new Promise<unknown[]>((settle) => {
      publicLookup(isPrivate, resolve)('name.example', { all }, (...found) => settle(found));
    });
  const open = { address: '8.8.8.8', family: 4 };
  const inner = { address: '10.0.0.1', family: 4 };

  test('hands on the public addresses of a name that has both', async () => {
    expect(await ask(resolver([inner, open]), true)).toEqual([null, [open]]);
    expect(await ask(resolver([inner, open]), false)).toEqual([null, '8.8.8.8', 4]);
  });

  test('a name with private addresses only has none', async () => {
    expect((await ask(resolver([inner]), true))[0]).toBeInstanceOf(PrivateAddressError);
  });

  test("the resolver's own fault is kept", async () => {
    const notFound = Object.assign(new Error('nope'), { code: 'ENOTFOUND' });
    expect((await ask(resolver([], notFound), true))[0]).toBe(notFound);
  });
});
