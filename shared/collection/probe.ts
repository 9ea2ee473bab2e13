import { RelayError } from '../errors';
import type { CheckpointKey, Checkpoints } from './checkpoint';
import { isClaimed } from './held-checkpoint';

/**
 * Lets the next run ask a suspended source, instead of waiting for its probe to be due; resolves to whether it will.
 * A source that a run is working on is left alone: were its row changed between send and save, a page would be repeated.
 * The same where a run came first, or the row can't be read. Rejects `storage_failed`. `now` in milliseconds.
 */
export async function probeNextRun(checkpoints: Checkpoints, key: CheckpointKey, now: number): Promise<boolean> {
  try {
    const { checkpoint, etag } = await checkpoints.load(key);
    if (checkpoint?.health.state !== 'suspended' || isClaimed(checkpoint, now)) return false;
    const { notBefore: _probe, ...health } = checkpoint.health;
    await checkpoints.save(key, { ...checkpoint, health }, etag);
    return true;
  } catch (error) {
    if (!(error instanceof RelayError) || error.code === 'storage_failed') throw error;
    return false;
  }
}
