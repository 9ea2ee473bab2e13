import { describe, expect, it } from 'vitest';
import { compareArrival } from '../../sandbox/program/once/arrival';
import { pendingOf } from '../../sandbox/program/once/drained';
import { type Evidence, judge } from '../../sandbox/program/once/verdict';
import type { Delivery } from '../../sandbox/siem/delivery';

const tenantId = '70000000-0000-4000-8000-000000000001';
const one = '{"incidentId":1,"exact":9007199254740993,"name":"a  b","lastUpdateTime":"2026-01-01T00:00:00.5Z"}';
const two = '{"incidentId":2,"exact":1.0,"lastUpdateTime":"2026-01-01T00:00:00.5000001Z"}';

function delivery(dataRaw: string, id = dataRaw): Delivery {
  const subject = /"incidentId":\s*(\d+)/.exec(dataRaw)?.[1] ?? '';
  const rest = { receivedAt: 0, path: '/', contentType: '', type: '', time: '', rawBody: '', repeated: false };
  return { id, tenantId, subject, dataRaw, ...rest };
}

const nothing = { whole: 0, missing: [], changed: [], repeated: 0, unexpected: [] };

describe('what arrived is compared as text', () => {
  it.each([
    ['all of it', [one, two], { whole: 2 }],
    ['white space between tokens', [one.replaceAll('":', '" : '), two], { whole: 2 }],
    ['one missing', [two], { whole: 1, missing: ['1'] }],
    ['one twice', [one, two, two], { whole: 2, repeated: 1 }],
    ['a digit that JSON.parse would lose', [one.replace('993', '992'), two], { whole: 1, changed: ['1'] }],
    ['1.0 as 1', [one, two.replace('1.0', '1')], { whole: 1, changed: ['2'] }],
    ['white space inside a string', [one.replace('a  b', 'a b'), two], { whole: 1, changed: ['1'] }],
    ['whole, and changed as well', [one, one.replace('993', '992'), two], { whole: 2, unexpected: ['1'] }],
    ['a stranger', [one, two, one.replace('1', '3')], { whole: 2, unexpected: ['3'] }],
  ])('%s', (_case, arrived, difference) => {
    expect(
      compareArrival(
        [one, two],
        arrived.map((raw) => delivery(raw)),
      ),
    ).toEqual({ ...nothing, ...difference });
  });
});

const healthy = { id: tenantId, name: 'Contoso', story: '', seed: () => [], expected: [one, two] };
const drained = { state: 'ok', code: '', reason: '', cursor: 17_672_256_005_000_002n, unread: 0, notBefore: undefined };
const never = { remainingSteps: () => 0 };

describe('a tenant is drained only when', () => {
  it('nothing is left', () => expect(pendingOf(healthy, drained, never)).toBeUndefined());
  it.each([
    ['it was collected at all', undefined, /never collected/],
    ['no range is unread', { ...drained, unread: 2 }, /2 ranges/],
    ['its cursor is past the newest record', { ...drained, cursor: drained.cursor - 1n }, /cursor/],
    ['it is parked no more', { ...drained, notBefore: 1 }, /parked/],
    ['it is ok', { ...drained, state: 'failing', reason: 'why' }, /failing: why/],
  ])('%s', (_case, row, words) => expect(pendingOf(healthy, row, never)).toMatch(words));
  it('the API refuses it no more', () => expect(pendingOf(healthy, drained, { remainingSteps: () => 1 })).toMatch(/1/));
});

describe('the verdict', () => {
  const broken = { ...healthy, expected: [], fault: { code: 'consent_missing', words: 'AADSTS700016' } };
  const evidence: Evidence = {
    customers: [healthy],
    checkpoints: new Map([[tenantId, drained]]),
    siem: { deliveries: [delivery(one), delivery(two)], badSignatures: 0, malformed: 0 },
    requests: [],
    shown: () => 2,
    sent: () => 2,
    deadLetters: 0,
    pending: new Map(),
    onTheWay: 0,
  };
  it('is good when all is well', () => expect(judge(evidence).problems).toEqual([]));
  it.each<[string, Partial<Evidence>, string]>([
    ['something is missing', { siem: { ...evidence.siem, deliveries: [delivery(one)] } }, 'never arrived (2)'],
    [
      'something came twice',
      { siem: { ...evidence.siem, deliveries: [one, one, two].map((raw) => delivery(raw)) } },
      'more than once',
    ],
    ['the time was over', { pending: new Map([[tenantId, 'it is parked']]) }, 'it is parked'],
    ['events are in the dead letters', { deadLetters: 1 }, '1 events are in the dead letters'],
    ['events are still queued', { onTheWay: 3 }, '3 events are still'],
    ['a signature was bad', { siem: { ...evidence.siem, badSignatures: 1 } }, 'not signed well'],
    ['a stranger has deliveries', { customers: [] }, 'belong to no customer'],
    ['a broken tenant delivered', { customers: [broken] }, "shouldn't have"],
    ['a broken tenant has no reason', { customers: [broken] }, 'AADSTS700016'],
  ])('is bad when %s', (_case, changes, words) => {
    expect(judge({ ...evidence, ...changes }).problems.join('\n')).toContain(words);
  });
});
