import type { LoggedRequest } from '../../cloud/wire/service';
import type { ReceivingSiem } from '../../siem/siem';
import type { CheckpointRow } from '../checkpoints';
import type { SeededCustomer } from '../fleet/seed';
import { type Arrival, compareArrival } from './arrival';

/** One line of the summary. */
export interface CustomerSummary {
  readonly id: string;
  readonly tenant: string;
  /** Of the checkpoint: `ok`, `failing` or `suspended`. */
  readonly state: string;
  /** To the Defender API. */
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
  readonly tenants: readonly CustomerSummary[];
  /** Empty: everything arrived, once and whole, and every broken tenant says why. */
  readonly problems: readonly string[];
}

/** Everything that is known at the end. */
export interface Evidence {
  readonly customers: readonly SeededCustomer[];
  readonly checkpoints: ReadonlyMap<string, CheckpointRow>;
  readonly siem: Pick<ReceivingSiem, 'deliveries' | 'badSignatures' | 'malformed'>;
  readonly requests: readonly LoggedRequest[];
  /** Versions shown by the API, per tenant. */
  readonly shown: (tenantId: string) => number;
  readonly sent: (tenantId: string) => number;
  readonly deadLetters: number;
  /** By tenant GUID: what was still to happen when the time was over. */
  readonly pending: ReadonlyMap<string, string>;
  readonly onTheWay: number;
}

export function judge(evidence: Evidence): Verdict {
  const { customers, siem, deadLetters, onTheWay } = evidence;
  const known = new Set(customers.map(({ id }) => id));
  const strangers = siem.deliveries.filter(({ tenantId }) => !known.has(tenantId)).length;
  const problems = [
    ...customers.flatMap((customer) => problemsOf(customer, evidence).map((what) => `${customer.name}: ${what}.`)),
    ...found(onTheWay, 'events are still on the queues'),
    ...found(deadLetters, 'events are in the dead letters'),
    ...found(siem.badSignatures, 'deliveries were not signed well'),
    ...found(siem.malformed, 'deliveries were no CloudEvent with data'),
    ...found(strangers, 'deliveries belong to no customer'),
  ];
  return { tenants: customers.map((customer) => summaryOf(customer, evidence)), problems };
}

function summaryOf({ id, name }: SeededCustomer, evidence: Evidence): CustomerSummary {
  const { checkpoints, siem, requests, shown, sent } = evidence;
  const row = checkpoints.get(id);
  const deliveries = siem.deliveries.filter(({ tenantId }) => tenantId === id);
  const delivered = new Set(deliveries.map((delivery) => delivery.id)).size;
  return {
    id,
    tenant: name,
    state: row?.state ?? 'unknown',
    calls: requests.filter(({ service, tenantId }) => service === 'xdr' && tenantId === id).length,
    collected: shown(id),
    sent: sent(id),
    delivered,
    duplicates: deliveries.length - delivered,
    code: row?.code ?? '',
    reason: row?.reason ?? '',
  };
}

function problemsOf(customer: SeededCustomer, { checkpoints, siem, pending }: Evidence): string[] {
  const { id, fault, expected } = customer;
  const row = checkpoints.get(id);
  const waiting = pending.get(id);
  const deliveries = siem.deliveries.filter(({ tenantId }) => tenantId === id);
  const problems = arrivalProblems(compareArrival(expected, deliveries));
  if (waiting) problems.push(`when the time was over, ${waiting}`);
  if (fault && !row?.reason.includes(fault.words)) {
    problems.push(`its reason should speak of ${fault.words}, but says "${row?.reason ?? ''}"`);
  }
  return problems;
}

function arrivalProblems({ missing, changed, repeated, unexpected }: Arrival): string[] {
  return [
    ...listed(missing, 'never arrived'),
    ...listed(changed, 'arrived changed'),
    ...listed(unexpected, "arrived although they shouldn't have"),
    ...(repeated > 0 ? [`${repeated} arrived more than once`] : []),
  ];
}

const mostIds = 5;

function listed(ids: readonly string[], what: string): string[] {
  if (ids.length === 0) return [];
  const rest = ids.length > mostIds ? ', …' : '';
  return [`${ids.length} incidents ${what} (${ids.slice(0, mostIds).join(', ')}${rest})`];
}

function found(count: number, what: string): string[] {
  return count > 0 ? [`${count} ${what}.`] : [];
}
