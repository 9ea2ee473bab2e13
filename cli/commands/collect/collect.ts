import { collectTenants } from '../../../shared/collection/collect-tenants';
import type { Answer, Command } from '../../command';
import type { CliServices } from '../../services';
import { readTenantId } from '../tenants/tenant-id';
import { describeRun } from './describe-run';
import { ensureCollectable } from './named';
import { notesOf } from './notes';
import { RunRecord } from './run-record';

export const collect: Command = {
  noun: 'collect',
  summary: 'Collect now, as the timer does: every tenant, or those named.',
  operands: ['tenant id'],
  anyNumber: true,
  options: {},
  prepare({ positionals }) {
    const ids = [...new Set(positionals.map(readTenantId))];
    return (services) => collectNow(services, ids.length > 0 ? ids : undefined);
  },
};

async function collectNow(services: CliServices, only: readonly string[] | undefined): Promise<Answer> {
  const { tenants, collector, ensureStorage } = services;
  await ensureStorage();
  ensureCollectable(await Promise.all((only ?? []).map(async (id) => ({ id, row: await tenants.get(id) }))));
  const record = new RunRecord();
  const summary = await collectTenants(record.listenTo(collector), only);
  const notes = await notesOf(record, only, services);
  return {
    text: describeRun(summary, notes, (id) => record.tenants.get(id)?.displayName),
    json: { ...summary, notes: notes.map((note) => ({ ...note })) },
    healthy: summary.failed === 0 && notes.every(({ failed }) => !failed),
  };
}
