import { expect, it } from 'vitest';
import { minute } from '../../shared/duration';
import { relay } from './relay';
import { payloadMarker, sampleEvent } from './sample-event';

it('loses nothing, repeats nothing, and tells the place of the bug but not the payload in its message', async () => {
  const { receiver, events, runForward, pass, logged } = relay('siem', 'soar');
  let calls = 0;
  receiver('siem').answer = ({ data }) => {
    calls += 1;
    if (calls > 2) return { kind: 'delivered' };
    throw new SyntaxError(`Unexpected token in ${data}`);
  };
  await events.put(sampleEvent(1));
  expect(await runForward()).toMatchObject({ delivered: 1, again: 1, waiting: 0, dead: 0 });
  await pass(5 * minute, 10_000);
  expect(receiver('soar').calls).toHaveLength(1);
  expect(receiver('siem').delivered).toEqual(['1']);
  const reason = String(logged('delivery.retry')[0]?.fields.reason);
  expect(reason).toContain('SyntaxError');
  expect(reason).toContain('destination-throws-a-bug.test.ts');
  expect(reason).not.toContain(payloadMarker);
});
