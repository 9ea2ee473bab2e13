import { expect, it } from 'vitest';
import { hour } from '../../shared/duration';
import { relay } from './relay';
import { sampleEvent, tenant } from './sample-event';

it('sends a tenant only to the destinations its row names', async () => {
  const { receiver, routes, events, runForward } = relay('siem', 'soar');
  routes.set(tenant, ['soar']);
  await events.put(sampleEvent(1));
  await runForward();
  expect([receiver('siem').calls, receiver('soar').delivered]).toEqual([[], ['1']]);
});

it('sends nothing of a tenant whose row is gone or malformed to anybody, until the row says to whom', async () => {
  const { receiver, routes, events, runForward, pass, logged, retryQueue } = relay('siem', 'soar');
  routes.set(tenant, undefined);
  await events.put(sampleEvent(1));
  expect(await runForward()).toMatchObject({ delivered: 0, again: 0, waiting: 1, dead: 0 });
  expect([receiver('siem').calls, receiver('soar').calls]).toEqual([[], []]);
  expect(logged('delivery.waiting')[0]?.fields.reason).toContain('table tenants');

  routes.set(tenant, ['soar']);
  await pass(hour);
  expect([receiver('siem').calls, receiver('soar').delivered]).toEqual([[], ['1']]);
  expect(await retryQueue.depth()).toBe(0);
});

it('keeps what is for a misspelt destination, under a name that Azure accepts as a key', async () => {
  const { receiver, routes, events, runForward, deadTable } = relay('siem');
  routes.set(tenant, ['siem', 'so/ar']);
  await events.put(sampleEvent(1));
  expect(await runForward()).toMatchObject({ delivered: 1, again: 0, waiting: 0, dead: 1 });
  expect(receiver('siem').delivered).toEqual(['1']);
  expect(deadTable.rows()[0]).toMatchObject({ partitionKey: 'so_ar', columns: { attempts: 0 } });
  expect(deadTable.rows()[0]?.columns.reason).toContain("tenant's column destinations");
});

it('keeps what waited for a destination that was removed meanwhile', async () => {
  const { receivers, receiver, events, runForward, pass, deadTable } = relay('siem', 'soar');
  receiver('siem').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await events.put(sampleEvent(1));
  await runForward();
  receivers.remove('siem');
  await pass(60_000, 10_000);
  expect(deadTable.rows()[0]).toMatchObject({ partitionKey: 'siem', columns: { attempts: 1, kept: 'event' } });
  expect(deadTable.rows()[0]?.columns.reason).toContain('was removed');
  expect(receiver('soar').delivered).toEqual(['1']);
});
