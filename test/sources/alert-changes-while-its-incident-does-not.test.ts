import { describe, expect, it } from 'vitest';
import { generateAlert } from '../../sandbox/data/alert';
import { seededRandom } from '../../sandbox/data/random';
import { incident924518 } from '../../sandbox/data/samples/incident-924518';
import { contoso } from '../sandbox-cloud/fixture';
import { alert, alertId, incident, kindAndId, useTwoApis } from './two-apis';

const apis = useTwoApis();

it("Microsoft's own published incident is older than the last change of the alert inside it", () => {
  const { lastUpdateTime, alerts } = JSON.parse(incident924518);
  expect(alerts).toHaveLength(1);
  const minutes = (Date.parse(alerts[0].lastUpdatedTime) - Date.parse(lastUpdateTime)) / 60_000;
  expect(Math.round(minutes)).toBe(30);
});

describe('an alert changes while its incident does not', () => {
  it('defender-endpoint brings the new version of the alert, and only that', async () => {
    const { collect } = apis.relay('defender-xdr', 'defender-endpoint');
    const first = await collect();
    expect(first.map(kindAndId).sort()).toEqual([alert, incident]);

    const changed = apis.resolveAlert();
    const [event, ...others] = await collect();
    expect(others).toEqual([]);
    expect(event?.data).toBe(changed);
    expect(event?.attributes).toMatchObject({
      type: 'com.microsoft.defender.alert',
      source: `/tenants/${contoso}/defender-endpoint`,
      subject: alertId,
      time: JSON.parse(changed).lastUpdateTime,
    });
    expect(JSON.parse(changed).evidence).toHaveLength(1);
    expect(first.map(({ attributes }) => attributes.id)).not.toContain(event?.attributes.id);
    expect(await collect()).toEqual([]);
  });

  it('defender-xdr alone says nothing of it', async () => {
    const { collect } = apis.relay('defender-xdr');
    expect((await collect()).map(kindAndId)).toEqual([incident]);
    apis.resolveAlert();
    expect(await collect()).toEqual([]);
  });

  it('an alert that belongs to no incident comes, too', async () => {
    const { collect } = apis.relay('defender-xdr', 'defender-endpoint');
    await collect();
    const times = { createdAt: apis.clock.now() - 5_000, updatedAt: apis.clock.now() - 5_000 };
    apis.tenant.addAlert(generateAlert({ random: seededRandom(8), id: 'da1_1', incidentId: null, ...times }));
    expect((await collect()).map(kindAndId)).toEqual([['com.microsoft.defender.alert', 'da1_1']]);
  });
});
