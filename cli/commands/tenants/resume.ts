import { probeNextRun } from '../../../shared/collection/probe';
import type { SourceName } from '../../../shared/sources/names';
import type { Command } from '../../command';
import { wellFormed } from './registered';
import { readTenantId } from './tenant-id';
import { tenantJson } from './tenant-json';

export const resumeTenant: Command = {
  noun: 'tenants',
  verb: 'resume',
  summary: 'Collect a paused tenant again, and try at once what the relay suspended.',
  operands: ['tenant id'],
  options: {},
  prepare({ positionals }) {
    const id = readTenantId(positionals[0]);
    return async ({ tenants, checkpoints, clock, ensureStorage }) => {
      await ensureStorage();
      const tenant = wellFormed(id, await tenants.get(id));
      const resumed = await tenants.setStatus(tenant, 'active', undefined, clock.now(), 'person');
      const tried: SourceName[] = [];
      for (const source of tenant.sources) {
        if (await probeNextRun(checkpoints, { tenantId: id, source }, clock.now())) tried.push(source);
      }
      const text = [
        tenant.status === 'active'
          ? `${tenant.displayName} (${id}) was active already.`
          : `${tenant.displayName} (${id}) is active again. The next run collects it, what is new first.`,
        ...tried.map((source) => `${source} was suspended; the next run tries it.`),
        'What stands in the way of one of its sources, if anything:',
        `  relay tenants show ${id}`,
      ].join('\n');
      return { text, json: { tenant: tenantJson(resumed), triedAtOnce: tried }, healthy: true };
    };
  },
};
