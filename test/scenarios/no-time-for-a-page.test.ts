import { describe, expect, it } from 'vitest';
import { minute, start, tenantId } from '../collection/support/world';
import { lettersThenSilence, mebibyte, sendPieces } from '../http/big-bodies';
import { hugeWorld, padded } from './support/huge-world';

const numbers = Array.from({ length: 10 }, (_, index) => index + 1);

async function tenIncidents(timeoutMs?: number) {
  const made = await hugeWorld(timeoutMs ? { timeoutMs } : {});
  made.api.put(tenantId(1), ...numbers.map((id) => padded(id, start - id * minute)));
  return made;
}

describe('answers of which much comes, but never the end', () => {
  it('because larger pages are cut, are asked for in smaller ones', async () => {
    const { api, minutes, sentOf, row, log } = await tenIncidents();
    api.cutAfter = (page) => (page.length > 5 ? 4 * mebibyte : undefined);
    await minutes(4);
    expect(sentOf()).toEqual(numbers);
    expect(row()).toMatchObject({ state: 'ok' });
    expect(log('record.too-large')).toEqual([]);
  });

  it('because the time is over, are asked for in smaller pages', async () => {
    const { api, run } = await tenIncidents(500);
    api.instead.set(tenantId(1), [(response) => void sendPieces(response, lettersThenSilence(response, 4 * mebibyte))]);
    await run();
    await run();
    expect(api.answers[0]?.top).toBe(25);
  });

  it('because of one incident, lose that one only, which is reported', async () => {
    const { api, minutes, sentOf, row, log } = await tenIncidents();
    api.cutAfter = (page) => (page.some(({ incidentId }) => incidentId === 4) ? 4 * mebibyte : undefined);
    await minutes(4);
    expect(sentOf()).toEqual(numbers.filter((id) => id !== 4));
    expect(row()).toMatchObject({ state: 'ok' });
    expect(log('record.too-large')).toHaveLength(1);
  });
});

it('an answer that is cut early is a fault of the network, and the page size stays', async () => {
  const { api, minutes, row, log, sentOf } = await tenIncidents();
  api.cutAfter = () => 256 * 1024;
  await minutes(5);
  expect(row()).toMatchObject({ state: 'failing', code: 'network_failed' });
  expect(new Set(api.answers.map(({ top }) => top))).toEqual(new Set([100]));
  api.cutAfter = () => undefined;
  await minutes(2);
  expect(sentOf()).toEqual(numbers);
  expect(log('record.too-large')).toEqual([]);
});
