import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenRequest } from '../../shared/access/access';
import { readEntraAnswer } from '../../shared/access/entra-answer';
import { entraFault } from '../../shared/access/entra-errors';
import { exchangeToken } from '../../shared/access/token-exchange';
import type { ErrorCode, FaultLevel } from '../../shared/errors';
import { fakeClock } from '../support/fake-clock';
import { startEntra } from './fake-entra';
import type { Answer } from './fake-server';
import { rejection } from './rejection';

const sample = (name: string) => readFileSync(join(__dirname, 'samples', `${name}.json`), 'utf8');
const tenantId = '10000000-0000-4000-8000-000000000001';
const clock = fakeClock();

let answer: Answer = { body: {} };
let discovery: Answer | undefined;
let entra: Awaited<ReturnType<typeof startEntra>>;
beforeAll(async () => {
  entra = await startEntra(
    () => answer,
    () => discovery as Answer,
  );
});
afterAll(() => entra.close());

const request = (): TokenRequest => ({
  tenantId,
  authority: entra.url,
  clientId: '20000000-0000-4000-8000-000000000001',
  credential: { kind: 'secret', name: 'partner-client-secret' },
  scope: 'https://api.security.microsoft.com/.default',
});

async function refusal(given: Answer, discovered?: Answer) {
  [answer, discovery] = [given, discovered];
  return rejection(exchangeToken(request(), { kind: 'secret', secret: 'never-to-be-shown' }, clock));
}

describe('real answers of Entra, through the real SDK', () => {
  const rows: [string, number, ErrorCode, FaultLevel, string][] = [
    ['700016_app_not_in_tenant', 400, 'consent_missing', 'tenant', 'consent link'],
    ['7000229_missing_service_principal', 401, 'consent_missing', 'tenant', 'consent link'],
    ['65001_no_consent', 400, 'consent_missing', 'tenant', 'consent link'],
    ['90002_tenant_not_found_token_endpoint', 400, 'tenant_not_found', 'tenant', 'Check the tenant id'],
    ['53003_conditional_access', 400, 'conditional_access', 'tenant', 'Conditional Access'],
    ['500011_resource_sp_missing', 400, 'api_not_in_tenant', 'source', 'licence'],
    ['7000215_bad_secret', 401, 'credential_wrong', 'credential', 'not its id'],
    ['7000222_expired_secret', 401, 'credential_expired', 'credential', 'has expired'],
    ['700024_assertion_time_range', 401, 'credential_rejected', 'credential', 'clock'],
    ['70011_invalid_scope', 400, 'request_refused', 'source', 'malformed'],
  ];
  test.each(rows)('%s (HTTP %i) is %s', async (name, status, code, level, advice) => {
    const fault = await refusal({ status, body: sample(name) });
    expect(fault).toMatchObject({ code, level });
    expect(fault.message).toContain(advice);
    expect(fault.message).toContain(`AADSTS${Number.parseInt(name, 10)}`);
    expect(fault.place).toEqual({ tenant: tenantId, credential: 'secret:partner-client-secret' });
  });

  test('a tenant that already the discovery document does not know', async () => {
    const fault = await refusal({ body: {} }, { status: 400, body: sample('90002_tenant_not_found_discovery') });
    expect(fault).toMatchObject({ code: 'tenant_not_found', level: 'tenant' });
  });

  test('the message carries the ids support asks for, and nothing of the description or the secret', async () => {
    const fault = await refusal({ status: 400, body: sample('500011_resource_sp_missing') });
    expect(fault.message).toContain('trace 213f3c00-6fc5-44ad-bef2-1467a1h18530');
    expect(fault.message).toContain('correlation ee1a4db6-4f7c-430b-aadd-06f161ffd39');
    expect(fault.message).not.toMatch(/xyz comp|reports\.office365/);
    expect(`${fault.message}${fault.stack}${JSON.stringify(fault)}`).not.toContain('never-to-be-shown');
  });
});

describe('transient answers, through the real SDK', () => {
  test('429 keeps the wait Entra asked for, and is not slept through', async () => {
    const before = entra.calls.length;
    const fault = await refusal({
      status: 429,
      headers: { 'retry-after': '17' },
      body: { error: 'temporarily_unavailable', error_codes: [90055] },
    });
    expect(fault).toMatchObject({ code: 'throttled', level: 'transient', retryAfterMs: 17_000 });
    expect(entra.calls.length - before).toBe(1);
  });

  test('a throttled tenant is asked again at the next attempt instead of being answered from memory', async () => {
    await refusal({ status: 429, body: { error: 'temporarily_unavailable' } });
    expect(await refusal({ status: 400, body: sample('700016_app_not_in_tenant') })).toMatchObject({
      code: 'consent_missing',
    });
  });

  test.each([500, 502, 503, 504])("a gateway's page with HTTP %i", async (status) => {
    const fault = await refusal({ status, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' });
    expect(fault).toMatchObject({ code: 'entra_unavailable', level: 'transient' });
  });

  test("a success that isn't a token, such as a proxy's sign-in page", async () => {
    expect(await refusal({ body: '<html>Sign in</html>' })).toMatchObject({ code: 'response_invalid' });
    expect(await refusal({ body: { token_type: 'Bearer' } })).toMatchObject({ code: 'response_invalid' });
  });

  test('a redirect is not followed with the secret', async () => {
    const before = entra.calls.length;
    await refusal({ status: 307, headers: { location: `${entra.url}/elsewhere/oauth2/v2.0/token` }, body: {} });
    expect(entra.calls.length - before).toBe(1);
  });

  test('nobody listens', async () => {
    const nobody = { ...request(), authority: 'https://localhost:1' };
    const fault = await rejection(exchangeToken(nobody, { kind: 'secret', secret: 'x' }, clock));
    expect(fault).toMatchObject({ code: 'network_failed', level: 'transient' });
    expect(fault.message).toContain('localhost:1');
  });
});

describe('the whole table', () => {
  const table: [ErrorCode, number[]][] = [
    ['consent_missing', [700016, 7000229, 65001]],
    ['tenant_not_found', [90002, 5000224]],
    ['tenant_in_other_cloud', [90038, 900382, 900432]],
    ['app_blocked', [7000112]],
    ['conditional_access', [53003, 530032, 50131]],
    ['api_not_in_tenant', [500011, 500014, 650052, 650057]],
    ['credential_wrong', [7000215]],
    ['credential_expired', [7000222]],
    ['credential_rejected', [700027, 700024, 70021, 700211, 700212, 700213, 700222, 700226, 700229, 700236]],
    ['request_refused', [70011, 70022, 900144, 90014, 7000218, 9001023]],
    ['throttled', [50196, 90055]],
    ['entra_unavailable', [50033, 90006, 90012, 90024, 90033, 90090]],
  ];
  const rows = table.flatMap(([code, numbers]) => numbers.map((number) => [number, code] as const));
  test.each(rows)('AADSTS%i is %s, whatever `error` says', (number, code) => {
    for (const error of ['invalid_client', 'invalid_grant', 'unauthorized_client']) {
      const fault = entraFault({ status: 400, error, codes: [number] }, request());
      expect(fault.code).toBe(code);
      expect(fault.message).toContain(`AADSTS${number}`);
    }
  });

  const unknown: [string, ErrorCode, FaultLevel][] = [
    ['invalid_client', 'credential_rejected', 'credential'],
    ['invalid_tenant', 'tenant_not_found', 'tenant'],
    ['invalid_resource', 'api_not_in_tenant', 'source'],
    ['invalid_scope', 'request_refused', 'source'],
    ['temporarily_unavailable', 'entra_unavailable', 'transient'],
    ['unauthorized_client', 'entra_unavailable', 'transient'],
    ['invalid_grant', 'entra_unavailable', 'transient'],
    ['something_new', 'entra_unavailable', 'transient'],
  ];
  test.each(unknown)('an unknown number with %s is %s', (error, code, level) => {
    expect(entraFault({ status: 400, error, codes: [12345] }, request())).toMatchObject({ code, level });
  });

  test('a server error proves nothing against a tenant, whatever it carries', () => {
    expect(entraFault({ status: 503, error: 'invalid_request', codes: [90002] }, request()).level).toBe('transient');
    expect(entraFault({ status: 429, error: 'invalid_client', codes: [7000215] }, request()).code).toBe('throttled');
  });

  test('a detected loop is left alone for minutes though no wait is named', () => {
    expect(entraFault({ status: 400, error: 'invalid_request', codes: [50196] }, request()).retryAfterMs).toBe(300_000);
  });

  test('the number is found in the description where error_codes is missing, and odd ids are left out', () => {
    const body = {
      error: 'invalid_client',
      error_description: 'AADSTS7000229: The client …',
      trace_id: 'a b <script>',
    };
    const read = readEntraAnswer(401, {}, JSON.stringify(body), 0);
    expect(read).toEqual({ status: 401, error: 'invalid_client', codes: [7000229] });
  });
});
