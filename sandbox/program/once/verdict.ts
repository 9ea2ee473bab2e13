import type { LoggedRequest } from '../../cloud/wire/service';
import type { Delivery } from '../../siem/delivery';
import type { ReceivingSiem } from '../../siem/siem';
import type { CheckpointRow } from '../checkpoints';
import type { SeededSource } from '../fleet/seed';
import { defaultSource, keyOf, type SourceName, sourceOfType, traits } from '../fleet/sources';
import { type Arrival, compareArrival } from './arrival';

/** One line of the summary: one source of one tenant. A tenant with two sources has two lines. */
export interface SourceSummary {
  /** Tenant GUID. */
  readonly id: string;
  /** The tenant's name. */
  readonly tenant: string;
  readonly source: SourceName;
  /** Of the checkpoint: `ok`, `failing` or `suspended`. */
  readonly state: string;
  /** To the source's API. */
  readonly calls: number;
  /** Versions that the API showed. */
  readonly collected: number;
  /** Put on the queue, by the app's own log. */
  readonly sent: number;
  /** Different events that the SIEM accepted. */
  readonly delivered: number;
  readonly duplicates: number;
  /** Empty when healthy. */
  readonly code: string;
  readonly reason: string;
}

export interface Verdict {
  readonly tenants: readonly SourceSummary[];
  /** Empty: everything arrived, once and whole, and every broken source says why. */
  readonly problems: readonly string[];
}

/** Everything that is known at the end. */
export interface Evidence {
  readonly customers: readonly SeededSource[];
  /** By `keyOf` tenant and source. */
  readonly checkpoints: ReadonlyMap<string, CheckpointRow>;
  readonly siem: Pick<ReceivingSiem, 'deliveries' | 'badSignatures' | 'malformed'>;
  readonly requests: readonly LoggedRequest[];
  /** Versions shown by the API. */
  readonly shown: (customer: SeededSource) => number;
  readonly sent: (customer: SeededSource) => number;
  readonly deadLetters: number;
  /** By `keyOf` tenant and source: what was still to happen when the time was over. */
  readonly pending: ReadonlyMap<string, string>;
  readonly onTheWay: number;
}

export function judge(evidence: Evidence): Verdict {
  const { customers, siem, deadLetters, onTheWay } = evidence;
  const known = new Set(customers.map(keyOf));
  const strangers = siem.deliveries.filter((delivery) => !known.has(keyOfDelivery(delivery))).length;
  const problems = [
    ...customers.flatMap((customer) => problemsOf(customer, evidence).map((what) => `${customer.name}: ${what}.`)),
    ...found(onTheWay, 'events are still on the queues'),
    ...found(deadLetters, 'events are in the dead letters'),
    ...found(siem.badSignatures, 'deliveries were not signed well'),
    ...found(siem.malformed, 'deliveries were no CloudEvent with data'),
    ...found(strangers, 'deliveries belong to no customer, or to a source it does not have'),
  ];
  return { tenants: customers.map((customer) => summaryOf(customer, evidence)), problems };
}

function keyOfDelivery({ tenantId, type }: Delivery): string {
  return keyOf({ id: tenantId, source: sourceOfType(type) });
}

function deliveriesOf(customer: SeededSource, { siem }: Evidence): Delivery[] {
  return siem.deliveries.filter((delivery) => keyOfDelivery(delivery) === keyOf(customer));
}

function summaryOf(customer: SeededSource, evidence: Evidence): SourceSummary {
  const { checkpoints, requests, shown, sent } = evidence;
  const { id, name, source = defaultSource } = customer;
  const row = checkpoints.get(keyOf(customer));
  const deliveries = deliveriesOf(customer, evidence);
  const delivered = new Set(deliveries.map((delivery) => delivery.id)).size;
  return {
    id,
    tenant: name,
    source,
    state: row?.state ?? 'unknown',
    calls: requests.filter(({ service, tenantId }) => service === traits[source].service && tenantId === id).length,
    collected: shown(customer),
    sent: sent(customer),
    delivered,
    duplicates: deliveries.length - delivered,
    code: row?.code ?? '',
    reason: row?.reason ?? '',
  };
}

function problemsOf(customer: SeededSource, evidence: Evidence): string[] {
  const { fault, expected, source = defaultSource } = customer;
  const row = evidence.checkpoints.get(keyOf(customer));
  const waiting = evidence.pending.get(keyOf(customer));
  const arrival = compareArrival(expected, deliveriesOf(customer, evidence));
  const problems = arrivalProblems(arrival, traits[source].noun);
  if (waiting) problems.push(`when the time was over, ${source} was not done: ${waiting}`);
  if (fault && !row?.reason.includes(fault.words)) {
    problems.push(`the reason of ${source} should speak of ${fault.words}, but says "${row?.reason ?? ''}"`);
  }
  return problems;
}

function arrivalProblems({ missing, changed, repeated, unexpected }: Arrival, noun: string): string[] {
  return [
    ...listed(missing, `${noun}s never arrived`),
    ...listed(changed, `${noun}s arrived changed`),
    ...listed(unexpected, `${noun}s arrived although they shouldn't have`),
    ...(repeated > 0 ? [`${repeated} ${noun}s arrived more than once`] : []),
  ];
}

const mostIds = 5;

function listed(ids: readonly string[], what: string): string[] {
  if (ids.length === 0) return [];
  const rest = ids.length > mostIds ? ', …' : '';
  return [`${ids.length} ${what} (${ids.slice(0, mostIds).join(', ')}${rest})`];
}

function found(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}.`] : [];
}
