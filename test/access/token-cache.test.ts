import { expect, test } from 'vitest';
import { type FreshToken, tokenCache } from '../../shared/access/token-cache';
import { fakeClock } from '../support/fake-clock';

const fresh = (token: string, lifetimeMs = 3_600_000): FreshToken => ({
  token,
  lifetimeMs,
  claims: { audience: 'a', tenantId: 't', appId: 'c', roles: [], expiresAt: 0 },
});

test('a token asked for before it was forgotten is not kept when it comes later', async () => {
  const cache = tokenCache(fakeClock());
  let deliver: (token: FreshToken) => void = () => {};
  const late = cache.get(
    'k',
    () =>
      new Promise((resolve) => {
        deliver = resolve;
      }),
  );
  cache.forget('k');
  expect((await cache.get('k', async () => fresh('new'))).token).toBe('new');
  deliver(fresh('old'));
  expect((await late).token).toBe('old');
  expect((await cache.get('k', async () => fresh('unused'))).token).toBe('new');
});

test('a failure is not kept, and many callers share it', async () => {
  const cache = tokenCache(fakeClock());
  let fetches = 0;
  const failing = async () => {
    fetches++;
    throw new Error('no');
  };
  const settled = await Promise.allSettled([cache.get('k', failing), cache.get('k', failing)]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(fetches).toBe(1);
  expect((await cache.get('k', async () => fresh('works'))).token).toBe('works');
});

test('tokens of tenants that are no longer asked for leave the memory', async () => {
  const clock = fakeClock();
  const cache = tokenCache(clock);
  for (let tenant = 0; tenant < 500; tenant++) await cache.get(`${tenant}`, async () => fresh('t'));
  expect(cache.size).toBe(500);
  clock.advance(3_600_000);
  await cache.get('last', async () => fresh('t'));
  expect(cache.size).toBe(1);
});

test('a token without any life left is handed out once and never again', async () => {
  const cache = tokenCache(fakeClock());
  await cache.get('k', async () => fresh('dead', 0));
  expect((await cache.get('k', async () => fresh('alive'))).token).toBe('alive');
});
