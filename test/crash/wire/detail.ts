import { memberText } from '../../../sandbox/data/raw-json';
import { boundsOf } from './owed-ranges';
import { messagesIn } from './queue-xml';
import type { Answered, Asked } from './tap';

/** What a report has to say of a request beyond its step: which range was asked for, which records a message holds. */
export function detailOf({ service, query, body }: Asked, answered: Answered): string {
  if (service === 'api') {
    const { from = query.get('$filter'), to } = boundsOf(query) ?? {};
    return ` ${to ? `${from} to ${to}` : from}${query.has('$skip') ? `, behind ${query.get('$skip')}` : ''}`;
  }
  if (service === 'siem') return ` ${nameOf(body)}`;
  if (service !== 'queue') return '';
  return [...messagesIn(body), ...messagesIn(answered.body)]
    .map(({ text }) => (text ? ` ${nameOf(text)}` : ''))
    .join('');
}

function nameOf(event: string): string {
  const text = (name: string) => memberText(event, name)?.slice(1, -1) ?? '';
  return `${text('type').split('.').at(-1)} ${text('subject')} ${text('id').slice(0, 8)}`;
}
