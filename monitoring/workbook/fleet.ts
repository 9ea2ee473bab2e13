import { linesOf, ofApp } from '../kql';
import type { Item } from './item';
import { query } from './items';

/** Every tenant is listed once an hour, those in trouble every five minutes. */
const latest = '| where TimeGenerated > ago(2h)\n| summarize arg_max(TimeGenerated, *) by';

export const fleetItems: readonly Item[] = [
  query('fleet-now', {
    tab: 'fleet',
    title: 'The fleet now',
    tiles: { title: 'status', value: 'tenants' },
    over: 'now',
    noData: 'Housekeeping has written nothing for two hours: see the alert housekeep-silent.',
    query: `${linesOf(['fleet.state'], ['ok', 'never', 'failing', 'suspended', 'paused', 'invited', 'malformed', 'orphans'])}
| where TimeGenerated > ago(2h)
| top 1 by TimeGenerated desc
| extend counts = bag_pack('ok', ok, 'not collected yet', never, 'failing', failing, 'suspended', suspended, 'paused', paused, 'invited', invited, 'malformed rows', malformed, 'collected once, without a row', orphans)
| mv-expand status = bag_keys(counts) to typeof(string)
| project status, tenants = tolong(counts[status])`,
  }),
  query('fleet-tenants', {
    tab: 'fleet',
    title: 'Tenants and their sources, the worst first',
    over: 'now',
    query: `${linesOf(['tenant.state'], ['tenant', 'name', 'source', 'state', 'lagMs', 'behindMs', 'lastSuccess', 'reason'])}
${latest} tenant, source
| extend worst = case(state == 'suspended', 3, state == 'failing', 2, state == 'never', 1, 0)
| order by worst desc, lagMs desc
| project name, tenant, source, state, lagMinutes = round(lagMs / 60000.0, 1), completeUpToMinutesAgo = round(behindMs / 60000.0, 1), lastSuccess, reason, seen = TimeGenerated`,
  }),
  query('fleet-lag', {
    tab: 'fleet',
    title: 'How far the slowest tenant is behind, and the one that is least, in minutes',
    as: 'timechart',
    width: '50',
    query: `${linesOf(['fleet.state'], ['worstLagMs', 'bestLagMs'])}
| summarize slowest = max(worstLagMs) / 60000.0, least = min(bestLagMs) / 60000.0 by bin(TimeGenerated, {TimeRange:grain})`,
  }),
  query('fleet-throttling', {
    tab: 'fleet',
    title: 'Throttled requests by source',
    as: 'timechart',
    width: '50',
    query: `${linesOf(['tenant.throttled'], ['source'])}
| summarize throttled = sum(ItemCount) by source, bin(TimeGenerated, {TimeRange:grain})`,
  }),
  query('fleet-throttled-tenants', {
    tab: 'fleet',
    title: 'Most throttled tenants',
    width: '50',
    query: `${linesOf(['tenant.throttled'], ['tenant', 'source', 'reason'])}
| summarize throttled = sum(ItemCount), lastTime = max(TimeGenerated), why = take_any(reason) by tenant, source
| top 20 by throttled desc`,
  }),
  query('fleet-credentials', {
    tab: 'fleet',
    title: 'Credentials that expire within 30 days or have expired, and those of which nobody knows when',
    width: '50',
    over: 'today',
    noData: 'None that expires within 30 days, as far as Key Vault knows.',
    query: `let expiring = ${linesOf(['credential.expiring'], ['credential', 'daysLeft', 'expiresOn', 'advice'])};
let unknown = ${linesOf(['credential.expiry-unknown'], ['credential', 'advice'])};
union expiring, unknown
| summarize arg_max(TimeGenerated, *) by credential
| project credential, daysLeft, expiresOn, advice, seen = TimeGenerated
| order by daysLeft asc nulls last`,
  }),
  query('fleet-runs', {
    tab: 'fleet',
    title: 'Runs of each function',
    width: '50',
    query: `${ofApp('AppRequests')}
| summarize lastSuccess = maxif(TimeGenerated, Success), runs = sum(ItemCount), failed = sumif(ItemCount, Success == false), p95Ms = percentile(DurationMs, 95) by OperationName
| order by OperationName asc`,
  }),
  query('fleet-failures', {
    tab: 'fleet',
    title: 'Runs that failed, and why',
    width: '50',
    query: `${ofApp('AppRequests')}
| where Success == false
| join kind=leftouter (${ofApp('AppExceptions')}
| project OperationId, ExceptionType, OuterMessage) on OperationId
| summarize runs = dcount(OperationId), lastTime = max(TimeGenerated), sample = take_any(OuterMessage) by OperationName, ExceptionType
| order by runs desc`,
  }),
];
