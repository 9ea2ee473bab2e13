import { describe, expect, it } from 'vitest';
import { type Arrived, type Evidence, judge, type SeenVersion } from './accounts';

const tenantId = 'contoso';
const seen = (id: string, raw = `{"incidentId":${id}}`): SeenVersion => ({
  tenantId,
  route: 'incidents',
  id,
  version: 'v',
  raw,
});
const arrived = ({ id, raw }: SeenVersion): Arrived => ({
  id: `event-${id}`,
  tenantId,
  type: 'incident',
  subject: id,
  dataRaw: raw,
});
const noWindow = { collecting: new Map<string, string[]>(), forwarding: [], releasing: [] };

function evidence(changed: Partial<Evidence>): Evidence {
  const both = [seen('1'), seen('2')];
  return {
    visible: both,
    shown: both,
    replaced: new Set(),
    delivered: both.map(arrived),
    deliveredBefore: 0,
    dead: [],
    queued: new Set(['event-1', 'event-2']),
    windows: [noWindow],
    ...changed,
  };
}

const problemsWith = (changed: Partial<Evidence>) => judge(evidence(changed)).problems;

describe('the account of a round', () => {
  it('is in order when all arrived once', () => {
    expect(judge(evidence({}))).toEqual({ problems: [], duplicates: 0, mayRepeat: 0, neverAgain: 0 });
  });

  it('finds what the API shows and nobody got', () => {
    const problems = problemsWith({ delivered: [arrived(seen('1'))], queued: new Set() });
    expect(problems).toEqual(['LOST: incidents 2 of contoso, version v; the API still shows it']);
  });

  it('finds what the API shows although it was never asked for it', () => {
    expect(problemsWith({ visible: [seen('3')] })).toEqual([expect.stringMatching(/^LOST: incidents 3 /)]);
  });

  it('takes a dead letter for safe', () => {
    expect(problemsWith({ delivered: [arrived(seen('1'))], dead: [arrived(seen('2'))] })).toEqual([]);
  });

  it('finds what was queued and neither delivered nor kept', () => {
    expect(problemsWith({ queued: new Set(['event-9']) })).toEqual([
      'LOST on the way: event event-9 was put on the queue',
    ]);
  });

  it('excuses a version that was replaced while a process lived that was killed, and no other', () => {
    const former = seen('1', '{"incidentId":1,"status":"Active"}');
    const shown = [former, seen('1'), seen('2')];
    expect(problemsWith({ shown })).toEqual([expect.stringMatching(/^LOST: incidents 1 .* before it was replaced$/)]);
    expect(judge(evidence({ shown, replaced: new Set([former.raw]) }))).toMatchObject({ problems: [], neverAgain: 1 });
  });

  it('finds one digit that changed', () => {
    const changed = { ...arrived(seen('2')), dataRaw: '{"incidentId":2.0}' };
    expect(problemsWith({ delivered: [arrived(seen('1')), changed] })).toEqual([
      expect.stringMatching(/^LOST: incidents 2 /),
      expect.stringMatching(/^CHANGED: incident 2 /),
    ]);
  });
});

describe('duplicates', () => {
  const twice = [seen('1'), seen('2'), seen('1')].map(arrived);

  it('are wrong without a crash that explains them', () => {
    expect(problemsWith({ delivered: twice })).toEqual([
      'DUPLICATE: event event-1 came 1 times too often; 0 are explained',
    ]);
  });

  it.each([
    [
      'a page that was sent, but not saved',
      { ...noWindow, collecting: new Map([['contoso/defender-xdr', ['event-1']]]) },
    ],
    ['a message that was forwarded, but not deleted', { ...noWindow, forwarding: ['event-1'] }],
    ['a message that was put back, but not deleted', { ...noWindow, releasing: ['event-1'] }],
  ])('are explained by %s, once', (_, window) => {
    expect(judge(evidence({ delivered: twice, windows: [window] }))).toMatchObject({ problems: [], duplicates: 1 });
    const thrice = [...twice, arrived(seen('1'))];
    expect(problemsWith({ delivered: thrice, windows: [window] })).toHaveLength(1);
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
});
