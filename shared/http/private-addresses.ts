import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { BlockList, isIP } from 'node:net';

/**
 * Address ranges that no request from outside may be steered into: RFC 6890 (special-purpose registries), RFC 6598
 * (carrier NAT), RFC 4193 (unique local), RFC 6052 and 8215 (NAT64: embeds any IPv4 address), RFC 3056 (6to4: likewise).
 */
const refused4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Azure's own platform endpoint, reachable from every machine there (learn.microsoft.com: What is IP address 168.63.129.16).
  '168.63.129.16/32',
];

const refused6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** Whether an IP address (any text form of IPv4 or IPv6) isn't a public one. What is no address at all is refused too. */
export type IsPrivate = (address: string) => boolean;

export function privateAddresses(): IsPrivate {
  const list = new BlockList();
  const add = (range: string, family: 'ipv4' | 'ipv6') => {
    const [network = '', prefix] = range.split('/');
    list.addSubnet(network, Number(prefix), family);
  };
  for (const range of refused4) add(range, 'ipv4');
  for (const range of refused6) add(range, 'ipv6');
  return (address) => {
    const [plain = ''] = address.split('%');
    const family = isIP(plain);
    // An IPv4-mapped IPv6 address (::ffff:10.0.0.1) is checked against the IPv4 rules by BlockList itself.
    return family === 0 || list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
  };
}

/** What `lookup` answers for a name that has no public address. */
export class PrivateAddressError extends Error {
  constructor() {
    super('the name resolves to private addresses only');
    this.name = 'PrivateAddressError';
  }
}

/**
 * A `lookup` for sockets that hands on public addresses only. It is the resolution the connection itself uses, so a
 * name that changes its answer between a check and the connection gains nothing.
 */
export function publicLookup(isPrivate: IsPrivate, resolve: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      const open = addresses.filter(({ address }) => !isPrivate(address));
      const [first] = open;
      if (!first) return callback(new PrivateAddressError(), []);
      if (options.all) return callback(null, open);
      return callback(null, first.address, first.family);
    });
  };
}
