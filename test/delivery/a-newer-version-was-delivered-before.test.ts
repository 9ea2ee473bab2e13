import { expect, it } from 'vitest';
import { day, hour, minute } from '../../shared/duration';
import { relay } from './relay';
import { numbersOf, versionOf } from './versions';

const incidents = Array.from({ length: 12 }, (_, index) => index + 1);

it('brings the newest version of every incident to the one that was down, never an older one after it', async () => {
  const { receiver, receivers, events, pass, runForward, deadTable, retryQueue, deliveriesTo } = relay(
    'siem',
    'soar',
    'tickets',
  );
  receiver('tickets').answer = () => ({ kind: 'retry', reason: 'answered 503' });
  for (let version = 1; version <= 6; version += 1) {
    for (const incident of incidents) if (incident % version === 0) await events.put(versionOf(incident, version));
    await runForward();
    for (const name of ['siem', 'soar']) {
      const last = incidents.filter((incident) => incident % version === 0).at(-1) ?? 0;
      expect(numbersOf(last, receiver(name).events).at(-1)).toBe(version);
    }
    await pass(hour);
  }
  expect(receiver('tickets').delivered).toEqual([]);
  expect(deadTable.rows()).toEqual([]);

  receiver('tickets').answer = () => ({ kind: 'delivered' });
  await pass(15 * minute);
  expect(await retryQueue.depth()).toBe(0);
  for (const incident of incidents) {
    const arrived = numbersOf(incident, receiver('tickets').events);
    expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived.at(-1)).toBe(numbersOf(incident, receiver('siem').events).at(-1));
  }
  for (const { name } of receivers.list) {
    for (const { counts } of deliveriesTo(name)) {
      expect(counts.collected).toBe(counts.delivered + counts.superseded);
      expect(counts.repeats).toBe(0);
    }
  }
});

it('counts what came too late as superseded and says so, and doesn’t send it', async () => {
  const { receiver, events, runForward, deliveriesTo, logged } = relay('siem');
  await events.put(versionOf(1, 2));
  await runForward();
  await events.put(versionOf(1, 1));
  expect(await runForward()).toMatchObject({ superseded: 1, delivered: 0 });
  expect(numbersOf(1, receiver('siem').events)).toEqual([2]);
  expect(deliveriesTo('siem')[0]?.counts).toMatchObject({ collected: 2, delivered: 1, superseded: 1 });
  expect(logged('delivery.superseded')).toHaveLength(1);
});

it('loses nothing of a destination that a person paused for three weeks', async () => {
  const { receiver, events, runForward, pass, deadTable, deliveriesTo } = relay('siem', 'soar');
  receiver('siem').state = 'paused';
  for (const incident of incidents) await events.put(versionOf(incident, 1));
  await runForward();
  await pass(2 * day, hour);
  for (const incident of incidents) await events.put(versionOf(incident, 2 * 86_400));
  await runForward();
  await pass(19 * day, hour);

  // Before its payload may be removed, what has waited for 20 days went whole to the dead letters.
  expect(deadTable.rows()).toHaveLength(incidents.length);
  receiver('siem').state = 'ready';
  await pass(2 * hour);
  for (const incident of incidents) expect(numbersOf(incident, receiver('siem').events)).toEqual([2 * 86_400]);
  for (const { counts } of deliveriesTo('siem')) expect(counts).toMatchObject({ collected: 2, delivered: 1, dead: 1 });
});
