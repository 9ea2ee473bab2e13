import type { Command } from '../../command';
import { wellFormed } from './registered';
import { readTenantId } from './tenant-id';
import { tenantJson } from './tenant-json';

export const pauseTenant: Command = {
  noun: 'tenants',
  verb: 'pause',
  summary: 'Stop collecting a tenant, until it is resumed.',
  operands: ['tenant id'],
  options: { reason: { value: 'text', help: 'Why, for whoever asks later' } },
  prepare({ positionals, values }) {
    const id = readTenantId(positionals[0]);
    return async ({ tenants, clock, ensureStorage }) => {
      await ensureStorage();
      const tenant = wellFormed(id, await tenants.get(id));
      const reason = values.reason?.trim() || (tenant.status === 'paused' ? tenant.statusReason : undefined);
      const paused = await tenants.setStatus(tenant, 'paused', reason, clock.now(), 'person');
      const text = [
        `${paused.displayName} (${id}) is paused. A run that has begun may still send what it is reading.`,
        'What changes meanwhile is collected once it is resumed, as far as the API still has it:',
        `  relay tenants resume ${id}`,
      ].join('\n');
      return { text, json: { tenant: tenantJson(paused) }, healthy: true };
    };
  },
};
