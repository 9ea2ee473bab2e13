import { describe, expect, it } from 'vitest';
import { arrived, at, seen } from './evidence-of';
import { judgeOrder } from './order';

const version = (second: number, collected = at(second)) =>
  arrived(seen('1'), { id: `event-${second}`, collected, updated: at(second) });
const [first, second, third] = [version(1), version(2), version(3)];
const never = () => false;

describe('the order in which versions of a record come', () => {
  it('is that in which they were collected; between two of one second, that of their updates', () => {
    expect(judgeOrder([first, second, third], never)).toEqual([]);
    expect(judgeOrder([version(1, at(5)), version(2, at(5))], never)).toEqual([]);
    expect(judgeOrder([version(2, at(5)), version(1, at(5))], never)).toHaveLength(1);
  });

  it('is wrong where an older one comes last, whatever happened', () => {
    expect(judgeOrder([second, first], () => true)).toEqual([
      'ORDER: contoso incident 1 at siem: event event-1 came last, and event-2 is newer',
    ]);
  });

  it('may be turned round only where the newer one was sent and not recorded', () => {
    const turned = [second, first, second];
    expect(judgeOrder(turned, ({ id }) => id === 'event-2')).toEqual([]);
    expect(judgeOrder(turned, never)).toEqual([
      'ORDER: contoso incident 1 at siem: event event-1 came after the newer event-2',
    ]);
  });

  it('says nothing of different records, or of one that came twice', () => {
    expect(judgeOrder([second, { ...first, record: '2' }], never)).toEqual([]);
    expect(judgeOrder([first, first], never)).toEqual([]);
  });
});
