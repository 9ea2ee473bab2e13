import { expect, it } from 'vitest';
import { forwardMessage } from '../../shared/delivery/forward';
import { minute, second } from '../../shared/duration';
import { encodeMessage } from '../../shared/events/message';
import { asTriggered, relay } from './relay';
import { numbersOf, versionOf } from './versions';

const triggered = (incident: number, version: number) => asTriggered(encodeMessage(versionOf(incident, version)));

/** Lets other work go on for a while that differs from call to call, but not from run to run. */
function unevenly(seed: number) {
  let state = seed;
  return async () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    for (let turns = state % 23; turns > 0; turns -= 1) await Promise.resolve();
  };
}

it('never lets the older arrive last, hundreds of times', async () => {
  const { receiver, instance, pass, deliveriesTo, retryQueue } = relay('siem');
  const [one, other] = [instance(), instance()];
  const pause = unevenly(7);
  receiver('siem').answer = async () => {
    await pause();
    return { kind: 'delivered' };
  };
  const incidents = Array.from({ length: 300 }, (_, index) => index + 1);
  for (const incident of incidents) {
    const send = async (deps: typeof one, version: number) => {
      await pause();
      await forwardMessage(deps, triggered(incident, version));
    };
    await Promise.all([send(one, 1 + (incident % 2)), send(other, 2 - (incident % 2))]);
  }
  await pass(5 * minute, 10 * second);

  const orders = incidents.map((incident) => numbersOf(incident, receiver('siem').events).join(','));
  expect(new Set(orders)).toEqual(new Set(['1,2', '2']));
  expect(await retryQueue.depth()).toBe(0);
  for (const { counts } of deliveriesTo('siem')) {
    expect(counts.collected).toBe(2);
    expect(counts.delivered + counts.superseded).toBe(2);
  }
});

it('sends copies of one version once, wherever they are handled at the same time', async () => {
  const { receiver, instance, pass, deliveriesTo } = relay('siem');
  const instances = [instance(), instance(), instance()];
  await Promise.all(instances.map((deps) => forwardMessage(deps, triggered(1, 1))));
  await pass(minute, 10 * second);
  expect(receiver('siem').delivered).toEqual(['1']);
  expect(deliveriesTo('siem')[0]?.counts).toMatchObject({ collected: 1, delivered: 1, repeats: 2 });
});

it('takes over from an instance that died while it sent, once its claim has run out', async () => {
  const { receiver, instance, pass } = relay('siem');
  receiver('siem').answer = () => new Promise(() => {});
  void forwardMessage(instance(), triggered(1, 1));
  await new Promise((resolve) => setImmediate(resolve));
  receiver('siem').answer = () => ({ kind: 'delivered' });
  await forwardMessage(instance(), triggered(1, 2));
  await pass(50 * second, 10 * second);
  expect(receiver('siem').delivered).toEqual([]);
  await pass(30 * second, 10 * second);
  expect(numbersOf(1, receiver('siem').events)).toEqual([2]);
});
