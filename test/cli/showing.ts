import { expect } from 'vitest';
import type { Checkpoint } from '../../shared/collection/checkpoint';
import { noCalls } from '../../shared/collection/quota';
import { SeenVersions } from '../../shared/collection/seen';
import { type Ticks, ticksOfMs } from '../../shared/instant';
import { now, relay, environment as settings } from './harness';
import { contoso, type Tables } from './tables';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

/** Ticks so many milliseconds before `now`. */
export const ago = (ms: number): Ticks => ticksOfMs(now - ms);

/** A source that is collected up to 20 seconds ago, and fine. */
export function checkpoint(changes: Partial<Checkpoint> = {}): Checkpoint {
  return {
    progress: { marks: [ago(15 * minute), ago(20 * second)], owed: [] },
    seen: new SeenVersions(),
    health: { state: 'ok', since: now - 5 * hour, faults: 0, probes: 0 },
    owedCalls: noCalls,
    lastAttempt: now - 20 * second,
    lastSuccess: now - 20 * second,
    lastSaved: now - 20 * second,
    collected: 1_234,
    ...changes,
  };
}

/** Saves that for `id`, Contoso if not given, and shows the tenant as text and as JSON. */
export async function showing(
  tables: Tables,
  saved?: Checkpoint,
  given: { readonly id?: string; readonly schedule?: string } = {},
) {
  const { id = contoso, schedule } = given;
  if (saved) await tables.checkpoints.save({ tenantId: id, source: 'defender-xdr' }, saved, undefined);
  const environment = { ...settings, ...(schedule && { COLLECT_SCHEDULE: schedule }) };
  const text = await relay(['tenants', 'show', id], { ...tables, environment });
  const json = await relay(['tenants', 'show', id, '--json'], { ...tables, environment });
  expect(json.code).toBe(text.code);
  return { ...text, json: JSON.parse(json.out) };
}

/** What stands behind a name in the text, its further lines included. */
export function entry(out: string, name: string): readonly string[] {
  const lines = out.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`  ${name}  `));
  if (at < 0) return [];
  const further = lines.slice(at + 1);
  const end = further.findIndex((line) => !line.startsWith('   '));
  const rest = further.slice(0, end < 0 ? undefined : end);
  return [(lines[at] as string).slice(name.length + 2).trim(), ...rest.map((line) => line.trim())];
}
