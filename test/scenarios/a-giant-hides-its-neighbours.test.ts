import { describe, expect, it } from 'vitest';
import { hour, minute, start, tenantId } from '../collection/support/world';
import { mebibyte } from '../http/big-bodies';
import { hugeWorld, padded } from './support/huge-world';

const giant = 1;
const numbers = Array.from({ length: 10 }, (_, index) => index + 2);

describe('an incident of 250 MB', () => {
  it('that is the newest of a new tenant does not cost the tenant its history', async () => {
    const { api, minutes, sentOf, log } = await hugeWorld();
    api.put(tenantId(1), padded(giant, start - minute, 250 * mebibyte));
    api.put(tenantId(1), ...numbers.map((id) => padded(id, start - id * hour)));
    await minutes(4);
    expect(log('record.too-large')).toHaveLength(1);
    expect(sentOf()).toEqual(numbers);
  });

  it.each([
    ['live', start - minute],
    ['owed', start - hour],
  ])('does not hide those updated in the same instant: %s', async (_lane, instant) => {
    const { api, minutes, sentOf, log } = await hugeWorld();
    api.put(tenantId(1), padded(giant, instant, 250 * mebibyte));
    api.put(tenantId(1), ...numbers.map((id) => padded(id, instant)));
    await minutes(6);
    expect(sentOf()).toEqual(numbers);
    expect(log('record.too-large').length).toBeGreaterThan(0);
  });
});
