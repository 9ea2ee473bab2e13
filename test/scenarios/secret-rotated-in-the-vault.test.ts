import { expect, it } from 'vitest';
import { signingSecret } from '../../sandbox/program/identities';
import { incidents } from './support/incidents';
import { collectUntil, useScenario } from './support/scenario';

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
