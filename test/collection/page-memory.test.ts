import { describe, expect, it } from 'vitest';
import { maxPageBytes, type PageHold, PageMemory } from '../../shared/collection/page-memory';
import { turnFor } from '../../shared/collection/page-turn';
import { fakeClock } from '../support/fake-clock';

const mebibyte = 1024 * 1024;

/** Holds of so many MiB each, as far as there is room. */
function holding(memory: PageMemory, ...sizes: readonly number[]): PageHold[] {
  return sizes.flatMap((size) => {
    const hold = memory.hold();
    return hold.admit(size * mebibyte) ? [hold] : [];
  });
}

describe('the room for pages', () => {
  it('takes 32 of 4 MiB at once, or one of 32 MiB and small ones beside it, but not two', () => {
    expect(holding(new PageMemory(), ...Array<number>(33).fill(4))).toHaveLength(32);
    expect(holding(new PageMemory(), 32, 32, 2, 1, 20, 1)).toHaveLength(4);
  });

  it('counts the same whether a page comes whole or in pieces, and gives all of it back, once', () => {
    const memory = new PageMemory();
    for (let round = 0; round < 3; round += 1) {
      const hold = memory.hold();
      for (let piece = 0; piece < 35; piece += 1) expect(hold.admit(mebibyte)).toBe(true);
      expect(hold.admit(1)).toBe(false);
      expect([hold.bytes, hold.isCrowdedOut]).toEqual([35 * mebibyte, true]);
      hold.release();
      hold.release();
    }
    expect(holding(memory, 35, 2)).toHaveLength(1);
  });
});

describe('a page that cannot be made smaller', () => {
  it('gets its turn although small pages come without end: those after it have only what is free', () => {
    const memory = new PageMemory();
    const stream = holding(memory, ...Array<number>(32).fill(4));
    const turn = memory.queueUp();
    let large: PageHold | undefined;
    for (let page = 0; page < 100 && !large; page += 1) {
      stream.shift()?.release();
      stream.push(...holding(memory, 4));
      large = turn.take();
    }
    expect(large?.admit(maxPageBytes)).toBe(true);
    expect(large?.admit(4 * mebibyte)).toBe(false);
    expect(large?.isCrowdedOut).toBe(false);
    large?.release();
    large?.release();
    for (const page of stream) page.release();
    expect(holding(memory, 35, 2)).toHaveLength(1);
  });

  it('waits behind those that wait already, and one that gave up stands in the way of nobody', () => {
    const memory = new PageMemory();
    const [first, second, third] = [memory.queueUp(), memory.queueUp(), memory.queueUp()];
    expect(third.take()).toBeUndefined();
    second.leave();
    const large = first.take();
    expect(third.take()).toBeUndefined();
    large?.release();
    expect(third.take()).toBeDefined();
  });

  it('waits ten seconds at most, after which all are as before', async () => {
    const memory = new PageMemory();
    const [other] = holding(memory, 32);
    const clock = fakeClock(0);
    expect(await turnFor(memory, clock)).toBeUndefined();
    expect(clock.now()).toBe(10_000);
    other?.release();
    expect(holding(memory, 2)).toHaveLength(1);
  });

  it('goes on as soon as there is room', async () => {
    const memory = new PageMemory();
    const [other] = holding(memory, 32);
    const clock = fakeClock(0);
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      if (clock.now() === 500) other?.release();
    };
    const large = await turnFor(memory, { now: clock.now, sleep });
    expect([large?.admit(maxPageBytes), clock.now()]).toEqual([true, 500]);
  });
});
