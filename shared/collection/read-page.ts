import type { AppToken, TokenRequest, Tokens } from '../access/access';
import { holdsRole, roleMissing } from '../access/roles';
import type { Clock } from '../clock';
import { second } from '../duration';
import { RelayError } from '../errors';
import type { HttpResponse, HttpSend } from '../http/http';
import { parseHttpDate, type Ticks, ticksOfMs } from '../instant';
import { apiFault } from '../sources/api-errors';
import type { Page, Window } from '../sources/source';
import type { PageCaps } from './page-caps';
import { maxPageBytes, type PageHold, type PageMemory } from './page-memory';
import { turnFor } from './page-turn';
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
/** Bytes; an answer that breaks off before is a fault of the network, however long it would have been. */
const muchOfAnAnswer = 1024 * 1024;

/**
 * Asks a target's API for at most `top` records of a window. Rejects with the RelayError of the token, the network or the
 * API; a page that can't be understood is `response_invalid`, never an empty page. A 401 is answered with one fresh token.
 */
export async function readPage(reader: PageReader, target: Target, window: Window, top: number): Promise<Answer> {
  const { memory, clock } = reader;
  const hold = memory.hold();
  try {
    return await readInto(hold, reader, target, window, top);
  } catch (error) {
    const isTooLarge = error instanceof RelayError && error.code === 'response_too_large';
    if (!isTooLarge || !hold.isCrowdedOut || top > 1) throw error;
    // One record can't be asked for in smaller pages; its tenant isn't to blame for the room that others take.
    const turn = await turnFor(memory, clock);
    if (!turn) throw noRoom(target, error);
    const answer = await readInto(turn, reader, target, window, top);
    return { ...answer, calls: answer.calls + 1 };
  }
}

async function readInto(
  hold: PageHold,
  reader: PageReader,
  target: Target,
  window: Window,
  top: number,
): Promise<Answer> {
  const { caps } = reader;
  try {
    const { page, date, took } = await fetchPage(reader, target, window, top, hold);
    const records = page.records.length;
    const full = page.hasNext || records >= top;
    const doubtful = !full && caps.isDoubtful(target, records);
    const cut = doubtful && (await goesOn(reader, target, { ...window, skip: (window.skip ?? 0) + records }, hold));
    caps.saw(target, records);
    const known = { page, full: full || cut, bytes: hold.bytes, calls: doubtful ? 2 : 1, release: hold.release };
    return { ...known, ...(date !== undefined && { date, apiTime: date - took }) };
  } catch (error) {
    hold.release();
    throw error;
  }
}

function noRoom(target: Target, cause: RelayError): RelayError {
  const { tenant, source } = placeOf(target);
  const why = "there was no room for it beside other tenants' pages; it is asked for again with the next run";
  return new RelayError('network_failed', `The answer of ${source} for tenant ${tenant} was given up: ${why}.`, {
    ...placeOf(target),
    cause,
  });
}

/** Whether there are records behind a page that looked complete. */
async function goesOn(reader: PageReader, target: Target, rest: Window, hold: PageHold): Promise<boolean> {
  const { page } = await fetchPage(reader, target, rest, 1, hold);
  return page.records.length > 0;
}

async function fetchPage(reader: PageReader, target: Target, window: Window, top: number, hold: PageHold) {
  const { text, date, took } = await fetchText(reader, target, window, top, hold);
  return { page: parse(text, target), date, took };
}

/** The answer's text alone: its bytes would take as much room again while the page is read and sent. */
async function fetchText(reader: PageReader, target: Target, window: Window, top: number, hold: PageHold) {
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
  return { text: new TextDecoder().decode(response.body), date, took };
}

async function ask(
  { http }: PageReader,
  url: string,
  { local }: Reach,
  { token }: AppToken,
  hold: PageHold,
): Promise<HttpResponse> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const limits = { timeoutMs, maxBytes: maxPageBytes, admit: hold.admit };
  const before = hold.bytes;
  try {
    return await http({ method: 'GET', url, headers, ...limits, allowPrivate: local });
  } catch (error) {
    throw brokeOff(error, hold.bytes - before) ? asTooLarge(error) : error;
  }
}

/** Much of an answer came, but not its end: too slow for the time limit, or cut by something in between. */
function brokeOff(error: unknown, received: number): error is RelayError {
  return error instanceof RelayError && error.code === 'network_failed' && received > muchOfAnAnswer;
}

/** Fewer records may come through where the same page would fail for ever. */
function asTooLarge(cause: RelayError): RelayError {
  return new RelayError('response_too_large', cause.message, { ...cause.place, cause });
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

function parse(text: string, target: Target): Page {
  try {
    const page = target.source.parse(text);
    if (page.records.length > 0 || !page.hasNext) return page;
    throw new RelayError('response_invalid', 'An empty page with a next link tells nothing; it is read again.');
  } catch (cause) {
    if (!(cause instanceof RelayError)) throw cause;
    const { tenant, source: name } = placeOf(target);
    throw new RelayError(cause.code, `${name} of tenant ${tenant}: ${cause.message}`, { ...placeOf(target), cause });
  }
}
