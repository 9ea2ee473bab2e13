import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence } from './accounts';
import type { Arena } from './arena';
import { checkpointRows } from './checkpoints';
import type { PlannedRound } from './plan';
import type { RoundResult, Rounds } from './round';

export interface Failure {
  readonly seed: number;
  readonly rounds: number;
  readonly problems: readonly string[];
  readonly plan: readonly PlannedRound[];
  readonly results: readonly RoundResult[];
}

const mostRequests = 3_000;

/**
 * Keeps all that is known of a failed run in a file of the temporary folder, and resolves to its path. A record's text
 * that was shown and arrived as it should is replaced by its hash; what can't be read any more, because that is what
 * failed, by why.
 */
export async function keepReport(failure: Failure, arena: Arena, rounds: Rounds | undefined): Promise<string> {
  const { azurite, cloud, clock, wire, printed } = arena;
  const evidence = await orWhy(rounds?.evidence() ?? Promise.reject(new Error('No process was started.')));
  const report = {
    ...failure,
    apiTime: new Date(clock.now()).toISOString(),
    checkpoints: await orWhy(checkpointRows(azurite.connectionString)),
    evidence,
    apiRequests: cloud.requests.slice(-mostRequests),
    wire: wire.recent,
    printed,
  };
  const file = join(await mkdtemp(join(tmpdir(), `relay-crash-${failure.seed}-`)), 'report.json');
  const arrived = typeof evidence === 'string' ? new Set<string>() : textsThatArrived(evidence);
  await writeFile(
    file,
    JSON.stringify(report, (_key, value: unknown) => plain(value, arrived), 2),
  );
  return file;
}

async function orWhy<T>(reading: Promise<T>): Promise<T | string> {
  return await reading.catch((error: unknown) => `can't be read: ${error instanceof Error ? error.message : error}`);
}

function textsThatArrived({ shown, delivered, dead }: Evidence): ReadonlySet<string> {
  const safe = new Set([...delivered, ...dead].map(({ dataRaw }) => dataRaw));
  return new Set(shown.map(({ raw }) => raw).filter((raw) => safe.has(raw)));
}

function plain(value: unknown, arrived: ReadonlySet<string>): unknown {
  if (typeof value === 'string' && arrived.has(value)) return createHash('sha256').update(value).digest('hex');
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
