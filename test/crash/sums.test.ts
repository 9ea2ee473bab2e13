import { describe, expect, it } from 'vitest';
import { arrived, at, queuedAs, rowOf, seen } from './evidence-of';
import { judgeSums, type Received } from './sums';

const incident = 'contoso incident 1';
const queued = new Map([['event-1', queuedAs('1')]]);
const sound: Received = {
  destination: 'siem',
  rows: [rowOf('1', { 'event-1': 'delivered' })],
  queued,
  delivered: [arrived(seen('1'))],
  dead: [],
};
const problemsWith = (changed: Partial<Received>) => judgeSums({ ...sound, ...changed });
const delivered = rowOf('1', { 'event-1': 'delivered' });

describe('the sum of a destination', () => {
  it('adds up when every queued version is counted once and has ended', () => {
    expect(problemsWith({})).toEqual([]);
  });

  it('misses a version that was never counted', () => {
    const more = new Map([...queued, ['event-2', queuedAs('1', at(2))]]);
    expect(problemsWith({ queued: more })).toEqual([
      'SUM: siem: 2 were queued, 1 collected, of which 1 ended',
      `SUM: ${incident} at siem: 2 versions were queued, 1 are counted`,
      `SUM: ${incident} at siem: event event-2 is not listed`,
    ]);
  });

  it('misses a record without a row, and finds a row without a record', () => {
    expect(problemsWith({ rows: [] })).toContain(`SUM: ${incident} at siem has no row`);
    expect(problemsWith({ queued: new Map() })).toContain(`SUM: ${incident} at siem has a row and was never queued`);
  });

  it('finds a version that was counted twice', () => {
    expect(problemsWith({ rows: [{ ...delivered, collected: 2, delivered: 2 }] })).toEqual([
      'SUM: siem: 1 were queued, 2 collected, of which 2 ended',
      `SUM: ${incident} at siem: 1 versions were queued, 2 are counted`,
      `SUM: ${incident} at siem: 2 are counted as delivered, 1 are listed`,
    ]);
  });

  it('finds what still waits, is being sent, or is claimed', () => {
    const waiting = rowOf('1', { 'event-1': 'waiting' });
    expect(problemsWith({ rows: [waiting] })).toContain(`SUM: ${incident} at siem: event event-1 still waits`);
    expect(problemsWith({ rows: [{ ...delivered, claimUntil: at(9) }] })).toEqual([
      `SUM: ${incident} at siem: it is still claimed`,
    ]);
  });
});

describe('the ends in the rows', () => {
  it('are not believed where nothing arrived, or lies in the dead letters', () => {
    expect(problemsWith({ delivered: [] })).toEqual([
      `LOST: ${incident}: siem is said to have event event-1 as delivered`,
    ]);
    expect(problemsWith({ rows: [rowOf('1', { 'event-1': 'dead' })] })).toEqual([
      `LOST: ${incident}: siem is said to have event event-1 as dead`,
    ]);
  });

  it('are believed for a superseded version only if a newer one arrived', () => {
    const rows = [rowOf('1', { 'event-1': 'superseded' })];
    const came = (second: number) => [arrived(seen('1'), { id: 'event-2', collected: at(second) })];
    expect(problemsWith({ rows, delivered: came(2) })).toEqual([]);
    expect(problemsWith({ rows, delivered: came(1) })).toHaveLength(1);
    expect(problemsWith({ rows, delivered: [] })).toHaveLength(1);
  });
});
