import { describe, expect, it } from 'vitest';
import { contoso } from '../sandbox-cloud/fixture';
import { alert, incident, kindAndId, start, useTwoApis } from './two-apis';

const apis = useTwoApis();

describe("one API's fault doesn't stop the tenant's other API", () => {
  const cases = [
    {
      what: 'Alert.Read.All is missing',
      breakIt: () => apis.tenant.consent({ mde: [] }),
      mend: () => apis.tenant.consent(),
      broken: 'defender-endpoint',
      code: 'role_missing',
      stays: incident,
      comes: alert,
    },
    {
      what: 'Incident.Read.All is missing',
      breakIt: () => apis.tenant.consent({ xdr: [] }),
      mend: () => apis.tenant.consent(),
      broken: 'defender-xdr',
      code: 'role_missing',
      stays: alert,
      comes: incident,
    },
    {
      what: 'Defender for Endpoint was never provisioned',
      breakIt: () => apis.tenant.absentResources.add('mde'),
      mend: () => apis.tenant.absentResources.delete('mde'),
      broken: 'defender-endpoint',
      code: 'api_not_in_tenant',
      stays: incident,
      comes: alert,
    },
  ] as const;

  it.each(cases)('$what', async ({ breakIt, mend, broken, code, stays, comes }) => {
    breakIt();
    const { collect, row } = apis.relay('defender-xdr', 'defender-endpoint');
    const other = broken === 'defender-xdr' ? 'defender-endpoint' : 'defender-xdr';
    expect((await collect()).map(kindAndId)).toEqual([stays]);
    expect(row(broken)).toMatchObject({ state: 'failing', code });
    expect(row(other)).toMatchObject({ state: 'ok' });
    mend();
    expect((await collect()).map(kindAndId)).toEqual([comes]);
    expect(row(broken)).toMatchObject({ state: 'ok' });
  });

  it('a throttled API, which parks itself alone', async () => {
    apis.cloud.script(contoso, 'alerts', [{ status: 429, headers: { 'retry-after': '150' } }]);
    const { collect, row } = apis.relay('defender-xdr', 'defender-endpoint');
    expect((await collect()).map(kindAndId)).toEqual([incident]);
    expect(row('defender-endpoint')).toMatchObject({ notBefore: new Date(start + 150_000).toISOString() });
    expect((await collect()).map(kindAndId)).toEqual([alert]);
  });
});
