import type { Command } from '../command';
import { collect } from './collect/collect';
import { dropLetters } from './dead-letters/drop';
import { listLetters } from './dead-letters/list';
import { replayLetters } from './dead-letters/replay';
import { showLetter } from './dead-letters/show';
import { addDestination } from './destinations/add';
import { listDestinations } from './destinations/list';
import { pauseDestination } from './destinations/pause';
import { removeDestination } from './destinations/remove';
import { resumeDestination } from './destinations/resume';
import { testDestination } from './destinations/test';
import { replay } from './replay/replay';
import { status } from './status/status';
import { addTenant } from './tenants/add';
import { checkTenant } from './tenants/check';
import { listTenants } from './tenants/list';
import { pauseTenant } from './tenants/pause';
import { resumeTenant } from './tenants/resume';
import { showTenant } from './tenants/show/show';
import { trace } from './trace/trace';

/** Every command, in the order the help shows them. */
export const commands: readonly Command[] = [
  addTenant,
  listTenants,
  showTenant,
  checkTenant,
  pauseTenant,
  resumeTenant,
  addDestination,
  listDestinations,
  testDestination,
  pauseDestination,
  resumeDestination,
  removeDestination,
  collect,
  status,
  trace,
  replay,
  listLetters,
  showLetter,
  replayLetters,
  dropLetters,
];
