import { describe, expect, it } from 'vitest';
import { cameLate, foundWithinMs, isOwedBy } from './late';

const dated = Date.parse('2026-03-01T12:00:00Z');
const later = (seconds: number) => dated + seconds * 1_000;
const late = { dated, visibleFrom: later(40) };

describe('a version that appears late', () => {
  it('is owed only once its second reading must have been', () => {
    expect(isOwedBy(dated + foundWithinMs - 1, late)).toBe(false);
    expect(isOwedBy(dated + foundWithinMs, late)).toBe(true);
  });

  it('counts as late only if a run had read past its date and did not see it', () => {
    expect(cameLate(late, [later(20)])).toBe(true);
    expect(cameLate(late, [later(1), later(50)])).toBe(false);
  });
});

it('one that appears at once is owed at once', () => {
  expect(isOwedBy(dated, { dated, visibleFrom: 0 })).toBe(true);
});
