import { linesOf, ofApp } from '../kql';
import type { Item } from './item';
import { parameters, query, text, written } from './items';

const assumptions = [
  written('InstanceGB', 'Memory of an instance (GB)', '0.5', 'instanceMemoryMB of the deployment, divided by 1,024.'),
  written(
    'PricePerGBs',
    'Price of a GB-second',
    '0.000026',
    'Flex Consumption, on demand. Check the price sheet of your region.',
  ),
  written(
    'PricePerLogGB',
    'Price of a GB of logs',
    '2.30',
    'Log Analytics, pay as you go. Check the price sheet of your region.',
  ),
];

const explanation = `### How the cost of a tenant is estimated
The platform bills instances and gigabytes, not tenants, so these are **shares**, good for comparing tenants and not for an invoice:

- *Collecting*: the time of \`collect\` and \`collect-tenants\`, divided by the calls that a tenant stands for: every tenant seen in this time counts once, and once more for each page of it that held something new.
- *Delivering*: the time of \`forward\`, divided by events delivered.
- *Logs*: the bytes billed for lines that name the tenant.

Time is the sum over runs. Runs that share an instance are billed once, so the real bill of a busy app is lower. Storage, Key Vault, free grants and what names no tenant are left out.`;

/** One row a tenant; of a duration in milliseconds, GB-seconds are `ms / 1000 * GB`. */
const perTenant = `let requests = ${ofApp('AppRequests')};
let collectMs = toscalar(requests | where OperationName in ('collect', 'collect-tenants') | summarize sum(DurationMs));
let forwardMs = toscalar(requests | where OperationName == 'forward' | summarize sum(DurationMs));
let tenants = ${linesOf(['tenant.state', 'tenant.collected', 'delivery.delivered'], ['tenant'])}
| summarize pages = sumif(ItemCount, event == 'tenant.collected'), delivered = sumif(ItemCount, event == 'delivery.delivered') by tenant
| extend calls = pages + 1;
let allCalls = toscalar(tenants | summarize sum(calls));
let allDelivered = toscalar(tenants | summarize sum(delivered));
let names = ${linesOf(['tenant.state'], ['tenant', 'name'])}
| summarize name = take_any(name) by tenant;
let logs = ${ofApp('AppTraces')}
| extend tenant = tostring(parse_json(Message).tenant)
| where isnotempty(tenant)
| summarize logMB = sum(_BilledSize) / 1048576 by tenant;
tenants
| lookup names on tenant
| lookup logs on tenant
| extend collectSeconds = coalesce(collectMs, 0.0) / 1000 * calls / allCalls
| extend forwardSeconds = iff(allDelivered == 0, 0.0, coalesce(forwardMs, 0.0) / 1000 * delivered / allDelivered)
| extend cost = (collectSeconds + forwardSeconds) * {InstanceGB} * {PricePerGBs} + coalesce(logMB, 0.0) / 1024 * {PricePerLogGB}
| project name, tenant, delivered, pages, collectSeconds = round(collectSeconds, 1), forwardSeconds = round(forwardSeconds, 1), logMB = round(logMB, 2), cost = round(cost, 4)
| order by cost desc`;

export const costItems: readonly Item[] = [
  text('cost-explained', explanation, 'cost'),
  parameters('cost-assumptions', assumptions, 'cost'),
  query('cost-tenants', { tab: 'cost', title: 'Estimated share of each tenant', query: perTenant }),
  query('cost-functions', {
    tab: 'cost',
    title: 'Time of each function',
    width: '50',
    query: `${ofApp('AppRequests')}
| summarize runs = sum(ItemCount), hours = sum(DurationMs) / 3600000 by OperationName
| order by hours desc`,
  }),
  query('cost-logs', {
    tab: 'cost',
    title: 'Billed logs of the whole workspace by table, in MB',
    width: '50',
    query: `Usage
| where IsBillable == true
| summarize MB = sum(Quantity) by DataType
| order by MB desc`,
  }),
  query('cost-calls', {
    tab: 'cost',
    title: 'Calls of the Defender APIs',
    as: 'timechart',
    query: `${linesOf(['collect.finished'], ['calls'])}
| summarize calls = sum(calls) by bin(TimeGenerated, {TimeRange:grain})`,
  }),
];
