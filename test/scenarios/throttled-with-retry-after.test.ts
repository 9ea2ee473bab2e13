import { expect, it } from 'vitest';
import { incidents } from './support/incidents';
import { collectUntil, useScenario } from './support/scenario';

const scenario = useScenario();
const throttled = { id: '42900000-0000-4000-8000-000000000001', name: 'Litware' };
const other = { id: '42900000-0000-4000-8000-000000000002', name: 'Contoso' };
/** Seconds, in each of two refusals. */
const retryAfter = [2, 1];

it('a throttled tenant is left alone for as long as it asks, and nobody else waits for it', async () => {
  const { cloud } = scenario.world;
  const records = incidents(120);
  for (const { id } of [throttled, other]) for (const record of records) cloud.tenant(id).addIncident(record);
  const steps = retryAfter.map((seconds) => ({ status: 429, headers: { 'retry-after': String(seconds) } }));
  cloud.script(throttled.id, 'incidents', steps);
  await scenario.register(throttled, other);

  await scenario.collect();
  scenario.expectArrived(other.id, records);
  expect(scenario.deliveries(throttled.id)).toEqual([]);
  const parked = await scenario.checkpoint(throttled.id);
  // Throttling is no fault of the tenant: nobody is told to do something about it.
  expect(parked).toMatchObject({ state: 'ok', code: '' });
  const [refusal] = scenario.calls(throttled.id);
  expect(parked?.notBefore).toBeGreaterThanOrEqual((refusal?.at ?? Number.NaN) + 2_000);

  await collectUntil(scenario, () => scenario.deliveries(throttled.id).length >= records.length);
  scenario.expectArrived(throttled.id, records);
  const calls = scenario.calls(throttled.id);
  expect(calls.slice(0, 3).map(({ status }) => status)).toEqual([429, 429, 200]);
  retryAfter.forEach((seconds, index) => {
    const [refused, next] = [calls[index]?.at ?? 0, calls[index + 1]?.at ?? 0];
    expect(next - refused).toBeGreaterThanOrEqual(seconds * 1000);
  });
});
