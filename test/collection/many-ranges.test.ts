import { expect, it } from 'vitest';
import type { Checkpoint } from '../../shared/collection/checkpoint';
import { maxRanges, withRanges } from '../../shared/collection/ranges';
import { ticksOfMs } from '../../shared/instant';
import { day, hour, incident, minute, start, tenantId, world } from './support/world';

it.each([
  ['second readings of a day far off', { againAt: ticksOfMs(start + 2 * day) }],
  ['first readings', {}],
])('a checkpoint whose room for ranges is taken by %s: what is owed is still read to its end', async (_name, kind) => {
  const { api, checkpoints, minutes, sentOf } = world();
  await minutes(2);
  const key = { tenantId: tenantId(1), source: 'defender-xdr' };
  const { checkpoint, etag } = (await checkpoints.load(key)) as { checkpoint: Checkpoint; etag: string };
  const apart = Array.from({ length: maxRanges - 1 }, (_, index) => {
    const from = ticksOfMs(start - 30 * day + index * 6 * hour);
    return { from, to: from + 10_000n, ...kind };
  });
  const owed = [...apart, { from: ticksOfMs(start - 10 * hour), to: ticksOfMs(start - hour) }];
  await checkpoints.save(key, { ...checkpoint, progress: { ...checkpoint.progress, owed } }, etag);
  for (let id = 1; id <= 450; id += 1) api().put(incident(id, start - 2 * hour - id * minute));
  await minutes(20);
  expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 450 }, (_, index) => index + 1));
});

it('records too large to be read, more than there is room for, put no second reading off to the day they are tried again', () => {
  const tomorrow = ticksOfMs(start + day);
  const soon = ticksOfMs(start + 15 * minute);
  const at = (index: number) => ticksOfMs(start - index * hour);
  const tooLarge = Array.from({ length: maxRanges }, (_, index) => {
    return { from: at(index), to: at(index) + 10_000n, againAt: tomorrow + BigInt(index), tooLarge: true };
  });
  const second = { from: at(3) + 10_000n, to: at(2), againAt: soon };
  const owed = withRanges(tooLarge, [second, { ...second, from: at(9), to: at(8) }]);
  expect(owed).toHaveLength(maxRanges);
  expect(owed.filter(({ againAt }) => againAt === soon)).toHaveLength(2);
  expect(owed.filter((range) => range.tooLarge)).toHaveLength(maxRanges - 2);
});
