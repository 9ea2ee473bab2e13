import type { Random } from '../clock';
import { formatInstant, ticksOfMs } from '../instant';
import type { CollectedEvent } from './event';
import { sha256 } from './hash';
import { typeOf } from './kinds';

export const testEventType = typeOf('test');

/** No customer has it: what is marked with it can't be taken for a customer's. */
const nobody = '00000000-0000-0000-0000-000000000000';

const explanation =
  'This is a test event of Defender Relay, sent to find out whether this destination takes events. ' +
  'It is no incident and no alert, belongs to no customer, and can be ignored.';

/**
 * An event that says of itself that it is a test: by its type, by the attribute `test`, and in words. Each has an id of
 * its own, so that no receiver takes one for a repeat. `nowMs`: milliseconds since the epoch.
 */
export function testEvent(nowMs: number, random: Random): CollectedEvent {
  const now = formatInstant(ticksOfMs(nowMs));
  return {
    attributes: {
      specversion: '1.0',
      id: sha256(JSON.stringify(['test', nowMs, random(), random()])),
      source: `/tenants/${nobody}/defender-relay`,
      type: testEventType,
      subject: 'test',
      time: now,
      datacontenttype: 'application/json',
      tenantid: nobody,
      tenantname: 'Defender Relay',
      severity: 'informational',
      collectedat: now,
      test: true,
    },
    data: JSON.stringify({ test: true, message: explanation }),
  };
}
