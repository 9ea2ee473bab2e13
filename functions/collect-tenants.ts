import { collectTenants } from '../shared/collection/collect-tenants';
import { parseHandOver } from '../shared/collection/hand-over';
import type { Handler } from './start';

/** Tenants that a run of `collect` handed over, because they were more than one instance should do. */
export const collectHandedOver: Handler<unknown> = async ({ collector }, message) => {
  await collectTenants(collector, parseHandOver(message));
};
