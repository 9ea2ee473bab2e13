import type { Checkpoint, Checkpoints } from '../../../../shared/collection/checkpoint';
import { RelayError } from '../../../../shared/errors';
import { type SourceName, sourceNames } from '../../../../shared/sources/names';

/** What is noted of one source of one tenant. */
export interface KnownSource {
  readonly source: SourceName;
  /** Absent when it was never collected, or when what is noted can't be read. */
  readonly checkpoint?: Checkpoint;
  /** Why what is noted can't be read. */
  readonly unreadable?: string;
}

/** The sources that were chosen for the tenant, and those of which something is noted all the same. */
export async function knownSources(
  checkpoints: Checkpoints,
  tenantId: string,
  chosen: readonly SourceName[],
): Promise<readonly KnownSource[]> {
  const known = await Promise.all(sourceNames.map((source) => knownSource(checkpoints, tenantId, source)));
  return known.filter((each) => chosen.includes(each.source) || each.checkpoint || each.unreadable);
}

/** Rejects `storage_failed`; a row that can't be read is what was found out about it, not a rejection. */
export async function knownSource(
  checkpoints: Checkpoints,
  tenantId: string,
  source: SourceName,
): Promise<KnownSource> {
  try {
    const { checkpoint } = await checkpoints.load({ tenantId, source });
    return { source, ...(checkpoint && { checkpoint }) };
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'row_invalid') throw error;
    return { source, unreadable: error.message };
  }
}
