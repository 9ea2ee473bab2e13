import { alertSources } from './alert-sources';
import type { CustomerSource } from './customer';
import { incidentSources } from './incident-sources';

/** What a partner meets: eight customers, one after the other, half of them with a second source. */
export const customers: readonly CustomerSource[] = incidentSources.flatMap((incidents) => [
  incidents,
  ...alertSources.filter(({ id }) => id === incidents.id),
]);
