import type { AppToken, TokenRequest, Tokens } from '../access/access';
import { holdsRole, roleMissing } from '../access/roles';
import type { Clock } from '../clock';
import { second } from '../duration';
import { RelayError } from '../errors';
import type { HttpResponse, HttpSend } from '../http/http';
import { parseHttpDate, type Ticks, ticksOfMs } from '../instant';
import { apiFault } from '../sources/api-errors';
import type { Page, Source, Window } from '../sources/source';
import type { PageCaps } from './page-caps';
import { maxPageBytes, type PageHold, type PageMemory } from './page-memory';
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
  readonly memory: PageMemory;
  readonly caps: PageCaps;
}

export interface Answer {
  readonly page: Page;
  /** Fewer records than asked for and no next link mean complete; anything else is full. */
  readonly full: boolean;
  /**
   * The API's clock when the request was sent: the answer's `Date` less the time it took, because the records were
   * looked up before the date was set.
   */
  readonly apiTime?: Ticks;
  /** The answer's `Date` itself: the instant of collection, which never runs backwards within a tenant's pages. */
  readonly date?: Ticks;
  /** Size of the answer. */
  readonly bytes: number;
  /** Requests it took. */
  readonly calls: number;
  /** To be called once the page is done with, so that its room is free for others. */
  readonly release: () => void;
}

const timeoutMs = 20 * second;

/**
 * Asks a target's API for at most `top` records of a window. Rejects with the RelayError of the token, the network or the
 * API; a page that can't be understood is `response_invalid`, never an empty page. A 401 is answered with one fresh token.
 */
export async function readPage(reader: PageReader, target: Target, window: Window, top: number): Promise<Answer> {
  const { memory, caps } = reader;
  const hold = memory.hold();
  try {
    const { page, date, took } = await fetchPage(reader, target, window, top, hold);
    const records = page.records.length;
    const full = page.hasNext || records >= top;
    const doubtful = !full && caps.isDoubtful(target.source.name, records);
    const cut = doubtful && (await goesOn(reader, target, { ...window, skip: (window.skip ?? 0) + records }, hold));
    caps.saw(target.source.name, records);
    const known = { page, full: full || cut, bytes: hold.bytes, calls: doubtful ? 2 : 1, release: hold.release };
    return { ...known, ...(date !== undefined && { date, apiTime: date - took }) };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** Whether there are records behind a page that looked complete. */
async function goesOn(reader: PageReader, target: Target, rest: Window, hold: PageHold): Promise<boolean> {
  const { page } = await fetchPage(reader, target, rest, 1, hold);
  return page.records.length > 0;
}

async function fetchPage(reader: PageReader, target: Target, window: Window, top: number, hold: PageHold) {
  const { source } = target;
  const reach = reader.reach(target);
  const url = reach.base + source.request(window, top);
  const { clock } = reader;
  const askedAt = clock.now();
  let response = await ask(reader, url, reach, await tokenWithRole(reader, target, reach), hold);
  if (response.status === 401) {
    reader.tokens.forget(reach.token);
    response = await ask(reader, url, reach, await tokenWithRole(reader, target, reach), hold);
  }
  if (response.status === 403) reader.tokens.forget(reach.token);
  if (response.status !== 200)
    throw apiFault({ response, place: placeOf(target), roles: source.roles, now: clock.now() });
  const date = parseHttpDate(response.headers.date);
  const took = ticksOfMs(Math.max(0, clock.now() - askedAt));
  return { page: parse(source, response, target), date, took };
}

function ask(
  { http }: PageReader,
  url: string,
  { local }: Reach,
  { token }: AppToken,
  hold: PageHold,
): Promise<HttpResponse> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const limits = { timeoutMs, maxBytes: maxPageBytes, admit: hold.admit };
  return http({ method: 'GET', url, headers, ...limits, allowPrivate: local });
}

/** A token that holds one of the roles the source needs. One without is forgotten, because consent may come any minute. */
async function tokenWithRole({ tokens }: PageReader, target: Target, reach: Reach): Promise<AppToken> {
  const token = await tokens.get(reach.token).catch((fault: unknown) => {
    throw withConsentLink(fault, target, reach);
  });
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

function withConsentLink(fault: unknown, target: Target, { consentLink }: Reach): unknown {
  if (!(fault instanceof RelayError) || fault.code !== 'consent_missing') return fault;
  return new RelayError(fault.code, `${fault.message} ${consentLink}`, { ...placeOf(target), cause: fault });
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
