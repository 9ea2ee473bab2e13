import { expect, it } from 'vitest';
import { HiddenMessages } from './wire/hidden-messages';
import type { Asked } from './wire/tap';

const path = '/devstoreaccount1/incidents/messages';
const answer = '<QueueMessage><MessageId>m1</MessageId><PopReceipt>r</PopReceipt></QueueMessage>';
const step = (method: string, ofMessage = ''): Asked => ({
  service: 'queue',
  method,
  path: path + ofMessage,
  query: new URLSearchParams(),
  body: '',
});
const answered = (body: string) => ({ status: 200, headers: {}, body });

it('knows that a message is gone although the answer to its put was the last to come', () => {
  const messages = new HiddenMessages('UseDevelopmentStorage=true');
  messages.note(step('GET'), answered(answer));
  expect(messages.depth('incidents')).toBe(1);
  messages.note(step('DELETE', '/m1'), answered(''));
  messages.note(step('POST'), answered(answer));
  expect(messages.depth('incidents')).toBe(0);
});
