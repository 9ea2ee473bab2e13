import { createHash } from 'node:crypto';
import type { CollectedEvent } from '../../shared/events/event';
import { sampleEvent } from './sample-event';

/** Version `number` of an incident, collected that many seconds after eight o'clock; `status` is its own text. */
export function versionOf(incident: number, number: number, status = `version ${number}`): CollectedEvent {
  const at = new Date(Date.parse('2026-11-20T08:00:00Z') + number * 1_000).toISOString().replace('Z', '0000Z');
  const data = JSON.stringify({ incidentId: incident, status, alerts: [], number });
  const event = sampleEvent(incident, { data, collectedAt: at });
  const id = createHash('sha256').update(`${incident}|${number}`).digest('hex');
  return { ...event, attributes: { ...event.attributes, id, time: at } };
}

/** Which versions of an incident arrived, in the order in which they did. */
export function numbersOf(incident: number, events: readonly CollectedEvent[]): readonly number[] {
  return events
    .filter(({ attributes }) => attributes.subject === String(incident))
    .map(({ data }) => (JSON.parse(data) as { readonly number: number }).number);
}
