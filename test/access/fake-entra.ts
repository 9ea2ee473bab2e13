import { type Answer, send, startHttps, textOf } from './fake-server';

export interface TokenCall {
  readonly tenantId: string;
  readonly form: URLSearchParams;
}

/** A token as Entra issues them, unsigned. */
export function appToken(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

export function issued(call: TokenCall, expiresIn = 3599, claims: Readonly<Record<string, unknown>> = {}): Answer {
  const token = appToken({
    aud: call.form.get('scope')?.replace('/.default', ''),
    tid: call.tenantId,
    appid: call.form.get('client_id'),
    roles: ['Incident.Read.All'],
    exp: Math.floor(Date.parse('2026-11-10T12:00:00Z') / 1000) + expiresIn,
    ...claims,
  });
  return { body: { token_type: 'Bearer', expires_in: expiresIn, access_token: token } };
}

/** Plays the discovery document and the token endpoint; `answer` decides what a token request gets. */
export async function startEntra(answer: (call: TokenCall) => Answer, discovery?: (tenantId: string) => Answer) {
  const calls: TokenCall[] = [];
  const server = await startHttps((request, response) => {
    void (async () => {
      const [, tenantId = ''] = (request.url ?? '').split('/');
      if (request.method === 'GET') {
        const base = `${server.url}/${tenantId}`;
        const found: Answer = {
          body: {
            issuer: `${base}/v2.0`,
            token_endpoint: `${base}/oauth2/v2.0/token`,
            authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
            jwks_uri: `${base}/discovery/v2.0/keys`,
          },
        };
        return send(response, discovery?.(tenantId) ?? found);
      }
      const call = { tenantId, form: new URLSearchParams(await textOf(request)) };
      calls.push(call);
      return send(response, answer(call));
    })();
  });
  return { ...server, calls };
}
