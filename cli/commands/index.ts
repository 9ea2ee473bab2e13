import type { Command } from '../command';
import { collect } from './collect/collect';
import { addTenant } from './tenants/add';
import { checkTenant } from './tenants/check';
import { listTenants } from './tenants/list';
import { pauseTenant } from './tenants/pause';
import { resumeTenant } from './tenants/resume';
import { showTenant } from './tenants/show/show';

/** Every command, in the order the help shows them. */
export const commands: readonly Command[] = [
  addTenant,
  listTenants,
  showTenant,
  checkTenant,
  pauseTenant,
  resumeTenant,
  collect,
];
