import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { describe, expect, it } from 'vitest';
import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import { own, partner, scopes, testCloud, tokenFor } from './fixture';

function clientOf(cloud: SimulatedCloud, identity: { tenantId: string; clientId: string; clientSecret: string }) {
  const credential = new ClientSecretCredential(identity.tenantId, identity.clientId, identity.clientSecret, {
    authorityHost: cloud.urls.authority,
    disableInstanceDiscovery: true,
  });
  return new SecretClient(cloud.urls.keyVault, credential, {
    disableChallengeResourceVerification: true,
    retryOptions: { maxRetries: 0 },
  });
}

describe('with @azure/keyvault-secrets', () => {
  it('reads the partner’s secret after the challenge handshake, and counts the read', async () => {
    const cloud = await testCloud();
    const secret = await clientOf(cloud, own).getSecret(partner.secretName);
    expect(secret.value).toBe(partner.clientSecret);
    expect(cloud.vault.reads(partner.secretName)).toBe(1);
    expect(cloud.requests.filter(({ service }) => service === 'vault').map(({ status }) => status)).toEqual([401, 200]);
  });

  it('sees a rotated secret at the next read, and the former by its version', async () => {
    const cloud = await testCloud();
    const client = clientOf(cloud, own);
    const first = await client.getSecret(partner.secretName);
    cloud.vault.setSecret(partner.secretName, 'second', { contentType: 'text/plain', expiresAt: 1_900_000_000_000 });
    const second = await client.getSecret(partner.secretName);
    expect(second).toMatchObject({ value: 'second', properties: { contentType: 'text/plain' } });
    expect(second.properties.expiresOn?.getTime()).toBe(1_900_000_000_000);
    const version = first.properties.version ?? '';
    expect((await client.getSecret(partner.secretName, { version })).value).toBe(partner.clientSecret);
    expect(cloud.vault.reads(partner.secretName)).toBe(3);
  });

  it('lists every secret over its pages, without values', async () => {
    const cloud = await testCloud();
    for (let number = 10; number < 40; number += 1) cloud.vault.setSecret(`s${number}`, 'value');
    const names: string[] = [];
    for await (const properties of clientOf(cloud, own).listPropertiesOfSecrets()) names.push(properties.name);
    expect(names).toHaveLength(31);
    expect(new Set(names).size).toBe(31);
    expect(cloud.vault.reads('s10')).toBe(0);
  });

  it('says which secret is missing', async () => {
    const cloud = await testCloud();
    cloud.vault.removeSecret(partner.secretName);
    const read = clientOf(cloud, own).getSecret(partner.secretName);
    await expect(read).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
  });

  it('refuses another app of the same tenant', async () => {
    const cloud = await testCloud();
    await expect(clientOf(cloud, partner).getSecret(partner.secretName)).rejects.toMatchObject({ statusCode: 403 });
    expect(cloud.vault.reads(partner.secretName)).toBe(0);
  });

  it('fails as scripted', async () => {
    const cloud = await testCloud();
    cloud.script(own.tenantId, 'secrets', [{ status: 503 }, 'pass']);
    const client = clientOf(cloud, own);
    await expect(client.getSecret(partner.secretName)).rejects.toMatchObject({ statusCode: 503 });
    expect((await client.getSecret(partner.secretName)).value).toBe(partner.clientSecret);
  });
});

it('challenges a token for another resource as it does none', async () => {
  const cloud = await testCloud();
  const url = `${cloud.urls.keyVault}/secrets/${partner.secretName}?api-version=2025-07-01`;
  const wrong = await tokenFor(cloud, { scope: scopes.xdr });
  for (const headers of [{}, { authorization: `Bearer ${wrong}` }]) {
    const response = await fetch(url, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer authorization="${cloud.urls.authority}/${own.tenantId}", resource="https://vault.azure.net"`,
    );
  }
});
