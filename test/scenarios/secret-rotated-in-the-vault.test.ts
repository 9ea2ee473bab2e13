import { expect, it } from 'vitest';
import { signingSecret } from '../../sandbox/program/identities';
import { openedTable } from '../../sandbox/program/storage-rows';
import { makeCertificate } from '../../sandbox/tls';
import { incidents } from './support/incidents';
import { collectUntil, type Scenario, useScenario } from './support/scenario';

const scenario = useScenario();
const before = { id: '5ec00000-0000-4000-8000-000000000001', name: 'Contoso' };
const after = { id: '5ec00000-0000-4000-8000-000000000002', name: 'Fabrikam' };

it('both secrets are rotated in the vault, and the running app goes on with the new ones', async () => {
  const { cloud, siem, identities } = scenario.world;
  const { partner } = identities;
  const records = incidents(5);
  for (const { id } of [before, after]) for (const record of records) cloud.tenant(id).addIncident(record);
  await scenario.register(before);
  await scenario.collect();
  scenario.expectArrived(before.id, records);

  const app = cloud.app(partner.clientId);
  app.addSecret('rotated-client-secret');
  app.removeSecret(partner.clientSecret);
  cloud.vault.setSecret(partner.secretName, 'rotated-client-secret');
  const newKey = signingSecret();
  siem.setSecrets([newKey]);
  cloud.vault.setSecret(identities.siem.secretName, newKey);

  // A new tenant needs a new token, for which the secret that the app still remembers is refused.
  await scenario.register(after);
  await collectUntil(scenario, async () => {
    await scenario.runtime.invoke('release');
    return scenario.deliveries(after.id).length === records.length;
  });
  scenario.expectArrived(after.id, records);
  expect(siem.badSignatures).toBeGreaterThan(0);
  expect(cloud.requests.filter(({ service, status }) => service === 'entra' && status === 401)).not.toEqual([]);
  expect(cloud.vault.reads(partner.secretName)).toBe(2);
  // Each refused delivery makes the app read the signing key again, but no delivery that is signed well.
  expect(cloud.vault.reads(identities.siem.secretName)).toBeGreaterThanOrEqual(2);
  expect(cloud.vault.reads(identities.siem.secretName)).toBeLessThanOrEqual(1 + siem.badSignatures);
});

it("a certificate of a customer's own app is rotated in the vault, and no run fails for it", async () => {
  const { cloud } = scenario.world;
  const [first, second] = ['3', '4'].map((digit) => ({ id: after.id.replace(/2$/, digit), name: `Adatum ${digit}` }));
  if (!first || !second) throw new Error('There are two.');
  const app = cloud.app('5ec00000-0000-4000-8000-00000000000c', first.id);
  const store = async () => {
    const { cert, key } = await makeCertificate();
    app.removeCertificates();
    app.addCertificate(cert);
    cloud.vault.setSecret('own-certificate', `${key}\n${cert}`, { contentType: 'application/x-pem-file' });
  };
  const records = incidents(3);
  for (const { id } of [first, second]) {
    for (const record of records) cloud.tenant(id).addIncident(record);
    cloud.tenant(id).consent({}, app.clientId);
  }
  await store();
  await registerWithCertificate(scenario, app.clientId, first);
  await scenario.collect();
  scenario.expectArrived(first.id, records);

  await store();
  await registerWithCertificate(scenario, app.clientId, second);
  await scenario.collect();
  scenario.expectArrived(second.id, records);
  const refused = cloud.requests.filter(({ service, tenantId, status }) => {
    return service === 'entra' && tenantId === second.id && status === 401;
  });
  expect(refused).toHaveLength(1);
  expect(cloud.vault.reads('own-certificate')).toBe(2);
  const troubles = scenario.logged.filter(({ message }) => /"(tenant|credential)\.attention"/.test(message));
  expect(troubles).toEqual([]);
});

async function registerWithCertificate(
  { storage }: Scenario,
  clientId: string,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<void> {
  const tenants = await openedTable(storage, 'tenants');
  const row = { partitionKey: 'tenant', rowKey: id, displayName: name, status: 'active' };
  await tenants.upsertEntity({ ...row, clientId, credential: 'certificate:own-certificate' });
}
