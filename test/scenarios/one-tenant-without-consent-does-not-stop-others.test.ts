import { beforeAll, describe, expect, it } from 'vitest';
import { parseLogLine } from '../../sandbox/program/app/log-line';
import { openedTable } from '../../sandbox/program/storage-rows';
import { incidents } from './support/incidents';
import { useScenario } from './support/scenario';

const scenario = useScenario();
const idOf = (number: number) => `c0500000-0000-4000-8000-00000000000${number}`;
const healthy = [
  { id: idOf(0), name: 'Contoso' },
  { id: idOf(9), name: 'Fabrikam' },
];

/** Each with what its checkpoint must say. */
const broken = [
  { id: idOf(1), name: 'never consented', code: 'consent_missing', words: ['AADSTS700016', 'consent link'] },
  { id: idOf(2), name: 'no permission', code: 'role_missing', words: ['Incident.Read.All', '/adminconsent?'] },
  { id: idOf(3), name: 'no licence', code: 'not_licensed', words: ['no active Defender licence'] },
  { id: idOf(4), name: 'gone', code: 'tenant_not_found', words: ['Check the tenant id'] },
  { id: idOf(5), name: 'blocked', code: 'conditional_access', words: ['Conditional Access'] },
  { id: idOf(6), name: 'down', code: 'server_failed', words: ['503'] },
];

describe('one tenant that fails stops no other', () => {
  const records = incidents(30);
  beforeAll(async () => {
    const { cloud } = scenario.world;
    for (const { id } of [...healthy, ...broken]) {
      for (const record of records) cloud.tenant(id).addIncident(record);
    }
    cloud.tenant(idOf(1)).revokeConsent();
    cloud.tenant(idOf(2)).consent({ xdr: [] });
    cloud.tenant(idOf(3)).licensed = false;
    cloud.tenant(idOf(4)).deleted = true;
    cloud.tenant(idOf(5)).refusal = 53003;
    cloud.script(idOf(6), 'incidents', [{ status: 503 }]);
    await scenario.register(...healthy, ...broken);
    // A row that no tenant can be made of stands first.
    const table = await openedTable(scenario.storage, 'tenants');
    await table.upsertEntity({ partitionKey: 'tenant', rowKey: '000-not-a-guid', displayName: 'x', status: 'active' });
    await scenario.collect();
  });

  it.each(healthy)('$name is complete after the same run', ({ id }) => scenario.expectArrived(id, records));

  it.each(broken)('$name: the checkpoint says $code', async ({ id, code, words }) => {
    const row = await scenario.checkpoint(id);
    expect(row).toMatchObject({ state: 'failing', code });
    for (const word of words) expect(row?.reason).toContain(word);
    expect(scenario.deliveries(id)).toEqual([]);
  });

  it('the log names each of them once, and the malformed row', () => {
    const lines = scenario.logged.flatMap(({ message }) => parseLogLine(message) ?? []);
    const named = lines.filter(({ event }) => event === 'tenant.attention').map((line) => line.text('tenant'));
    expect(named.sort()).toEqual(broken.map(({ id }) => id));
    expect(lines.filter(({ event }) => event === 'row.malformed').map((line) => line.text('row'))).toEqual([
      'tenants/000-not-a-guid',
    ]);
  });

  it('the one whose fault passed is complete after the next run', async () => {
    await scenario.collect();
    scenario.expectArrived(idOf(6), records);
    expect(await scenario.checkpoint(idOf(6))).toMatchObject({ state: 'ok' });
  });
});
