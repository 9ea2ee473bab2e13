/** What can become of an event at a destination: the column that counts it, and the event that says so. */
const outcomes = {
  delivered: 'delivery.delivered',
  filtered: 'delivery.filtered',
  superseded: 'delivery.superseded',
  retried: 'delivery.retry',
  waited: 'delivery.waiting',
  dead: 'delivery.dead-lettered',
} as const;

export const outcomeEvents = Object.values(outcomes);

const columns = Object.entries(outcomes).map(([column, event]) => `${column} = sumif(ItemCount, event == '${event}')`);

/** Goes on from lines of `outcomeEvents` that have the column `destination`. */
export const countOutcomes = `| summarize ${columns.join(', ')} by destination`;
