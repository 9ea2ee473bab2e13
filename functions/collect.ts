import type { Timer } from '@azure/functions';
import { collectTenants } from '../shared/collection/collect-tenants';
import type { Handler } from './start';

/** Every minute: what is new in every consented tenant. */
export const collect: Handler<Timer> = async ({ collector }) => {
  await collectTenants(collector);
};
