import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../shared/http/http';
import type { FakeDefender } from './support/fake-defender';
import { incident, minute, start, world } from './support/world';

const whole = (api: FakeDefender) => api.answerTo(api.urls.at(-1) as string);

/** Answers that must not be taken for a page, least of all for an empty one. */
const answers: Record<string, (api: FakeDefender) => HttpResponse> = {
  'half of a page': (api) => api.answer(200, whole(api).body.toString().slice(0, -20)),
  'a partial page (206)': (api) => ({ ...whole(api), status: 206 }),
  'no content (204)': (api) => api.answer(204, ''),
  'an empty body': (api) => api.answer(200, ''),
  'a sign-in page': (api) => api.answer(200, '<html>Sign in</html>'),
  'an error with status 200': (api) => api.answer(200, { error: { code: '500', message: 'try later' } }),
  'a value of null': (api) => api.answer(200, { value: null }),
  'a bare array': (api) => api.answer(200, '[]'),
  'an empty page with a next link': (api) => api.answer(200, { value: [], '@odata.nextLink': 'https://api.test/next' }),
  'a redirect': (api) => api.answer(302, '', { location: 'https://elsewhere.example' }),
  'a failure (503)': (api) => api.answer(503, ''),
};

describe.each(Object.entries(answers))('%s', (_name, answer) => {
  it('moves nothing: what came meanwhile is found when the API is itself again', async () => {
    const { api, minutes, row, sentOf, clock } = world();
    await minutes(20);
    const before = row();
    api().put(incident(1, clock.now() - minute));
    api().always = () => answer(api());
    await minutes(30);
    expect(row()).toMatchObject({ state: 'failing', cursor: before?.cursor, marks: before?.marks });
    expect(sentOf()).toEqual([]);
    api().always = undefined;
    await minutes(1);
    expect(sentOf()).toEqual([1]);
    expect(row()).toMatchObject({ state: 'ok' });
  });

  it('in the middle of a drain loses nothing and repeats nothing', async () => {
    const { api, minutes, sentOf } = world();
    for (let id = 1; id <= 500; id += 1) api().put(incident(id, start - id * 60_000));
    for (let call = 0; call < 12; call += 1) api().answers.push(() => (call % 4 === 3 ? answer(api()) : whole(api())));
    await minutes(25);
    expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });
});

describe('a page', () => {
  it('with a byte order mark is read', async () => {
    const { api, run, sentOf } = world();
    api().put(incident(1, start - minute));
    api().always = () => api().answer(200, `\ufeff${whole(api()).body.toString()}`);
    await run();
    expect(sentOf()).toEqual([1]);
  });

  it('with a next link is full, however few records it has: nothing behind it is skipped', async () => {
    const { api, minutes, sentOf } = world();
    const hidden = [1, 2, 3, 4, 5, 6].map((id) => incident(id, start - id * minute));
    for (const each of hidden) api().put(each);
    // Two at a time, whatever is asked for, and a link when there is more.
    api().always = () => {
      const { value } = JSON.parse(whole(api()).body.toString());
      return api().answer(200, { value: value.slice(0, 2), ...(value.length > 2 && { '@odata.nextLink': 'more' }) });
    };
    await minutes(3);
    expect(sentOf().sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('with one malformed record sends it with a mark, and the others as ever', async () => {
    const { api, run, sent, log } = world();
    const odd = { incidentName: 'no id, no time' };
    const fine = { incidentId: 7, lastUpdateTime: '2026-11-21T11:59:00Z' };
    api().answers.push(() => api().answer(200, { value: [odd, fine] }));
    await run();
    expect(sent.map(({ attributes, data }) => [attributes.subject, attributes.malformed, data])).toEqual([
      ['unknown', 'no usable incidentId, no usable lastUpdateTime', JSON.stringify(odd)],
      ['7', undefined, JSON.stringify(fine)],
    ]);
    expect(log('record.malformed')).toHaveLength(1);
  });

  it('with the same malformed record again and again sends it once', async () => {
    const { api, minutes, sent } = world();
    api().always = () => api().answer(200, { value: [{ incidentName: 'no id' }, null] });
    await minutes(40);
    expect(sent.map(({ data }) => data)).toEqual(['{"incidentName":"no id"}', 'null']);
  });

  it('that shows a record, then not, then again unchanged, sends it once', async () => {
    const { api, minutes, sentOf } = world();
    await minutes(30);
    api().put(incident(1, start + 29 * minute));
    await minutes(2);
    const back = api().incidents.get(1) as ReturnType<typeof incident>;
    api().incidents.delete(1);
    await minutes(7);
    api().put(back);
    await minutes(3);
    expect(sentOf()).toEqual([1]);
  });
});

describe('an API that sends no Date', () => {
  it('is collected all the same, history included', async () => {
    const { api, minutes, sentOf } = world();
    for (let id = 1; id <= 500; id += 1) api().put(incident(id, start - id * 60_000));
    api().always = () => ({ ...whole(api()), headers: {} });
    await minutes(20);
    expect(sentOf().sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });
});
