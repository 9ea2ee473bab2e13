import { between, pick, type Random } from '../../data/random';
import type { SeededSource } from '../fleet/seed';
import { defaultSource, traits } from '../fleet/sources';
import type { Tell } from '../narration/narrator';
import type { Sandbox } from '../sandbox';
import { happenings } from './happenings';

export interface ActivityOptions {
  readonly random: Random;
  readonly tell: Tell;
}

const shortestPauseMs = 2_000;
const longestPauseMs = 6_000;
/** Above the ids of the seed. */
const firstNewNumber = 1_000_000;

/** Every few seconds a busy customer has a new record, or an analyst changes an old one. Returns how to stop it. */
export function startActivity({ cloud, customers }: Sandbox, { random, tell }: ActivityOptions): () => void {
  const [first, ...others] = customers.filter(({ busy }) => busy);
  if (!first) return () => undefined;
  const known = new Map<SeededSource, string[]>();
  for (const customer of [first, ...others]) known.set(customer, customer.expected.map(of(customer).idOf));
  let number = firstNewNumber;
  let timer: NodeJS.Timeout;

  const happen = () => {
    const customer = pick(random, [first, ...others]);
    const tenant = cloud.tenant(customer.id);
    const ids = known.get(customer) ?? [];
    const old = ids[between(random, 0, ids.length - 1)];
    if (old !== undefined && random() < 0.4) {
      tell(Date.now(), 'cloud', `${customer.name}: ${of(customer).change(tenant, random, old)}`);
    } else {
      number += 1;
      const id = of(customer).idOf(of(customer).add(tenant, random, number));
      ids.push(id);
      tell(Date.now(), 'cloud', `${customer.name}: ${traits[sourceOf(customer)].noun} ${id} is new`);
    }
    wait();
  };
  const wait = () => {
    timer = setTimeout(happen, between(random, shortestPauseMs, longestPauseMs));
  };
  wait();
  return () => clearTimeout(timer);
}

function sourceOf({ source = defaultSource }: SeededSource) {
  return source;
}

function of(customer: SeededSource) {
  return happenings[sourceOf(customer)];
}
