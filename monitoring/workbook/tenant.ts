import type { FieldOf, WatchedEvent } from '../fields';
import { linesOf } from '../kql';
import type { Item } from './item';
import { choice, parameters, query } from './items';
import { countOutcomes, outcomeEvents } from './outcomes';

const chooser = choice(
  'Tenant',
  'Tenant',
  `${linesOf(['tenant.state'], ['tenant', 'name'])}
| where TimeGenerated > ago(2h)
| summarize label = take_any(name) by value = tenant
| order by label asc
| project value, label`,
);

/** Lines of the chosen tenant. */
function ofTenant<E extends WatchedEvent>(events: readonly E[], fields: readonly FieldOf<E>[]): string {
  return `${linesOf(events, fields)}\n| where tenant == '{Tenant}'`;
}

export const tenantItems: readonly Item[] = [
  parameters('tenant-choice', [chooser], 'tenant'),
  query('tenant-now', {
    tab: 'tenant',
    title: 'Its sources now',
    over: 'now',
    query: `${ofTenant(['tenant.state'], ['tenant', 'source', 'state', 'lagMs', 'behindMs', 'lastSuccess', 'reason'])}
| where TimeGenerated > ago(2h)
| summarize arg_max(TimeGenerated, *) by source
| project source, state, lagMinutes = round(lagMs / 60000.0, 1), completeUpToMinutesAgo = round(behindMs / 60000.0, 1), lastSuccess, reason, seen = TimeGenerated`,
  }),
  query('tenant-lag', {
    tab: 'tenant',
    title: 'How far it is behind, in minutes (said once an hour, and every five minutes while it is late)',
    as: 'timechart',
    width: '50',
    query: `${ofTenant(['tenant.state'], ['tenant', 'source', 'lagMs'])}
| summarize lagMinutes = max(lagMs) / 60000.0 by source, bin(TimeGenerated, {TimeRange:grain})`,
  }),
  query('tenant-records', {
    tab: 'tenant',
    title: 'Versions collected',
    as: 'timechart',
    width: '50',
    query: `${ofTenant(['tenant.collected'], ['tenant', 'source', 'sent'])}
| summarize sent = sum(sent) by source, bin(TimeGenerated, {TimeRange:grain})`,
  }),
  query('tenant-troubles', {
    tab: 'tenant',
    title: 'What stood in its way',
    query: `${ofTenant(['tenant.attention', 'tenant.throttled', 'tenant.gap', 'tenant.stuck', 'record.too-large', 'record.dead-lettered'], ['tenant', 'source', 'reason'])}
| summarize times = sum(ItemCount), lastTime = max(TimeGenerated) by event, source, reason
| order by lastTime desc`,
  }),
  query('tenant-deliveries', {
    tab: 'tenant',
    title: 'Its events at each destination',
    query: `${ofTenant(outcomeEvents, ['tenant', 'destination'])}
${countOutcomes}`,
  }),
];
