import type { Command } from '../command';
import { addTenant } from './tenants/add';
import { checkTenant } from './tenants/check';
import { listTenants } from './tenants/list';

/** Every command, in the order the help shows them. */
export const commands: readonly Command[] = [addTenant, listTenants, checkTenant];
