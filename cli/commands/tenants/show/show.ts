import type { TenantRow } from '../../../../shared/tenants/row';
import type { Answer, Command } from '../../../command';
import type { CliServices } from '../../../services';
import { faultsOf, registered } from '../registered';
import { standstillOf } from '../standstill';
import { readTenantId } from '../tenant-id';
import { tenantJson } from '../tenant-json';
import { describeSource } from './describe-source';
import { describeTenant } from './describe-tenant';
import { type KnownSource, knownSources } from './known-source';
import { type Obstacle, obstaclesOf } from './obstacles';
import { sourceJson } from './source-json';

export const showTenant: Command = {
  noun: 'tenants',
  verb: 'show',
  summary: 'Show up to when a tenant is collected, what is still owed, and why something is not collected.',
  operands: ['tenant id'],
  options: {},
  prepare({ positionals }) {
    const id = readTenantId(positionals[0]);
    return async (services) => {
      await services.ensureStorage();
      const row = registered(id, await services.tenants.get(id));
      const chosen = row.kind === 'tenant' ? row.tenant.sources : [];
      const known = await knownSources(services.checkpoints, id, chosen);
      return answer(id, row, known, services);
    };
  },
};

function answer(id: string, row: TenantRow, known: readonly KnownSource[], services: CliServices): Answer {
  const now = services.clock.now();
  const shown = known.map((source) => ({ source, obstacles: obstaclesAt(source, row, services, now) }));
  const healthy =
    row.kind === 'tenant' && shown.every(({ obstacles }) => obstacles.every(({ attention }) => !attention));
  const head = row.kind === 'tenant' ? describeTenant(row.tenant, now) : [faultsOf(id, row.malformed)];
  const text = [
    ...head,
    ...shown.flatMap(({ source, obstacles }) => ['', ...describeSource(source, obstacles, now)]),
  ].join('\n');
  const tenant = row.kind === 'tenant' ? tenantJson(row.tenant) : { id, malformed: row.malformed.faults };
  const sources = shown.map(({ source, obstacles }) => sourceJson(source, obstacles, now));
  return { text, json: { tenant, healthy, sources }, healthy };
}

function obstaclesAt(source: KnownSource, row: TenantRow, services: CliServices, now: number): readonly Obstacle[] {
  const { schedule } = services.settings.collect;
  if (row.kind === 'malformed') {
    const malformed = { text: "the tenant's row is malformed", isProbed: false };
    return obstaclesOf(source, { standstill: malformed, chosen: true, schedule, now });
  }
  const standstill = standstillOf(row.tenant);
  const chosen = row.tenant.sources.includes(source.source);
  return obstaclesOf(source, { ...(standstill && { standstill }), chosen, schedule, now });
}
