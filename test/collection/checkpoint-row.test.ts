import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../shared/collection/checkpoint';
import { fromColumns, toColumns } from '../../shared/collection/checkpoint-row';
import { healthStates } from '../../shared/collection/health';
import { SeenVersions } from '../../shared/collection/seen';
import { lastInstant } from '../../shared/instant';
import { checkEntityLimits } from '../../shared/storage/entity-limits';
import { fullCheckpoint } from './support/full-checkpoint';

const keys = { partitionKey: '11111111-1111-4111-8111-111111111111', rowKey: 'defender-endpoint' };
const tick = fc.oneof(
  fc.bigInt({ min: 0n, max: lastInstant }),
  // .NET's first instant, before 1970: records really carry it.
  fc.constantFrom(-621_355_968_000_000_000n, 0n, lastInstant),
);
const count = fc.nat();
const ms = fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') });
const range = fc.record(
  {
    from: tick,
    to: tick,
    againAt: tick,
    step: fc.bigInt({ min: 1n, max: 4n ** 40n }),
    created: fc.record({ from: tick, to: tick }, { requiredKeys: [] }),
    pass: fc.record({ skip: count, broughtUnseen: fc.boolean() }),
    expected: count,
    tooLarge: fc.constant(true),
  },
  { requiredKeys: ['from', 'to'] },
);
const checkpoint = fc.record(
  {
    progress: fc.record({
      marks: fc.array(tick, { maxLength: 12 }),
      owed: fc.array(range, { maxLength: 64, size: 'max' }),
    }),
    seen: fc.array(fc.integer(), { maxLength: 50 }).map((numbers) => new SeenVersions().with(numbers.map(idOf))),
    health: fc.record(
      {
        state: fc.constantFrom(...healthStates),
        reason: fc.string({ minLength: 1, maxLength: 1_000 }),
        code: fc.constantFrom('role_missing' as const, 'network_failed' as const),
        since: ms,
        faults: count,
        probes: count,
        notBefore: ms,
      },
      { requiredKeys: ['state', 'since', 'faults', 'probes'] },
    ),
    owedCalls: fc.record({
      recent: fc.array(count, { maxLength: 40 }),
      hourly: fc.array(fc.record({ began: count, last: count, calls: count }), { maxLength: 13 }),
    }),
    claim: fc.record({ owner: fc.uuid(), until: ms }),
    lastAttempt: ms,
    lastSuccess: ms,
    lastSaved: ms,
    collected: count,
  },
  { requiredKeys: ['progress', 'seen', 'health', 'owedCalls', 'collected'] },
);

function idOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('hex');
}

function reread(original: Checkpoint): Checkpoint {
  // As the table gives it back: without the columns that were absent.
  const columns = Object.fromEntries(Object.entries(toColumns(original)).filter(([, cell]) => cell !== undefined));
  const parsed = fromColumns(columns);
  if ('faults' in parsed) throw new Error(parsed.faults.join('; '));
  return parsed.checkpoint;
}

describe("a checkpoint's row", () => {
  it('gives back any checkpoint exactly', () => {
    fc.assert(
      fc.property(checkpoint, (original) => {
        const back = reread(original as Checkpoint);
        expect(back).toEqual(original);
        expect(back.seen.toChunks()).toEqual(original.seen.toChunks());
      }),
      { numRuns: 40 },
    );
  });

  it('keeps within the limits of Azure, even at its fullest', () => {
    const full = fullCheckpoint();
    expect(full.progress.owed).toHaveLength(64);
    checkEntityLimits({ ...keys, ...toColumns(full) });
    expect(reread(full)).toEqual(full);
  });

  it('keeps a long reason short enough to be stored', () => {
    const full = fullCheckpoint();
    const columns = toColumns({ ...full, health: { ...full.health, reason: '😀'.repeat(50_000) } });
    checkEntityLimits({ ...keys, ...columns });
  });

  it('can be read by a person: instants are texts, the cursor stands for itself', () => {
    const { cursor, since, marks, claimUntil } = toColumns(fullCheckpoint());
    expect(cursor).toBe('2026-11-21T12:00:00.0000011Z');
    expect([since, claimUntil]).toEqual(['1970-01-01T00:00:01.000Z', '1970-01-01T00:00:05.000Z']);
    expect(JSON.parse(String(marks))).toHaveLength(12);
  });

  it.each([
    ['marks', undefined],
    ['marks', 'not JSON'],
    ['marks', '["noon"]'],
    ['owed', '[{"from":"2026-11-21T12:00:00Z"}]'],
    ['owed', '{}'],
    ['calls', '{"recent":[-1]}'],
    ['state', 'fine'],
    ['since', undefined],
    ['notBefore', 'tomorrow'],
    ['collected', -1],
  ])('with %s = %j is unreadable, and says which column', (column, cell) => {
    const parsed = fromColumns({ ...toColumns(fullCheckpoint()), [column]: cell });
    expect(parsed).toEqual({ faults: expect.arrayContaining([expect.stringContaining(column)]) });
  });
});
