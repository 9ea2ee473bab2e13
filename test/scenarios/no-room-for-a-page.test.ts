import type { ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { minute, start, tenantId } from '../collection/support/world';
import { letters, lettersThenCut, lettersThenSilence, mebibyte, onTheWay, sendPieces } from '../http/big-bodies';
import { hugeWorld, padded } from './support/huge-world';

describe('while other answers hold nearly all the room there is', () => {
  /** So many other pages of 4 MiB are held, each of which takes 3 MiB of the room. */
  async function crowded(pages: number) {
    const made = await hugeWorld({ size: 2 });
    const others = Array.from({ length: pages }, () => made.memory.hold());
    for (const other of others) other.admit(4 * mebibyte);
    const release = () => {
      for (const other of others) other.release();
    };
    return { ...made, release };
  }

  it('a large page is given up where the room ends, and a small one is collected', async () => {
    const { api, memory, run, sentOf } = await crowded(27);
    api.put(tenantId(1), padded(1, start - minute, 250 * mebibyte), ...many(8));
    api.put(tenantId(2), padded(1, start - minute, mebibyte / 2));
    await run();
    expect(sentOf(2)).toEqual([1]);
    // 15 MiB of the room are left: 4 - 1 for the first four, and 12 for four more.
    expect(memory.peak).toBeLessThanOrEqual((27 * 4 + 8 + 1) * mebibyte);
    expect(Math.max(...api.answers.map(({ body }) => body.bytes))).toBeLessThan(8 * mebibyte + onTheWay);
  });

  it('an incident that finds no room is not called too large, and is collected once there is room', async () => {
    const { api, minutes, sentOf, release, log } = await crowded(32);
    api.put(tenantId(1), padded(1, start - minute, 3 * mebibyte));
    await minutes(3);
    expect(sentOf()).toEqual([]);
    release();
    await minutes(3);
    expect(log('record.too-large')).toEqual([]);
    expect(sentOf()).toEqual([1]);
  });
});

describe('the room of an answer is given back', () => {
  const threeMiB = 3 * mebibyte;
  const answers: Record<string, (response: ServerResponse) => void> = {
    'that fails': (response) => void sendPieces(response.writeHead(500), letters(threeMiB)),
    'that is throttled': (response) => void sendPieces(response.writeHead(429), letters(threeMiB)),
    'that refuses the token': (response) => void sendPieces(response.writeHead(401), letters(threeMiB)),
    'that is no JSON': (response) => void sendPieces(response, letters(threeMiB)),
    'that is cut half way': (response) => void sendPieces(response, lettersThenCut(2 * threeMiB)),
    'that is cut half way and packed': (response) =>
      void sendPieces(packed(response), lettersThenCut(2 * threeMiB), createGzip({ level: 0 })),
    'that falls silent half way': (response) => void sendPieces(response, lettersThenSilence(response, threeMiB)),
    'without an end': (response) => void sendPieces(response, letters()),
    'without an end, packed': (response) => void sendPieces(packed(response), letters(), createGzip()),
  };

  it.each(Object.keys(answers))('%s', async (name) => {
    const { api, memory, run, clock, sentOf } = await hugeWorld({ timeoutMs: 500 });
    api.put(tenantId(1), padded(1, start - minute));
    const answer = answers[name] as (response: ServerResponse) => void;
    api.instead.set(tenantId(1), [answer]);
    await run();
    expect(memory.peak).toBeGreaterThan(mebibyte);
    expect(memory.isFree()).toBe(true);
    clock.advance(2 * minute);
    await run();
    expect(sentOf()).toEqual([1]);
  });

  it.each(['storage_failed', 'storage_conflict'] as const)('when it can not be sent or saved: %s', async (code) => {
    const { api, memory, checkpoints, run, clock, sentOf } = await hugeWorld();
    api.put(tenantId(1), padded(1, start - minute, threeMiB));
    checkpoints.beforeSave = () => {
      throw new RelayError(code, 'The row can not be written.');
    };
    await run();
    expect(memory.peak).toBeGreaterThan(threeMiB);
    expect(memory.isFree()).toBe(true);
    checkpoints.beforeSave = () => {};
    clock.advance(2 * minute);
    await run();
    expect(sentOf()).toEqual([1]);
  });
});

function packed(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-encoding': 'gzip' });
}

function many(count: number) {
  return Array.from({ length: count }, (_, index) => padded(index + 2, start - (index + 2) * minute));
}
