import { between, pick, type Random } from '../../data/random';
import { memberText } from '../../data/raw-json';
import { newIncident } from '../fleet/records';
import type { SeededCustomer } from '../fleet/seed';
import type { Tell } from '../narration/narrator';
import type { Sandbox } from '../sandbox';

export interface ActivityOptions {
  readonly random: Random;
  readonly tell: Tell;
}

const shortestPauseMs = 2_000;
const longestPauseMs = 6_000;
/** Above the ids of the seed. */
const firstNewId = 1_000_000;

/** Every few seconds a busy customer has a new incident, or an analyst changes an old one. Returns how to stop it. */
export function startActivity({ cloud, customers }: Sandbox, { random, tell }: ActivityOptions): () => void {
  const [first, ...others] = customers.filter(({ busy }) => busy);
  if (!first) return () => undefined;
  const known = new Map<SeededCustomer, string[]>();
  for (const customer of [first, ...others]) known.set(customer, customer.expected.map(idOf));
  let nextId = firstNewId;
  let timer: NodeJS.Timeout;

  const happen = () => {
    const customer = pick(random, [first, ...others]);
    const tenant = cloud.tenant(customer.id);
    const ids = known.get(customer) ?? [];
    const old = ids[between(random, 0, ids.length - 1)];
    if (old !== undefined && random() < 0.4) {
      const status = pick(random, ['InProgress', 'Resolved']);
      tenant.updateIncident(old, { status, assignedTo: `analyst${between(random, 1, 9)}@partner.example` });
      tell(Date.now(), 'cloud', `${customer.name}: incident ${old} is now ${status}`);
    } else {
      nextId += 1;
      tenant.addIncident(newIncident(random, Date.now(), nextId));
      ids.push(String(nextId));
      tell(Date.now(), 'cloud', `${customer.name}: incident ${nextId} is new`);
    }
    wait();
  };
  const wait = () => {
    timer = setTimeout(happen, between(random, shortestPauseMs, longestPauseMs));
  };
  wait();
  return () => clearTimeout(timer);
}

function idOf(raw: string): string {
  return memberText(raw, 'incidentId') ?? '';
}
