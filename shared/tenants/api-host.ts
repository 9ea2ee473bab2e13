import { isLoopback, isTrustedHost } from '../cloud';
import type { Parser } from '../setting-parsers';

/**
 * The host name of the Defender APIs for one tenant, lower case. A pasted `https://` and a trailing slash are dropped.
 * Only Microsoft's own hosts, or loopback with an optional port: the tenant's token goes there.
 */
export const apiHost: Parser<string> = (written) => {
  const expected = "a host name of Microsoft's own Defender APIs such as eu.api.security.microsoft.com, or loopback";
  const host = written
    .toLowerCase()
    .replace(/^https:\/\//, '')
    .replace(/\/$/, '');
  if (!URL.canParse(`https://${host}`)) return { expected };
  const url = new URL(`https://${host}`);
  // Whatever the URL parser understood differently (user, path, query, odd spelling of an address) isn't a host name.
  if (url.host !== host || (url.port && !isLoopback(url.hostname))) return { expected };
  // The suffixes of Defender for Endpoint include those of Defender XDR, and the column serves both.
  return isTrustedHost('defenderEndpoint', url.hostname) ? { value: host } : { expected };
};
