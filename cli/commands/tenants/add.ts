import type { NewTenant } from '../../../shared/tenants/registry';
import { usage } from '../../arguments';
import type { Arguments, Command } from '../../command';
import { consentLinkOf } from './app-of';
import { readTenantId } from './tenant-id';

const name = { noun: 'tenants', verb: 'add' };

export const addTenant: Command = {
  ...name,
  summary: 'Register a tenant and print the link with which its administrator consents.',
  operands: ['tenant id'],
  options: {
    name: { value: 'display name', help: 'How the tenant is called in messages and lists (required)' },
    sources: { value: 'a,b', help: 'What to collect; default: the setting DEFAULT_SOURCES' },
    destinations: { value: 'a,b', help: 'Names of destinations; default: all' },
    lookback: {
      value: 'duration',
      help: 'How much history to collect, e.g. P7D; default: the setting COLLECT_LOOKBACK',
    },
    'api-host': { value: 'host', help: "Host of the tenant's Defender APIs, e.g. eu.api.security.microsoft.com" },
    invited: { help: "Don't collect before the administrator has consented" },
  },
  prepare(args) {
    const tenant = readTenant(args);
    return async ({ tenants, settings, clock, ensureStorage }) => {
      await ensureStorage();
      const added = await tenants.add(tenant, clock.now());
      const link = consentLinkOf(added, settings);
      const text = [
        `${added.displayName} (${added.id}) is registered as ${added.status}, sources: ${added.sources.join(', ')}.`,
        '',
        'Send this link to an administrator of the customer, who consents with it:',
        `  ${link}`,
        '',
        `Then see whether everything is there: relay tenants check ${added.id}`,
      ].join('\n');
      const { id, displayName, status, sources } = added;
      return { text, json: { tenant: { id, displayName, status, sources }, consentLink: link }, healthy: true };
    };
  },
};

function readTenant({ positionals, values, switches }: Arguments): NewTenant {
  const id = readTenantId(positionals[0]);
  const displayName = values.name?.trim();
  if (!displayName) throw usage(name, '--name <display name> is missing');
  const { sources, destinations, lookback, 'api-host': apiHost } = values;
  return {
    id,
    displayName,
    status: switches.has('invited') ? 'invited' : 'active',
    ...(sources && { sources }),
    ...(destinations && { destinations }),
    ...(lookback && { lookback }),
    ...(apiHost && { apiHost }),
  };
}
