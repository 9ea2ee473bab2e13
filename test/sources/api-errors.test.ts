import { describe, expect, it } from 'vitest';
import { apiFault } from '../../shared/sources/api-errors';

const now = Date.parse('2026-11-21T12:00:00Z');
const place = { tenant: '11111111-1111-4111-8111-111111111111', source: 'defender-xdr' };

function fault(status: number, message: string, headers: Record<string, string> = {}) {
  const body = Buffer.from(JSON.stringify({ error: { code: String(status), message, target: 'x' } }));
  return apiFault({ response: { status, headers, body }, place, roles: ['Incident.Read.All'], now });
}

// Texts from the field: microsoft-365-docs issue 4616, Microsoft Q&A 5780201, and captures of test tenants.
const quota =
  'API calls quota exceeded! Maximum allowed 30 per 00:01:00 for the key X. You can send requests again in 8 seconds.';
const roles = 'Missing application roles. API required roles: Incident.Read.All, application roles: Alert.Read.All.';

describe('an answer that is no page', () => {
  it.each([
    [403, roles, 'role_missing', 'source'],
    [403, 'Unauthorized request - Account is not provisioned.', 'not_licensed', 'source'],
    [401, 'Unauthorized request - reason of failure: Account mode is inactive', 'not_licensed', 'source'],
    [401, 'Unauthorized request - reason of failure: No Tvm license', 'not_licensed', 'source'],
    [401, 'The token expired', 'token_rejected', 'transient'],
    [403, 'Forbidden', 'access_denied', 'source'],
    [400, 'The query specified is invalid', 'request_refused', 'source'],
    [404, 'Resource not found', 'request_refused', 'source'],
    [429, quota, 'throttled', 'transient'],
    [500, 'Internal', 'server_failed', 'transient'],
    [503, 'Busy', 'server_failed', 'transient'],
    [206, 'partial', 'response_invalid', 'transient'],
    [204, '', 'response_invalid', 'transient'],
    [302, '', 'response_invalid', 'transient'],
  ])('%i "%s" is %s, a fault of the %s', (status, message, code, level) => {
    expect(fault(status, message)).toMatchObject({ code, level, place });
    expect(fault(status, message).message).toContain(place.tenant);
  });

  it('names the permission that is missing and what to do', () => {
    expect(fault(403, roles).message).toMatch(/Incident\.Read\.All.*grant it.*consent link/);
  });
});

describe('how long a 429 or 503 asks to be left alone', () => {
  it.each([
    ['the header in seconds', { 'retry-after': '17' }, quota, 17_000],
    ['the header as a date', { 'retry-after': 'Sat, 21 Nov 2026 12:02:00 GMT' }, quota, 120_000],
    ['else the seconds in the text', {}, quota, 8_000],
    ['a header nobody can read is not "now"', { 'retry-after': '-5' }, quota, 8_000],
    ['else the window', {}, 'API calls quota exceeded! maximum allowed 1500 per 01:00:00', 3_600_000],
    ['else unknown', { 'retry-after': 'later' }, 'Slow down', undefined],
  ])('%s', (_name, headers, message, ms) => {
    expect(fault(429, message, headers as Record<string, string>).retryAfterMs).toBe(ms);
    expect(fault(503, message, headers as Record<string, string>).retryAfterMs).toBe(ms);
  });
});

describe('the message', () => {
  it('takes no more of the answer than its own short text, on one line', () => {
    const { message } = fault(500, `first\nsecond ${'x'.repeat(10_000)}`);
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(500);
  });

  it.each(['', '<html>', '{"error":null}', '{"error":{"message":5}}'])('does without one: %j', (text) => {
    const response = { status: 500, headers: {}, body: Buffer.from(text) };
    expect(apiFault({ response, place, roles: [], now }).message).toContain('no message');
  });
});
