import { isSourceName } from '../../../shared/sources/names';
import type { Tenant } from '../../../shared/tenants/tenant';
import type { CliServices } from '../../services';
import { knownSource } from '../tenants/show/known-source';
import { obstaclesOf } from '../tenants/show/obstacles';
import { standstillOf } from '../tenants/standstill';
import { type Note, noteOfLine } from './note';
import type { RunRecord } from './run-record';

/** What went wrong in a run, and what it left alone, the tenants' own state included. `only`: the tenants named. */
export async function notesOf(
  record: RunRecord,
  only: readonly string[] | undefined,
  services: CliServices,
): Promise<readonly Note[]> {
  const wanted = (id: string) => !only || only.includes(id);
  const selected = [...record.tenants.values()].filter(({ id }) => wanted(id));
  const said = record.lines.flatMap((line) => noteOfLine(line) ?? []);
  const parked = await parkedNotes(record, selected, services);
  return [...said, ...claimedNotes(record), ...parked];
}

function claimedNotes({ claimed }: RunRecord): readonly Note[] {
  const text = 'another run is sending what it found; this one left it alone and sent nothing';
  return claimed.map(({ tenantId, source }) => ({ tenant: tenantId, source, text, failed: false }));
}

/** Sources that weren't due are no part of the run; whoever typed the command wants to know about them all the same. */
async function parkedNotes(
  { summaries }: RunRecord,
  selected: readonly Tenant[],
  { checkpoints, clock, settings }: CliServices,
): Promise<readonly Note[]> {
  const now = clock.now();
  const tried = new Map(selected.filter(isTried).map((tenant) => [tenant.id, tenant]));
  const notes: Note[] = [];
  for (const { tenantId, source, notBefore } of summaries) {
    const tenant = tried.get(tenantId);
    if (notBefore === undefined || notBefore <= now || !isSourceName(source) || !tenant?.sources.includes(source))
      continue;
    const known = await knownSource(checkpoints, tenantId, source);
    const obstacles = obstaclesOf(known, { chosen: true, schedule: settings.collect.schedule, now });
    notes.push(
      ...obstacles.map(({ text, reason, attention }) => ({
        tenant: tenantId,
        source,
        text,
        ...(reason && { reason }),
        failed: attention,
      })),
    );
  }
  return notes;
}

function isTried(tenant: Tenant): boolean {
  return standstillOf(tenant)?.isProbed ?? true;
}
