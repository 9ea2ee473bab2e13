import type { SimulatedCloud } from '../../cloud/cloud';
import { seededRandom } from '../../data/random';
import type { CustomerSource } from './customer';
import { customers } from './customers';

/** One source of a customer in the cloud, with the raw text of every record that must arrive. */
export interface SeededSource extends CustomerSource {
  readonly expected: readonly string[];
}

/** The API's clock is the header Date, in whole seconds: what is younger than one waits for the next run. */
const settledMs = 2_000;

/** Puts all customers into the cloud. The same seed gives the same records, at other times. */
export function seedCustomers(cloud: SimulatedCloud, seed: number): readonly SeededSource[] {
  const random = seededRandom(seed);
  const at = Date.now() - settledMs;
  return customers.map((customer) => {
    const tenant = cloud.tenant(customer.id);
    return { ...customer, expected: customer.seed({ cloud, tenant, random, at }) };
  });
}
