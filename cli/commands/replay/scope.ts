import type { ReplayRange } from '../../../shared/collection/replay/replay-progress';
import type { Target } from '../../../shared/collection/target';
import { day } from '../../../shared/duration';
import { RelayError } from '../../../shared/errors';
import { later, msOfTicks, ticksOfMs } from '../../../shared/instant';
import { sources } from '../../../shared/sources/registry';
import type { Source } from '../../../shared/sources/source';
import type { Tenant } from '../../../shared/tenants/tenant';
import { counted, instant, utc } from '../../instants';
import type { CliServices } from '../../services';
import { wellFormed } from '../tenants/registered';
import { standstillOf } from '../tenants/standstill';
import { tenantNamed } from '../tenants/tenant-named';
import { chosenDestinations } from './chosen-destinations';
import type { Wanted } from './wanted';

/** What is asked, and whom it is sent to. */
export interface Scope {
  readonly tenant: Tenant;
  readonly parts: readonly { readonly target: Target; readonly range: ReplayRange }[];
  readonly destinations: readonly string[];
  /** What to know beforehand, in sentences. */
  readonly notes: readonly string[];
}

/** What was typed, checked against what there is. Rejects `usage_invalid`, `row_invalid` and `storage_failed`. */
export async function scopeOf(services: CliServices, wanted: Wanted): Promise<Scope> {
  const { tenants, delivery, clock } = services;
  const now = clock.now();
  if (msOfTicks(wanted.to) > now) {
    const ahead = instant(msOfTicks(wanted.to), now);
    throw refused(
      `--to lies in the future: ${ahead}. What is still to come is collected by itself; choose an earlier one`,
    );
  }
  const { id } = await tenantNamed(wanted.tenant, tenants);
  const tenant = wellFormed(id, await tenants.get(id));
  const chosen = chosenDestinations(wanted, tenant, await delivery.destinations.all());
  const parts = sourcesOf(wanted, tenant).map((source) => ({
    target: { tenant, source },
    range: remembered(source, wanted, now),
  }));
  const cut = parts.filter(({ range }) => range.from > wanted.from);
  const notes = [
    ...stateOf(tenant),
    ...cut.map(({ target: { source }, range }) => shortened(source, range)),
    ...chosen.notes,
  ];
  return { tenant, parts, destinations: chosen.names, notes };
}

function sourcesOf({ source }: Wanted, { displayName, id, sources: collected }: Tenant): readonly Source[] {
  if (!source) return collected.map((each) => sources[each]);
  if (collected.includes(source)) return [sources[source]];
  throw refused(`${displayName} (${id}) isn't collected from ${source}; its sources: ${collected.join(', ')}`);
}

/** The part of the range that the API hasn't forgotten. */
function remembered({ name, retentionMs }: Source, { from, to }: Wanted, now: number): ReplayRange {
  const oldest = now - retentionMs;
  if (to > ticksOfMs(oldest)) return { from: later(from, ticksOfMs(oldest)), to };
  const kept = counted(retentionMs / day, 'day');
  throw refused(`The API of ${name} keeps ${kept}, so it knows nothing before ${utc(oldest)}; choose a later --to`);
}

function shortened({ name, retentionMs }: Source, { from }: ReplayRange): string {
  return `The API of ${name} keeps ${counted(retentionMs / day, 'day')}: the range begins at ${utc(msOfTicks(from))}.`;
}

/** Whether a token can be had is found out by asking for one. */
function stateOf(tenant: Tenant): readonly string[] {
  const standstill = standstillOf(tenant);
  if (!standstill) return [];
  const { displayName, statusReason } = tenant;
  const why = statusReason ? ` (${statusReason})` : '';
  return [`${displayName} isn't collected: ${standstill.text}${why}. The replay asks its API all the same.`];
}

function refused(what: string): RelayError {
  return new RelayError('usage_invalid', `${what}. Nothing was sent.`);
}
