import { describe, expect, it } from 'vitest';
import { Journal } from './wire/journal';
import type { Asked } from './wire/tap';

const asked = (known: Partial<Asked>): Asked => ({
  service: 'table',
  method: 'PUT',
  path: '/',
  query: new URLSearchParams(),
  body: '',
  ...known,
});
const done = { status: 204, headers: {}, body: '' };
const sent = asked({ service: 'siem', method: 'POST', path: '/siem', body: '{"id":"e1"}' });
const written = (state: string, destination = 'siem') =>
  asked({
    path: `/account/deliveries(PartitionKey='t',RowKey='incident|1|${destination}')`,
    body: JSON.stringify({ outcomes: JSON.stringify([{ version: { id: 'e1' }, state }]) }),
  });

function journalAfter(...requests: readonly Asked[]): Journal {
  const journal = new Journal();
  for (const request of requests)
    journal.note(request.service === 'siem' ? 'send the webhook' : undefined, request, done);
  return journal;
}

describe('a send', () => {
  it('is unrecorded until a row says that the version was delivered there', () => {
    expect(journalAfter(sent).unrecorded).toEqual(['siem e1']);
    expect(journalAfter(sent, written('waiting'), written('delivered', 'soc')).unrecorded).toEqual(['siem e1']);
    expect(journalAfter(sent, written('delivered')).unrecorded).toEqual([]);
  });

  it('that was refused, or whose record was, changes nothing', () => {
    const journal = journalAfter();
    journal.note('send the webhook', sent, { ...done, status: 503 });
    expect(journal.unrecorded).toEqual([]);
    journal.note('send the webhook', sent, done);
    journal.note(undefined, written('delivered'), { ...done, status: 412 });
    expect(journal.close().unrecorded).toEqual(['siem e1']);
    expect(journal.unrecorded).toEqual([]);
  });
});
