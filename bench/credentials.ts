/**
 * What the credentials of 1,000 tenants cost in memory and time, in the three ways they could be kept:
 * one object a tenant, one object for all tenants, or one object a token request that is dropped with it.
 * The numbers that were found and what follows from them: docs/decisions/credentials.md.
 *
 *     npx esbuild bench/credentials.ts --bundle --platform=node --outfile=dist/bench/credentials.js
 *     node dist/bench/credentials.js
 *
 * The parent process plays Entra over HTTPS; each way is measured in a child of its own, so that no way inherits
 * another's heap.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientSecretCredential } from '@azure/identity';
import { generate } from 'selfsigned';

const tenants = 1_000;
const ways = ['one object a tenant', 'one object for all tenants', 'one object a request'] as const;
type Way = (typeof ways)[number];

interface Measured {
  readonly heapMiB: number;
  readonly seconds: number;
}

const scope = 'https://api.security.microsoft.com/.default';
const clientId = '00000000-0000-4000-8000-0000000000aa';
const tenantId = (index: number) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;

/** About as long as an app-only token of Defender with a few roles. */
function token(tenant: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: 'https://api.security.microsoft.com',
    tid: tenant,
    roles: ['Incident.Read.All'],
    pad: 'x'.repeat(900),
  };
  return `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.${'s'.repeat(342)}`;
}

async function startEntra(key: string, cert: string) {
  const server = createServer({ key, cert }, (request, response) => {
    const tenant = request.url?.split('/')[1] ?? '';
    const base = `https://${request.headers.host}/${tenant}`;
    response.setHeader('content-type', 'application/json');
    const answer = request.url?.includes('openid-configuration')
      ? {
          issuer: `${base}/v2.0`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        }
      : { token_type: 'Bearer', expires_in: 3599, access_token: token(tenant) };
    request.resume().on('end', () => response.end(JSON.stringify(answer)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function collectGarbage(): void {
  if (!globalThis.gc) throw new Error('Run with --expose-gc.');
  for (let turn = 0; turn < 4; turn++) globalThis.gc();
}

/** Heap that is still held after a token was fetched for every tenant, beyond the tokens the caller holds himself. */
async function measure(way: Way, authorityHost: string): Promise<Measured> {
  const options = { authorityHost, disableInstanceDiscovery: true, additionallyAllowedTenants: ['*'] };
  const create = (tenant: string) => new ClientSecretCredential(tenant, clientId, 'a secret', options);
  await create(tenantId(0)).getToken(scope);
  collectGarbage();
  const [before, start] = [process.memoryUsage().heapUsed, performance.now()];

  const shared = create(tenantId(0));
  const kept: ClientSecretCredential[] = [];
  for (let index = 1; index <= tenants; index++) {
    const credential = way === 'one object for all tenants' ? shared : create(tenantId(index));
    if (way === 'one object a tenant') kept.push(credential);
    await credential.getToken(scope, { tenantId: tenantId(index) });
  }

  const seconds = (performance.now() - start) / 1000;
  collectGarbage();
  const heapMiB = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  // Read again after the measurement, so that nothing of what is measured was garbage before it.
  if (kept.length + (await shared.getToken(scope)).token.length === 0) throw new Error('No token.');
  return { heapMiB, seconds };
}

async function measureInChild(way: Way, authority: string, caFile: string): Promise<Measured> {
  const child = fork(__filename, [way, authority], {
    execArgv: ['--expose-gc'],
    env: { NODE_EXTRA_CA_CERTS: caFile },
  });
  const [[result]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return result as Measured;
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-bench-'));
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] },
    ],
  });
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, pems.cert);
  const server = await startEntra(pems.private, pems.cert);
  const authority = `https://localhost:${(server.address() as AddressInfo).port}`;
  const heaps: number[] = [];
  for (const way of ways) {
    const { heapMiB, seconds } = await measureInChild(way, authority, caFile);
    heaps.push(heapMiB);
    console.log(`${way.padEnd(27)} ${heapMiB.toFixed(2).padStart(8)} MiB held   ${seconds.toFixed(1).padStart(5)} s`);
  }
  const [each = 0, shared = 0] = heaps;
  console.log(
    `one a tenant : one for all = ${(each / shared).toFixed(2)} : 1, ${tenants} tenants, Node ${process.version}`,
  );
  server.close();
  rmSync(folder, { recursive: true });
}

const [, , way, authority] = process.argv;
const isWay = (text: string | undefined): text is Way => ways.some((each) => each === text);
if (isWay(way) && authority) void measure(way, authority).then((result) => process.send?.(result));
else void compare();
