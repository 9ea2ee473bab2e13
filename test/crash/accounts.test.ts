import { describe, expect, it } from 'vitest';
import { type Evidence, judge } from './accounts';
import { arrived, at, evidenceOf, noWindow, queuedAs, rowOf, seen } from './evidence-of';

const problemsWith = (changed: Partial<Evidence>) => judge(evidenceOf(changed)).problems;
const rowOne = rowOf('1', { 'event-1': 'delivered' });
const onlyOne = { delivered: [arrived(seen('1'))], queued: new Map([['event-1', queuedAs('1')]]), rows: [rowOne] };

describe('the account of a round', () => {
  it('is in order when all arrived once', () => {
    expect(judge(evidenceOf({}))).toEqual({ problems: [], duplicates: 0, mayRepeat: 0, neverAgain: 0 });
  });

  it('finds what the API shows and nobody got', () => {
    expect(problemsWith(onlyOne)).toEqual([
      `LOST: siem has no incidents 2 of contoso, version ${at(1)}; the API still shows it`,
    ]);
  });

  it('finds what the API shows although it was never asked for it', () => {
    expect(problemsWith({ visible: [seen('3')] })).toEqual([expect.stringMatching(/^LOST: siem has no incidents 3 /)]);
  });

  it('asks nothing of a destination that a tenant is not for', () => {
    const other = { name: 'soc', tenants: ['fabrikam'], unwanted: [] };
    expect(problemsWith({ destinations: [...evidenceOf({}).destinations, other] })).toEqual([]);
  });

  it('takes a dead letter for safe', () => {
    const rows = [rowOne, rowOf('2', { 'event-2': 'dead' })];
    expect(problemsWith({ rows, delivered: [arrived(seen('1'))], dead: [arrived(seen('2'))] })).toEqual([]);
  });

  it('excuses a version that was replaced while a process lived that was killed, and no other', () => {
    const former = { ...seen('1', '{"incidentId":1,"status":"Active"}'), version: at(0) };
    const shown = [former, seen('1'), seen('2')];
    const replaced = new Set([former.raw]);
    expect(problemsWith({ shown })).toEqual([
      expect.stringMatching(/^LOST: siem has no incidents 1 .* no kill excuses/),
    ]);
    expect(judge(evidenceOf({ shown, replaced }))).toMatchObject({ problems: [], neverAgain: 1 });
    const queued = new Map([...evidenceOf({}).queued, ['event-0', queuedAs('1', at(0))]]);
    expect(problemsWith({ shown, replaced, queued })).toContainEqual(
      expect.stringMatching(/^LOST: .* no kill excuses/),
    );
  });

  it('waits for what appeared late, whoever was shown it', () => {
    const late = seen('3');
    expect(problemsWith({ shown: [seen('1'), seen('2'), late], toCome: new Set([late.raw]) })).toEqual([]);
  });

  it('finds one digit that changed', () => {
    const changed = arrived(seen('2', '{"incidentId":2.0}'));
    expect(problemsWith({ delivered: [arrived(seen('1')), changed] })).toEqual([
      expect.stringMatching(/^LOST: siem has no incidents 2 /),
      expect.stringMatching(/^CHANGED: incident 2 /),
    ]);
  });

  it('believes that a version was filtered only if the destination does not want it', () => {
    const unwanted = seen('2', '{"severity":"Low"}');
    const rows = [rowOne, rowOf('2', { 'event-2': 'filtered' })];
    const ofOne = { rows, delivered: [arrived(seen('1'))] };
    const both = [seen('1'), unwanted];
    expect(problemsWith({ ...ofOne, visible: both, shown: both })).toEqual([]);
    expect(problemsWith(ofOne)).toEqual([expect.stringMatching(/^LOST: siem has no incidents 2 /)]);
  });

  it('takes a superseded version for safe, but not the one that the API shows', () => {
    const older = { ...seen('1', '{"status":"Active"}'), version: at(0) };
    const newer = { ...seen('1'), version: at(2) };
    const queued = new Map([
      ['event-0', queuedAs('1', at(0))],
      ['event-1', queuedAs('1', at(2))],
    ]);
    const rows = [rowOf('1', { 'event-0': 'superseded', 'event-1': 'delivered' })];
    const delivered = [arrived(newer)];
    const shown = [older, newer];
    expect(problemsWith({ shown, queued, rows, delivered, visible: [newer] })).toEqual([]);
    expect(problemsWith({ shown, queued, rows, delivered, visible: [older] })).toEqual([
      expect.stringMatching(/^LOST: .* the API still shows it$/),
    ]);
  });
});

describe('duplicates', () => {
  const twice = [seen('1'), seen('2'), seen('1')].map((each) => arrived(each));

  it('are wrong without a crash that explains them', () => {
    const page = { ...noWindow, collecting: new Map([['contoso/defender-xdr', ['event-1']]]), forwarding: ['event-1'] };
    expect(problemsWith({ delivered: twice, windows: [page] })).toEqual([
      'DUPLICATE: siem event-1 came 1 times too often; 0 are explained',
    ]);
  });

  it('are explained by a send that was taken, but not recorded, once', () => {
    const window = { ...noWindow, unrecorded: ['siem event-1'] };
    const verdict = judge(evidenceOf({ delivered: twice, windows: [window] }));
    expect(verdict).toMatchObject({ problems: [], duplicates: 1 });
    expect(problemsWith({ delivered: [...twice, arrived(seen('1'))], windows: [window] })).toHaveLength(1);
  });

  it('are wrong when the crash was in an earlier round', () => {
    expect(problemsWith({ delivered: twice, deliveredBefore: 2 })).toHaveLength(1);
  });

  it('are bounded: a page of each target, and what the host has in flight', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `event-${index}`);
    const window = { ...noWindow, collecting: new Map([['contoso/defender-xdr', ids]]), forwarding: ids.slice(0, 25) };
    expect(problemsWith({ windows: [window] })).toEqual([
      '101 events of contoso/defender-xdr were queued before the checkpoint was saved',
      '25 messages were in flight at once',
    ]);
  });

  it('may come of a send without a record, which is wrong at rest', () => {
    expect(problemsWith({ unrecorded: ['siem event-1'] })).toEqual([
      'UNRECORDED: siem event-1 was sent, and no row says so',
    ]);
  });
});
