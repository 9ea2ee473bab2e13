import { expect, it } from 'vitest';
import { releaseDue } from '../../shared/delivery/release';
import { minute, second } from '../../shared/duration';
import { relay } from './relay';

const text = '{"data":{"n":9007199254740993,  "m":1.0}}';

it('moves messages byte for byte, and only those that are due', async () => {
  const { queue, retryQueue, clock, deps, logged } = relay();
  for (let count = 0; count < 70; count += 1) await retryQueue.put(text);
  await retryQueue.put('later', 5 * minute);
  const summary = await releaseDue({ ...deps, queue, retryQueue }, clock.now() + 50 * second);
  expect(summary).toEqual({ released: 70, held: 0, failed: 0 });
  expect(new Set(queue.texts())).toEqual(new Set([text]));
  expect(retryQueue.texts()).toEqual(['later']);
  expect(logged('release.finished')[0]?.fields).toMatchObject({ released: 70, failed: 0 });
});

it('keeps what it could not put, and moves it once its lease is over', async () => {
  const { queue, retryQueue, clock, deps } = relay();
  for (let count = 0; count < 40; count += 1) await retryQueue.put(`message ${count}`);
  queue.failPuts(3);
  const parts = { ...deps, queue, retryQueue };
  expect(await releaseDue(parts, clock.now() + 50 * second)).toEqual({ released: 29, held: 0, failed: 3 });
  expect(await retryQueue.depth()).toBe(11);
  clock.advance(minute);
  expect(await releaseDue(parts, clock.now() + 50 * second)).toEqual({ released: 11, held: 0, failed: 0 });
  expect(new Set(queue.texts()).size).toBe(40);
});

it('puts before it removes: a failed removal leaves the message in both queues', async () => {
  const { queue, retryQueue, clock, deps } = relay();
  await retryQueue.put(text);
  const broken = { ...retryQueue, remove: () => Promise.reject(new Error('connection lost')) };
  const summary = await releaseDue({ ...deps, queue, retryQueue: broken }, clock.now() + 50 * second);
  expect(summary).toEqual({ released: 0, held: 0, failed: 1 });
  expect([queue.texts(), retryQueue.texts()]).toEqual([[text], [text]]);
});

it('stops at its deadline and leaves the rest for the next run', async () => {
  const { queue, retryQueue, clock, deps } = relay();
  for (let count = 0; count < 200; count += 1) await retryQueue.put(text);
  const slow = {
    ...queue,
    put: async (message: string) => {
      clock.advance(second);
      await queue.put(message);
    },
  };
  const summary = await releaseDue({ ...deps, queue: slow, retryQueue }, clock.now() + 50 * second);
  expect(summary).toEqual({ released: 64, held: 0, failed: 0 });
  expect(await retryQueue.depth()).toBe(136);
});
