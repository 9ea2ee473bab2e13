import type { Clock } from '../clock';
import { RelayError } from '../errors';
import { inParallel } from '../parallel';
import type { PartnerCredential } from '../settings';
import type { Log } from '../telemetry/log';
import type { TenantRow } from '../tenants/row';
import type { Secrets } from './access';
import { credentialName } from './entra-errors';
import { endOf, expiryAt, renewal, type StoredCredential } from './expiry';
import type { ExpiryAnnounced } from './expiry-announced';

/** Secrets asked for at the same time: far below what a vault takes (4,000 in ten seconds). */
const atOnce = 8;

export interface ExpiryDeps {
  readonly secrets: Pick<Secrets, 'get'>;
  readonly listTenants: () => AsyncIterable<TenantRow>;
  readonly partner: { readonly clientId: string; readonly credential: PartnerCredential };
  readonly announced: ExpiryAnnounced;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ExpirySummary {
  /** Credentials whose end was looked at. */
  readonly watched: number;
  /** Those that expire within 30 days, or have expired. */
  readonly expiring: number;
  /** Those that couldn't be read; collecting says what is wrong with one that it needs. */
  readonly unreadable: number;
  /** Those that didn't fit before the deadline. */
  readonly left: number;
}

interface Watched {
  readonly credential: StoredCredential;
  readonly name: string;
  readonly clientId: string;
  /** The tenant whose own credential it is. */
  readonly tenant?: string;
}

/**
 * Looks when the partner's credential and the tenants' own end, and says so 30, 14, 7 and 1 days ahead and when it is
 * over, or that nobody knows it, repeated daily. Begins none after `deadlineMs` (an instant of the clock). What can be
 * read is told first; then it rejects `storage_failed` if the tenants couldn't be listed, or `vault_unavailable` if the
 * vault couldn't be asked.
 */
export async function watchExpiry(deps: ExpiryDeps, deadlineMs: number): Promise<ExpirySummary> {
  const { clock, secrets } = deps;
  const summary = { watched: 0, expiring: 0, unreadable: 0, left: 0 };
  const { found, fault: unlisted } = await credentialsOf(deps);
  let down = unlisted;
  await inParallel(atOnce, found, async (watched) => {
    if (clock.now() >= deadlineMs) {
      summary.left += 1;
      return;
    }
    try {
      const end = endOf(watched.credential, await secrets.get(watched.credential.name));
      summary.watched += 1;
      if (end === undefined) sayUnknown(deps, watched);
      else if (isExpiring(deps, watched, end)) summary.expiring += 1;
    } catch (fault) {
      if (!(fault instanceof RelayError)) throw fault;
      summary.unreadable += 1;
      if (fault.level === 'transient') down ??= fault;
    }
  });
  if (down) throw down;
  return summary;
}

/** Each app's credential once: the partner's, and those that tenants name for an app of their own, as far as they can be listed. */
async function credentialsOf({ partner, listTenants }: ExpiryDeps) {
  const found = new Map<string, Watched>();
  const add = (clientId: string, credential: PartnerCredential, tenant?: string) => {
    if (credential.kind === 'managed-identity') return;
    const name = credentialName({ credential });
    const key = `${clientId}/${name}`;
    if (!found.has(key)) found.set(key, { credential, name, clientId, ...(tenant && { tenant }) });
  };
  add(partner.clientId, partner.credential);
  let fault: RelayError | undefined;
  try {
    for await (const row of listTenants()) {
      if (row.kind === 'malformed') continue;
      const { id, clientId, credential } = row.tenant;
      if (clientId && credential) add(clientId, credential, id);
    }
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    fault = error;
  }
  return { found: [...found.values()], fault };
}

/** Says that the end is near, if it is and hasn't been said. */
function isExpiring({ announced, clock, log }: ExpiryDeps, watched: Watched, endMs: number): boolean {
  const { credential, name, clientId, tenant } = watched;
  const { daysLeft, threshold, level } = expiryAt(endMs, clock.now());
  if (threshold === undefined) return false;
  if (announced.isDue(`${clientId}/${name}`, endMs, threshold, clock.now())) {
    const expiresOn = new Date(endMs).toISOString();
    const advice = renewal(credential, clientId);
    log(level, 'credential.expiring', { credential: name, tenant, daysLeft, threshold, expiresOn, advice });
  }
  return true;
}

function sayUnknown({ announced, clock, log }: ExpiryDeps, { name, clientId, tenant }: Watched): void {
  if (!announced.isUnknownDue(`${clientId}/${name}`, clock.now())) return;
  const advice = `Key Vault wasn't told when ${name} ends, so nobody is warned of it. Set its expiry date there (az keyvault secret set-attributes --expires).`;
  log('info', 'credential.expiry-unknown', { credential: name, tenant, advice });
}
