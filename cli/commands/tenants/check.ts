import { messageOf, RelayError } from '../../../shared/errors';
import type { SourceName } from '../../../shared/sources/names';
import type { Tenant } from '../../../shared/tenants/tenant';
import type { Command } from '../../command';
import type { CliServices } from '../../services';
import { appOf, consentLinkOf } from './app-of';
import { wellFormed } from './registered';
import { describeCheck, jsonOfCheck, type SourceCheck } from './source-check';
import { readTenantId } from './tenant-id';

export const checkTenant: Command = {
  noun: 'tenants',
  verb: 'check',
  summary: 'Get a token for every source of a tenant and show what it holds and what is missing.',
  operands: ['tenant id'],
  options: {},
  prepare({ positionals }) {
    const id = readTenantId(positionals[0]);
    return async (services) => {
      await services.ensureStorage();
      const tenant = wellFormed(id, await services.tenants.get(id));
      // One source after the other: they share a credential, and its fault should be met once.
      const checks: SourceCheck[] = [];
      for (const source of tenant.sources) checks.push(await checkSource(tenant, source, services));
      const link = consentLinkOf(tenant, services.settings);
      const healthy = checks.every((check) => check.missing.length === 0);
      const { displayName, status } = tenant;
      const text = [
        `${displayName} (${id}), ${status}`,
        ...checks.flatMap((check) => ['', ...describeCheck(check, services.clock.now())]),
        '',
        'Consent link for an administrator of the tenant:',
        `  ${link}`,
      ].join('\n');
      const json = {
        tenant: { id, displayName, status },
        healthy,
        sources: checks.map(jsonOfCheck),
        consentLink: link,
      };
      return { text, json, healthy };
    };
  },
};

async function checkSource(tenant: Tenant, source: SourceName, services: CliServices): Promise<SourceCheck> {
  const { scope, roles } = services.sources[source];
  try {
    const { claims } = await services.tokens.get({ ...appOf(tenant, services.settings), scope: scope(tenant.cloud) });
    return { source, claims, missing: roles.some((role) => claims.roles.includes(role)) ? [] : [roles.join(' or ')] };
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    return { source, fault: { code: error.code, message: messageOf(error) }, missing: ['token'] };
  }
}
