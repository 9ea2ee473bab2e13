import { linesOf } from '../kql';
import type { Item } from './item';
import { query } from './items';
import { countOutcomes, outcomeEvents } from './outcomes';

export const deliveryItems: readonly Item[] = [
  latency('delivery-latency', 'Seconds from collected to delivered', 'sinceCollectedMs'),
  latency('delivery-latency-whole', 'Seconds from last update in Defender to delivered', 'sinceUpdatedMs'),
  query('delivery-destinations-now', {
    tab: 'delivery',
    title: 'Destinations now',
    over: 'now',
    noData: 'Housekeeping has written nothing for 20 minutes: see the alerts housekeep-silent and housekeep-blind.',
    query: `${linesOf(['destination.state'], ['destination', 'state', 'forMs', 'reason'])}
| where TimeGenerated > ago(20m)
| summarize arg_max(TimeGenerated, *) by destination
| project destination, state, forMinutes = round(forMs / 60000.0, 0), reason, seen = TimeGenerated
| order by state asc, destination asc`,
  }),
  query('delivery-outcomes', {
    tab: 'delivery',
    title: 'What became of events, by destination',
    width: '50',
    query: `${linesOf(outcomeEvents, ['destination'])}
${countOutcomes}
| order by destination asc`,
  }),
  query('delivery-retries', {
    tab: 'delivery',
    title: 'Why deliveries are tried again or wait',
    width: '50',
    query: `${linesOf(['delivery.retry', 'delivery.waiting'], ['destination', 'reason'])}
| summarize times = sum(ItemCount), lastTime = max(TimeGenerated) by destination, event, reason
| top 50 by times desc`,
  }),
  query('delivery-dead-letters', {
    tab: 'delivery',
    title: 'Dead letters and their reasons',
    noData: 'None in this time.',
    query: `${linesOf(['delivery.dead-lettered'], ['destination', 'tenant', 'record', 'reason'])}
| summarize letters = sum(ItemCount), lastTime = max(TimeGenerated), tenants = dcount(tenant), sampleRecord = take_any(record) by destination, reason
| order by letters desc`,
  }),
  query('delivery-unreadable', {
    tab: 'delivery',
    title: 'Messages that could not be read, or failed at every attempt; records that could not be queued',
    noData: 'None in this time.',
    query: `${linesOf(['message.unreadable', 'poison.stored', 'record.dead-lettered'], ['reason'])}
| summarize letters = sum(ItemCount), lastTime = max(TimeGenerated) by event, reason
| order by letters desc`,
  }),
  query('delivery-queues', {
    tab: 'delivery',
    title: 'Messages on each queue',
    as: 'timechart',
    width: '50',
    query: `${linesOf(['queue.depth'], ['queue', 'depth'])}
| summarize depth = max(depth) by queue, bin(TimeGenerated, {TimeRange:grain})`,
  }),
  query('delivery-queue-age', {
    tab: 'delivery',
    title: 'Minutes that the oldest ready message has waited',
    as: 'timechart',
    width: '50',
    query: `${linesOf(['queue.depth'], ['queue', 'oldestAgeMs'])}
| summarize minutes = max(oldestAgeMs) / 60000.0 by queue, bin(TimeGenerated, {TimeRange:grain})`,
  }),
];

function latency(name: string, title: string, field: 'sinceCollectedMs' | 'sinceUpdatedMs'): Item {
  const percentiles = [50, 95, 99].map((rank) => `p${rank} = percentile(${field}, ${rank}) / 1000.0`);
  return query(name, {
    tab: 'delivery',
    title,
    as: 'timechart',
    width: '50',
    query: `${linesOf(['delivery.delivered'], [field])}
| summarize ${percentiles.join(', ')} by bin(TimeGenerated, {TimeRange:grain})`,
  });
}
