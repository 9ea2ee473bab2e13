/**
 * KQL for Application Insights that finds what the log says about one record: every attempt of every version, with its
 * reason. The app writes one JSON object a line, which arrives as text in `message`. Malformed records have no id of
 * their own in the log, so the ids of the versions known are asked for as well; they are hexadecimal.
 */
export function logQuery(tenantId: string, record: string, eventIds: readonly string[]): readonly string[] {
  const ids = eventIds.map((id) => `"${plain(id)}"`).join(', ');
  return [
    'traces',
    '| where timestamp > ago(90d)',
    `| where message has "${tenantId}"`,
    '| extend line = parse_json(message)',
    `| where tostring(line.tenant) == "${tenantId}"`,
    `| where tostring(line.record) == "${plain(record)}" or tostring(line.eventId) in (${ids})`,
    '| project timestamp, event = tostring(line.event), destination = tostring(line.destination),',
    '    attempt = toint(line.attempt), reason = tostring(line.reason), version = tostring(line.eventId)',
    '| order by timestamp asc',
  ];
}

/** Nothing that could end the text it stands in. */
function plain(id: string): string {
  return id.replaceAll(/[^\w.-]/g, '');
}
