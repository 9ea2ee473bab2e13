import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { formatInstant, parseInstant, ticksOfMs } from '../../shared/instant';
import { hour, incident, minute, second, start, world } from './support/world';

const ticksPer = { millisecond: 10_000n, second: 10_000_000n };

/** The URL with every bound of its filter as an API would see it that keeps fewer digits. */
function rounded(url: string, grain: bigint, up: boolean): string {
  return decodeURIComponent(url).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (text) => {
    const ticks = parseInstant(text) as bigint;
    return formatInstant(((ticks + (up ? grain / 2n : 0n)) / grain) * grain);
  });
}

/** Many records within few milliseconds, and many within one. */
const bursts = fc.array(
  fc.record({
    secondsAgo: fc.integer({ min: 2, max: 4_000 }),
    ticks: fc.integer({ min: 0, max: 9_999_999 }),
    apart: fc.constantFrom(0n, 1n, 999n, 40_000n),
    copies: fc.integer({ min: 1, max: 220 }),
  }),
  { minLength: 1, maxLength: 6 },
);
type Bursts = typeof bursts extends fc.Arbitrary<infer T> ? T : never;

function put(shape: Bursts, api: { put(each: ReturnType<typeof incident>): void }): number[] {
  let id = 0;
  for (const { secondsAgo, ticks, apart, copies } of shape) {
    for (let copy = 0; copy < copies; copy += 1) {
      id += 1;
      const updated = ticksOfMs(start - secondsAgo * second) + BigInt(ticks) + apart * BigInt(copy);
      const lastUpdateTime = formatInstant(updated);
      const createdTime = formatInstant(updated - BigInt(copy % 7) * 20_000n);
      api.put(incident(id, 0, { lastUpdateTime, createdTime, visibleAt: 0 }));
    }
  }
  return Array.from({ length: id }, (_, index) => index + 1);
}

const ascending = (ids: readonly (string | number)[]) => ids.map(Number).sort((a, b) => a - b);

describe('an API that does not take bounds as they are', () => {
  it.each([
    ['cuts them to milliseconds', ticksPer.millisecond, false],
    ['cuts them to seconds', ticksPer.second, false],
    ['rounds them to milliseconds', ticksPer.millisecond, true],
    ['rounds them to seconds', ticksPer.second, true],
  ])('%s: every record is sent once all the same', async (_name, grain, up) => {
    await fc.assert(
      fc.asyncProperty(bursts, async (shape) => {
        const { api, minutes, sentOf } = world();
        const ids = put(shape, api());
        api().always = () => api().answerTo(rounded(api().urls.at(-1) as string, grain, up));
        await minutes(40);
        expect(ascending(sentOf())).toEqual(ids);
      }),
      { numRuns: 8 },
    );
  });

  it('refuses an upper bound with 400: what is owed is read open, in passes', async () => {
    await fc.assert(
      fc.asyncProperty(bursts, async (shape) => {
        const { api, minutes, sentOf, row } = world();
        const ids = put(shape, api());
        api().always = () => {
          const url = api().urls.at(-1) as string;
          const refused = decodeURIComponent(url).includes(' lt ');
          return refused ? api().answer(400, { error: { message: 'lt is not supported' } }) : api().answerTo(url);
        };
        await minutes(40);
        expect(ascending(sentOf())).toEqual(ids);
        expect(row()?.state).toBe('ok');
      }),
      { numRuns: 8 },
    );
  });

  it('refuses everything with 400: that is a fault, and says so', async () => {
    const { api, minutes, row } = world();
    put([{ secondsAgo: 60, ticks: 0, apart: 1n, copies: 150 }], api());
    await minutes(1);
    api().always = () => api().answer(400, { error: { message: 'no' } });
    await minutes(2);
    expect(row()).toMatchObject({ state: 'failing', code: 'request_refused' });
    expect(row()?.openOnly).toBeUndefined();
  });
});

describe('an API that hands out fewer records than asked for, and no next link', () => {
  it.each([1, 7, 37, 50, 99])('%i at most: every record is sent once', async (cap) => {
    await fc.assert(
      fc.asyncProperty(bursts, async (shape) => {
        const { api, minutes, sentOf } = world();
        const few = shape.map((burst) => ({ ...burst, copies: Math.min(burst.copies, cap * 3) }));
        const ids = put(few, api());
        api().always = () => {
          const url = new URL(api().urls.at(-1) as string);
          url.searchParams.set('$top', String(Math.min(cap, Number(url.searchParams.get('$top')))));
          return api().answerTo(url.href);
        };
        await minutes(cap < 10 ? 60 : 40);
        expect(ascending(sentOf())).toEqual(ids);
      }),
      { numRuns: 6 },
    );
  });

  it('to one tenant only is not taken at its word because of what others get', async () => {
    const { api, minutes, sentOf } = world({ size: 2 });
    for (let id = 1; id <= 150; id += 1)
      for (const number of [1, 2]) api(number).put(incident(id, start - id * minute));
    api(2).always = () => {
      const url = new URL(api(2).urls.at(-1) as string);
      url.searchParams.set('$top', String(Math.min(40, Number(url.searchParams.get('$top')))));
      return api(2).answerTo(url.href);
    };
    await minutes(20);
    expect(ascending(sentOf(2))).toEqual(ascending(sentOf(1)));
    expect(sentOf(1)).toHaveLength(150);
  });

  it('costs a quiet tenant one request more a run, and a tenant without incidents none', async () => {
    const { api, minutes } = world({ size: 2 });
    api(1).put(incident(1, start - minute));
    await minutes(10);
    expect(api(1).urls.length).toBeLessThanOrEqual(2 * 10 + 8);
    expect(api(2).urls.length).toBeLessThanOrEqual(10 + 2);
  });
});

describe('pages too large to be read', () => {
  const tooLarge = new RelayError('response_too_large', 'The answer is longer than what is read of it.');

  function bytesPerIncident(sizes: (id: number) => number, limit = 32 * 1024 * 1024) {
    const made = world();
    const { api } = made;
    api().always = () => {
      const answer = api().answerTo(api().urls.at(-1) as string);
      const { value } = JSON.parse(answer.body.toString()) as { value: { incidentId: number }[] };
      if (value.reduce((sum, { incidentId }) => sum + sizes(incidentId), 0) > limit) throw tooLarge;
      return answer;
    };
    return made;
  }

  it('are asked for in smaller ones: 250 MB of incidents arrive, each once', async () => {
    const { api, minutes, sentOf, row } = bytesPerIncident(() => 2.5 * 1024 * 1024);
    for (let id = 1; id <= 100; id += 1) api().put(incident(id, start - id * second));
    await minutes(10);
    expect(ascending(sentOf())).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(row()?.state).toBe('ok');
  });

  it('one incident that alone is too large is reported and stops no other', async () => {
    const { api, minutes, sentOf, log } = bytesPerIncident((id) => (id === 50 ? 40 : 1) * 1024 * 1024);
    for (let id = 1; id <= 100; id += 1) api().put(incident(id, start - id * minute));
    await minutes(30);
    expect(ascending(sentOf())).toEqual(Array.from({ length: 100 }, (_, index) => index + 1).filter((id) => id !== 50));
    expect(log('record.too-large')).toHaveLength(1);
    api().put(incident(101, start + 30 * minute));
    await minutes(3);
    expect(sentOf()).toContain(101);
  });
});

describe('a tenant', () => {
  const gone = new RelayError('consent_missing', 'Send the consent link again.');

  it('whose consent is gone is suspended with the reason, probed, and active again by itself', async () => {
    let fault: RelayError | undefined = gone;
    const { minutes, statuses, sentOf, api, clock } = world({
      token: async (_id, issue) => {
        if (fault) throw fault;
        return issue();
      },
    });
    await minutes(12);
    expect(statuses).toEqual([
      { tenantId: expect.any(String), status: 'suspended', reason: expect.stringMatching(/^Send/) },
    ]);
    fault = undefined;
    api().put(incident(1, clock.now()));
    await minutes(6);
    expect(sentOf()).toEqual([1]);
  });

  it('that comes back after longer than the API remembers has its gap reported', async () => {
    const { minutes, clock, log, checkpoints } = world();
    await minutes(2);
    clock.advance(200 * 24 * hour);
    await minutes(1);
    expect(log('tenant.gap')).toHaveLength(1);
    const [row] = [...checkpoints.rows.values()];
    expect(JSON.parse(String(row?.columns.gaps))).toHaveLength(1);
  });
});
