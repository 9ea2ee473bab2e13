import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, rowOf } from '../../../shared/delivery/deliveries/columns';
import { type DeliveryRow, emptyRow, waitingOf } from '../../../shared/delivery/deliveries/delivery-row';
import {
  type Ending,
  judge,
  outcomeOf,
  type Passage,
  revived,
  withEnding,
  withRepeat,
} from '../../../shared/delivery/deliveries/journal';
import type { Version } from '../../../shared/delivery/deliveries/version';
import { checkEntityLimits } from '../../../shared/storage/entity-limits';

const at = '2026-11-20T08:00:00.000Z';

function version(minute: number, more: Partial<Version> = {}): Version {
  const instant = `2026-11-20T08:${String(minute).padStart(2, '0')}:00.0000000Z`;
  return { id: `v${minute}`, collected: instant, updated: instant, ...more };
}

function passage(minute: number, more: Partial<Passage> = {}): Passage {
  return { version: version(minute), seenBefore: false, bypass: false, ...more };
}

function ended(row: DeliveryRow, of: Passage, state: Ending['state'], more: Partial<Ending> = {}): DeliveryRow {
  return withEnding(row, of, { state, attempts: 1, at, ...more });
}

const delivered = ended(emptyRow, passage(5), 'delivered', { digest: { status: 'active' } });

describe('what may be sent', () => {
  it('sends the first version, and each that was collected later', () => {
    expect(judge(emptyRow, passage(5), 0)).toEqual({ kind: 'send' });
    expect(judge(delivered, passage(6), 0)).toEqual({ kind: 'send' });
  });

  it('drops a further copy of what was delivered, filtered, superseded or dead-lettered', () => {
    expect(judge(delivered, passage(5), 0)).toEqual({ kind: 'repeat' });
    for (const state of ['filtered', 'superseded', 'dead'] as const) {
      expect(judge(ended(emptyRow, passage(5), state), passage(5), 0)).toEqual({ kind: 'repeat' });
    }
  });

  it('sends again what only waits', () => {
    expect(judge(ended(emptyRow, passage(5), 'waiting'), passage(5), 0)).toEqual({ kind: 'send' });
  });

  it('never sends a version that was collected before the one delivered, whatever its last update says', () => {
    const older = passage(4, { version: version(4, { updated: '2030-01-01T00:00:00Z' }) });
    expect(judge(delivered, older, 0)).toEqual({ kind: 'superseded', by: version(5) });
  });

  it.each<[string, Partial<Version>]>([
    ['its last update, to the tick', { updated: '2026-11-20T08:04:59.9999999Z' }],
    ["its newest alert, which doesn't move the incident", { newestAlert: '2026-11-20T08:04:00Z', alerts: 2 }],
    ['the number of its alerts', { newestAlert: '2026-11-20T08:05:00Z', alerts: 1 }],
  ])('tells two versions of one second of the API apart by %s', (_by, more) => {
    const newest = passage(5, { version: version(5, { newestAlert: '2026-11-20T08:05:00Z', alerts: 2 }) });
    const older = passage(5, { version: { ...version(5), id: 'other', ...newestOf(more) } });
    expect(judge(ended(emptyRow, newest, 'delivered'), older, 0).kind).toBe('superseded');
    expect(judge(ended(emptyRow, older, 'delivered'), newest, 0).kind).toBe('send');
  });

  it('lets nobody else send while the row is claimed, and anybody when the claim has run out', () => {
    const row = { ...delivered, claim: { owner: 'a', id: 'v7', until: 1_000 } };
    expect(judge(row, passage(6), 999)).toEqual({ kind: 'busy', until: 1_000 });
    expect(judge(row, passage(6), 1_000)).toEqual({ kind: 'send' });
    expect(judge(row, passage(5), 0)).toEqual({ kind: 'repeat' });
  });

  it('sends a replay whatever was delivered, but not beside another', () => {
    const replay = passage(4, { bypass: true });
    expect(judge(delivered, replay, 0)).toEqual({ kind: 'send' });
    expect(judge({ ...delivered, claim: { owner: 'a', id: 'v7', until: 1 } }, replay, 0).kind).toBe('busy');
  });
});

function newestOf(more: Partial<Version>): Partial<Version> {
  return { newestAlert: '2026-11-20T08:05:00Z', alerts: 2, ...more };
}

describe('what is counted', () => {
  it('moves a dead-lettered version that arrives after all from one place of the sum to the other', () => {
    const dead = ended(emptyRow, passage(1), 'dead');
    expect(dead.counts).toMatchObject({ collected: 1, dead: 1 });
    const waiting = revived(dead, version(1), at, true);
    expect(waiting.counts).toMatchObject({ collected: 1, dead: 0 });
    expect(waitingOf(waiting.counts)).toBe(1);
    const again = ended(waiting, passage(1, { seenBefore: true }), 'delivered');
    expect(again.counts).toMatchObject({ collected: 1, dead: 0, delivered: 1 });
  });

  it('counts a letter that no row tells of as seen when it is replayed', () => {
    const row = ended(revived(emptyRow, version(1), at, true), passage(1, { seenBefore: true }), 'delivered');
    expect(row.counts).toMatchObject({ collected: 1, delivered: 1, dead: 0 });
  });

  it('counts a letter of another destination as seen here, though another version died here', () => {
    const row = revived(ended(emptyRow, passage(2), 'dead'), version(1), at, false);
    expect(row.counts).toMatchObject({ collected: 2, dead: 1 });
    expect(waitingOf(row.counts)).toBe(1);
  });

  it('counts a replay of what was delivered apart from the sum', () => {
    const row = ended(delivered, passage(5, { bypass: true }), 'delivered');
    expect(row.counts).toMatchObject({ collected: 1, delivered: 1, replayed: 1 });
    expect(outcomeOf(row, version(5))?.replayed).toBe(true);
    const older = ended(row, passage(2, { bypass: true }), 'delivered');
    expect(older.counts).toMatchObject({ collected: 1, delivered: 1, replayed: 2 });
    expect(older.received?.version).toEqual(version(5));
  });

  it('keeps the newest as received when an older one arrives late from a claim that had run out', () => {
    const row = ended(delivered, passage(4), 'delivered');
    expect(row.received).toEqual({ version: version(5), digest: { status: 'active' } });
    expect(row.counts).toMatchObject({ collected: 2, delivered: 2 });
  });

  it('does not count a version twice whose outcome was forgotten while it waited', () => {
    const forgetful: DeliveryRow = { ...emptyRow, counts: { ...emptyRow.counts, collected: 1 } };
    expect(ended(forgetful, passage(1, { seenBefore: true }), 'waiting').counts.collected).toBe(1);
  });

  it('counts a version whose copy comes back before its row was written', () => {
    const row = ended(emptyRow, passage(1, { seenBefore: true }), 'delivered');
    expect(row.counts).toMatchObject({ collected: 1, delivered: 1 });
    expect(judge(row, passage(1), 0)).toEqual({ kind: 'repeat' });
  });

  it('always adds up, whatever happens in whatever order', () => {
    const step = fc.record({
      minute: fc.integer({ min: 0, max: 30 }),
      what: fc.constantFrom('waiting', 'delivered', 'filtered', 'superseded', 'dead', 'repeat', 'revive'),
      bypass: fc.boolean(),
    });
    void fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let row = emptyRow;
        const seen = new Set<number>();
        for (const { minute, what, bypass } of steps) {
          const of = passage(minute, { bypass, seenBefore: !bypass && seen.has(minute) });
          if (what === 'repeat') row = withRepeat(row);
          else if (what === 'revive') row = seen.has(minute) ? revived(row, version(minute), at, true) : row;
          else row = ended(row, of, what);
          if (!bypass && what !== 'repeat' && what !== 'revive') seen.add(minute);
          const { collected, repeats, replayed, ...rest } = row.counts;
          const waiting = row.outcomes.filter(({ state }) => state === 'waiting').length;
          expect(waitingOf(row.counts)).toBe(waiting);
          expect(Math.min(collected, repeats, replayed, ...Object.values(rest))).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('the row in the table', () => {
  it('says the same after being written and read', () => {
    const claimed = { ...delivered, claim: { owner: 'a', id: 'v6', until: Date.parse(at) } };
    expect(rowOf(columnsOf(claimed))).toEqual(claimed);
    expect(columnsOf(claimed)).toMatchObject({ outcome: 'claimed', outcomeAt: at, eventId: 'v5', delivered: 1 });
    expect(columnsOf(delivered)).toMatchObject({ outcome: 'delivered', attempts: 1, latencyMs: -300_000 });
  });

  it("keeps the last twenty ends and what waits, within Azure's limits", () => {
    let row = emptyRow;
    const reason = 'it answered 503 '.repeat(100);
    for (let count = 0; count < 300; count += 1) {
      const id = `${count}`.padStart(64, '0');
      const of = { version: { ...version(count % 60), id }, seenBefore: false, bypass: false };
      row = rowOf(columnsOf(ended(row, of, count % 2 ? 'delivered' : 'waiting', { reason })));
    }
    checkEntityLimits({ partitionKey: 'p', rowKey: 'r', ...(columnsOf(row) as Record<string, string>) });
    expect(row.outcomes.filter(({ state }) => state === 'delivered')).toHaveLength(20);
    expect(row.counts).toMatchObject({ collected: 300, delivered: 150 });
    expect(waitingOf(row.counts)).toBe(150);
  });

  it('reads cells that somebody has spoilt as empty', () => {
    const row = rowOf({ outcomes: '{"no":"array"}', received: 'x', claimUntil: 'tomorrow', collected: 'many' });
    expect(row).toEqual(emptyRow);
  });
});
