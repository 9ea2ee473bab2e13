import type { AppToken, TokenRequest, Tokens } from '../access/access';
import { holdsRole, roleMissing } from '../access/roles';
import type { Clock } from '../clock';
import { second } from '../duration';
import { RelayError } from '../errors';
import type { HttpResponse, HttpSend } from '../http/http';
import { parseHttpDate, type Ticks } from '../instant';
import { apiFault } from '../sources/api-errors';
import type { Page, Source, Window } from '../sources/source';
import { placeOf, type Target } from './target';

/** Where a target's API is and how a token for it is asked; made from settings and the tenant's row. */
export interface Reach {
  /** Origin of the API, without a trailing slash. */
  readonly base: string;
  readonly token: TokenRequest;
  /** Where the tenant's administrator can grant what is missing. */
  readonly consentLink: string;
  /** Whether the API is on this machine (local runs). */
  readonly local: boolean;
}

export interface PageReader {
  readonly http: HttpSend;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly reach: (target: Target) => Reach;
}

export interface Answer {
  readonly page: Page;
  /** Fewer records than asked for and no next link mean complete; anything else is full. */
  readonly full: boolean;
  /** The answer's `Date`. */
  readonly apiTime?: Ticks;
}

const timeoutMs = 30 * second;
/** A response of this size and a page's events fit a 512 MB instance together with others. */
const maxBytes = 32 * 1024 * 1024;

/**
 * Asks a target's API for one page. Rejects with the RelayError of the token, the network or the API; a page that can't be
 * understood is `response_invalid`, never an empty page. A 401 is answered with one fresh token.
 */
export async function readPage(reader: PageReader, target: Target, window: Window): Promise<Answer> {
  const { source } = target;
  const reach = reader.reach(target);
  const top = source.pageLimit;
  const url = reach.base + source.request(window, top);
  let response = await ask(reader, url, reach, await tokenWithRole(reader, target, reach));
  if (response.status === 401) {
    reader.tokens.forget(reach.token);
    response = await ask(reader, url, reach, await tokenWithRole(reader, target, reach));
  }
  if (response.status === 403) reader.tokens.forget(reach.token);
  if (response.status !== 200)
    throw apiFault({ response, place: placeOf(target), roles: source.roles, now: reader.clock.now() });
  const page = parse(source, response, target);
  const apiTime = parseHttpDate(response.headers.date);
  const full = page.hasNext || page.records.length >= top;
  return { page, full, ...(apiTime !== undefined && { apiTime }) };
}

function ask({ http }: PageReader, url: string, { local }: Reach, { token }: AppToken): Promise<HttpResponse> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  return http({ method: 'GET', url, headers, timeoutMs, maxBytes, allowPrivate: local });
}

/** A token that holds one of the roles the source needs. One without is forgotten, because consent may come any minute. */
async function tokenWithRole({ tokens }: PageReader, target: Target, reach: Reach): Promise<AppToken> {
  const token = await tokens.get(reach.token);
  const { tenant, source } = target;
  if (holdsRole(token.claims, source.roles)) return token;
  tokens.forget(reach.token);
  throw roleMissing({
    tenantId: tenant.id,
    source: source.name,
    claims: token.claims,
    anyOf: source.roles,
    consentLink: reach.consentLink,
  });
}

function parse(source: Source, response: HttpResponse, target: Target): Page {
  try {
    const page = source.parse(new TextDecoder().decode(response.body));
    if (page.records.length > 0 || !page.hasNext) return page;
    throw new RelayError('response_invalid', 'An empty page with a next link tells nothing; it is read again.');
  } catch (cause) {
    if (!(cause instanceof RelayError)) throw cause;
    const { tenant, source: name } = placeOf(target);
    throw new RelayError(cause.code, `${name} of tenant ${tenant}: ${cause.message}`, { ...placeOf(target), cause });
  }
}
