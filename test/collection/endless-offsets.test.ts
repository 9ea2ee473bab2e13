import { describe, expect, it } from 'vitest';
import type { PageFacts, Range, RecordFacts } from '../../shared/collection/progress';
import { nextPass } from '../../shared/collection/same-instant';
import { maxSeen } from '../../shared/collection/seen';
import { RelayError } from '../../shared/errors';
import { hour, incident, start, tenantId, world } from './support/world';

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const ascending = (sent: readonly number[]) => [...sent].sort((a, b) => a - b);
const isOwed = (url: string) => decodeURIComponent(url).includes(' lt ');

/** So many incidents of one instant an hour ago; `$skip` is not looked at. */
function ignoringSkip(count: number) {
  const made = world({ overlapMs: 0 });
  const { api } = made;
  for (const id of ids(count)) api().put(incident(id, start - hour));
  api().always = () => {
    const url = new URL(api().urls.at(-1) as string);
    url.searchParams.delete('$skip');
    return api().answerTo(url.href);
  };
  const calls = () => api().urls.filter(isOwed).length;
  return { ...made, calls };
}

describe('an API that answers whatever the offset is', () => {
  it('the same full page again and again: the passes end, and it is said that more may be behind', async () => {
    const { minutes, calls, sentOf, row, log, logged } = ignoringSkip(150);
    await minutes(3);
    expect(ascending(sentOf())).toEqual(ids(100));
    expect(calls()).toBeLessThan(20);
    expect(JSON.parse(String(row()?.owed))).toEqual([]);
    expect(log('tenant.stuck')).toMatchObject([
      { tenant: tenantId(1), source: 'defender-xdr', reason: expect.stringMatching(/\$skip.*may be missed/) },
    ]);
    expect(logged.find(({ event }) => event === 'tenant.stuck')?.level).toBe('error');
    expect(log('tenant.attention')).toEqual([]);
  });

  it('pages it makes up for each request: the offset ends where versions begin to be forgotten', () => {
    const full: PageFacts = { full: true, records: Array<RecordFacts>(100).fill({ unseen: true }) };
    const range: Range = { from: 0n, to: 1n, pass: { skip: 0, broughtUnseen: false } };
    let [pages, ranges] = [0, [range]];
    for (; ranges[0]; pages += 1) ranges = nextPass(ranges[0], { ...full, fingerprint: String(pages) });
    expect(pages * 100).toBeGreaterThan(maxSeen);
    expect(pages * 100).toBeLessThan(maxSeen + 200);
  });

  it('more than can be read: passing over ends, and all of it is owed tomorrow', async () => {
    const { api, minutes, row, log, sentOf } = world({ overlapMs: 0 });
    api().put(incident(1, start - hour));
    for (const id of ids(5)) api().put(incident(id + 1, start - 2 * hour));
    api().always = () => {
      const url = new URL(api().urls.at(-1) as string);
      url.searchParams.delete('$skip');
      const answer = api().answerTo(url.href);
      if (!answer.body.includes('"incidentId":1,')) return answer;
      throw new RelayError('response_too_large', 'The answer is longer than what is read of it.');
    };
    await minutes(10);
    expect(JSON.parse(String(row()?.owed))).toMatchObject([{ tooLarge: true }]);
    expect(log('record.too-large')).toHaveLength(1);
    expect(ascending(sentOf())).toEqual([2, 3, 4, 5, 6]);
    expect(api().urls.length).toBeLessThan(120);
  });
});
