import { expect, it } from 'vitest';
import { incident, start, world } from './support/world';

it('more records than fit a page, dated in the second the API is in, are all sent in the same run', async () => {
  // The Date header has whole seconds: by it, all of these lie in the future.
  const { api, run, clock, sentOf } = world();
  await run();
  clock.advance(60_500);
  for (let id = 1; id <= 150; id += 1) api().put(incident(id, start + 60_100 + (id % 7)));
  await run();
  expect(new Set(sentOf()).size).toBe(150);
  expect(sentOf()).toHaveLength(150);
});
