import type { Redaction } from '../../../../shared/redaction/redaction';
import type { Tenant } from '../../../../shared/tenants/tenant';
import { columns, printable } from '../../../columns';
import { counted, instant, length } from '../../../instants';

/** Lines for a person. `now`: milliseconds since the epoch. */
export function describeTenant(tenant: Tenant, now: number): readonly string[] {
  const { displayName, id, status, statusReason, statusSince, destinations } = tenant;
  const since = statusSince ? ` since ${instant(Date.parse(statusSince), now)}` : '';
  const rows = [
    ['status', `${status}${since}`],
    ...(statusReason ? [['', statusReason]] : []),
    ...(tenant.consentedAt ? [['consented', instant(Date.parse(tenant.consentedAt), now)]] : []),
    ['sources', tenant.sources.join(', ')],
    ['destinations', destinations.join(', ') || 'all'],
    ...(tenant.redaction ? [['redaction', redactionText(tenant.redaction)]] : []),
    ['history', tenant.lookbackMs === 0 ? 'none' : `${length(tenant.lookbackMs)} before its first collection`],
    ...(tenant.apiHost ? [['API host', tenant.apiHost]] : []),
    ...(tenant.clientId ? [['own app', tenant.clientId]] : []),
    ['cloud', tenant.cloud],
  ];
  const lines = columns(rows.map(([name = '', text = '']) => [`  ${name}`, text]));
  return [printable(`${displayName} (${id})`), ...lines];
}

function redactionText({ drop, hash }: Redaction): string {
  const fields = (names: readonly string[]) => counted(names.length, 'field');
  return [drop.length > 0 && `drops ${fields(drop)}`, hash.length > 0 && `hashes ${fields(hash)}`]
    .filter(Boolean)
    .join(', ');
}
