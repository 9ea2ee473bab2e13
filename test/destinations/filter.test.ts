import { expect, it } from 'vitest';
import { type Filter, filterSchema, unwanted, viewOf } from '../../shared/destinations/filter';
import type { EventAttributes } from '../../shared/events/event';
import { testEvent } from '../../shared/events/test-event';
import type { Json } from '../../shared/sources/record';
import { sampleEvent, tenant } from '../delivery/sample-event';

type JsonRecord = { readonly [name: string]: Json };

/** As Defender XDR gives an incident (learn.microsoft.com/defender-xdr/api-list-incidents). */
const incident: JsonRecord = {
  incidentId: 924565,
  status: 'InProgress',
  severity: 'Medium',
  alerts: [
    { alertId: 'ca1', serviceSource: 'MicrosoftCloudAppSecurity', detectionSource: 'MCAS', status: 'New' },
    { alertId: 'da2', serviceSource: 'MicrosoftDefenderATP', detectionSource: 'WindowsDefenderAv', status: 'Resolved' },
  ],
};
/** As Defender for Endpoint gives an alert: it has no serviceSource. */
const alert: JsonRecord = { id: 'da6', status: 'New', severity: 'Low', detectionSource: 'WindowsDefenderAtp' };

function judge(filter: object, record: JsonRecord, attributes: Partial<EventAttributes> = { severity: 'medium' }) {
  const event = sampleEvent(1, { data: JSON.stringify(record) });
  const parsed: Filter = filterSchema.parse(filter);
  return unwanted(parsed, viewOf({ attributes: { ...event.attributes, ...attributes } }, record));
}

it.each<[object, JsonRecord]>([
  [{}, incident],
  [{ minimumSeverity: 'medium' }, incident],
  [{ minimumSeverity: 'LOW' }, incident],
  [{ sources: ['Defender-XDR', 'graph'] }, incident],
  [{ statuses: ['resolved', 'in progress'] }, incident],
  [{ detectionSources: ['mcas'] }, incident],
  [{ detectionSources: ['microsoftdefenderatp'] }, incident],
  [{ detectionSources: ['windowsDefenderAtp'], statuses: ['new'] }, alert],
  [
    { minimumSeverity: 'medium', sources: ['defender-xdr'], statuses: ['inProgress'], detectionSources: ['MCAS'] },
    incident,
  ],
])('%j wants it', (filter, record) => {
  expect(judge(filter, record)).toBeUndefined();
});

it.each<[object, JsonRecord, string]>([
  [{ minimumSeverity: 'high' }, incident, 'severity medium is under minimumSeverity high'],
  [{ sources: ['defender-endpoint'] }, incident, 'defender-xdr is not among its sources (defender-endpoint)'],
  [{ statuses: ['active', 'New'] }, incident, 'InProgress is not among its statuses (active, New)'],
  [
    { detectionSources: ['OfficeATP'] },
    incident,
    'MCAS, MicrosoftCloudAppSecurity, WindowsDefenderAv, MicrosoftDefenderATP is not among its detectionSources (OfficeATP)',
  ],
  [{ detectionSources: ['MCAS'] }, alert, 'WindowsDefenderAtp is not among its detectionSources (MCAS)'],
  [{ minimumSeverity: 'low', statuses: ['Resolved'] }, alert, 'New is not among its statuses (Resolved)'],
])('%j does not, and says why', (filter, record, reason) => {
  expect(judge(filter, record)).toBe(reason);
});

const strict = {
  minimumSeverity: 'high',
  sources: ['x'],
  statuses: ['x'],
  detectionSources: ['x'],
};

it.each<[string, object, JsonRecord, Partial<EventAttributes>]>([
  ['a severity nobody knows', { minimumSeverity: 'high' }, incident, { severity: 'unspecified' }],
  ['a severity of tomorrow', { minimumSeverity: 'high' }, incident, { severity: 'critical' }],
  ['no status', { statuses: ['x'] }, { status: null }, {}],
  ['a status that is no text', { statuses: ['x'] }, { status: 4 }, {}],
  ['a status newer than the client', { statuses: ['x'] }, { status: 'unknownFutureValue' }, {}],
  ['no alerts', { detectionSources: ['x'] }, { alerts: [] }, {}],
  ['alerts that are no list', { detectionSources: ['x'] }, { alerts: 'many' }, {}],
  ['one alert of unknown origin', { detectionSources: ['x'] }, { alerts: [{ detectionSource: 'MCAS' }, {}, null] }, {}],
  ['an origin newer than the client', { detectionSources: ['x'] }, { detectionSource: 'unknownFutureValue' }, {}],
  ['a malformed record', strict, incident, { malformed: 'no usable lastUpdateTime' }],
  ['a heartbeat', strict, {}, { type: 'com.microsoft.defender.heartbeat' }],
  ['an event without a severity', { minimumSeverity: 'high' }, incident, {}],
])('never drops what it cannot judge: %s', (_what, filter, record, attributes) => {
  const { severity: _none, ...rest } = sampleEvent(1).attributes;
  expect(
    unwanted(filterSchema.parse(filter), viewOf({ attributes: { ...rest, ...attributes } }, record)),
  ).toBeUndefined();
});

it('lets every test event through', () => {
  const event = testEvent(0, () => 0.5);
  expect(unwanted(filterSchema.parse(strict), viewOf(event, JSON.parse(event.data)))).toBeUndefined();
});

it('repeats nothing of a record that is no name of an enumeration', () => {
  const reason = judge({ statuses: ['new'] }, { status: 'password: hunter2 <script>' });
  expect(reason).toBe('an unusual name is not among its statuses (new)');
});

it('takes the source from the end of the attribute', () => {
  const attributes = { source: `/tenants/${tenant}/defender-endpoint` };
  expect(judge({ sources: ['defender-endpoint'] }, alert, attributes)).toBeUndefined();
});
