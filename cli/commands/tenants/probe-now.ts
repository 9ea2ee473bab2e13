import type { Checkpoints } from '../../../shared/collection/checkpoint';
import { RelayError } from '../../../shared/errors';
import type { SourceName } from '../../../shared/sources/names';

/**
 * Lets the next run try what is suspended, instead of waiting for the next probe; resolves to the sources it tries.
 * A source that a run is working on is left alone: were its row changed between send and save, a page would be repeated.
 */
export async function probeNow(
  checkpoints: Checkpoints,
  tenantId: string,
  sources: readonly SourceName[],
  now: number,
): Promise<readonly SourceName[]> {
  const released: SourceName[] = [];
  for (const source of sources) {
    if (await release(checkpoints, tenantId, source, now)) released.push(source);
  }
  return released;
}

async function release(checkpoints: Checkpoints, tenantId: string, source: SourceName, now: number): Promise<boolean> {
  try {
    const { checkpoint, etag } = await checkpoints.load({ tenantId, source });
    if (checkpoint?.health.state !== 'suspended' || (checkpoint.claim?.until ?? 0) > now) return false;
    const { notBefore: _probe, ...health } = checkpoint.health;
    await checkpoints.save({ tenantId, source }, { ...checkpoint, health }, etag);
    return true;
  } catch (error) {
    // A run came first, or the row can't be read: "relay tenants show" says which.
    if (!(error instanceof RelayError) || error.code === 'storage_failed') throw error;
    return false;
  }
}
