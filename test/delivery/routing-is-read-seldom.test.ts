import { expect, it } from 'vitest';
import { recentRouting } from '../../shared/delivery/routing';
import { RelayError } from '../../shared/errors';
import { fakeClock } from '../support/fake-clock';

it('reads the row of a tenant once for a burst of events, and notices a change within ten seconds', async () => {
  const clock = fakeClock();
  const reads: string[] = [];
  let names: readonly string[] = ['siem'];
  const routing = recentRouting(async (tenantId) => {
    reads.push(tenantId);
    return names;
  }, clock);
  const burst = await Promise.all(Array.from({ length: 100 }, () => routing('a')));
  expect(new Set(burst)).toEqual(new Set([names]));
  expect(await routing('b')).toEqual(['siem']);
  expect(reads).toEqual(['a', 'b']);

  names = ['soar'];
  clock.advance(9_000);
  expect(await routing('a')).toEqual(['siem']);
  clock.advance(1_000);
  expect(await routing('a')).toEqual(['soar']);
});

it('does not remember that storage failed', async () => {
  let failing = true;
  const routing = recentRouting(async () => {
    if (failing) throw new RelayError('storage_failed', 'Reading table tenants failed (503)');
    return [];
  }, fakeClock());
  await expect(routing('a')).rejects.toMatchObject({ code: 'storage_failed' });
  failing = false;
  expect(await routing('a')).toEqual([]);
});
