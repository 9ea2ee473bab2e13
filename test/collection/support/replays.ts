import { newCheckpoint } from '../../../shared/collection/held-checkpoint';
import type { ReplayNews } from '../../../shared/collection/replay/contract';
import type { ReplayRange } from '../../../shared/collection/replay/replay-progress';
import { replayTarget } from '../../../shared/collection/replay/replay-target';
import type { CollectedEvent } from '../../../shared/events/event';
import { sources } from '../../../shared/sources/registry';
import { tenant } from './fleet';
import { tenantId, type WorldParts, world } from './world';

export const key = { tenantId: tenantId(1), source: 'defender-xdr' };

/** The world of collection, with a replay of its first tenant in it. */
export function replayWorld(parts: WorldParts = {}) {
  const made = world(parts);
  const replayed: CollectedEvent[] = [];
  const news: ReplayNews[] = [];
  const target = { tenant: tenant(key.tenantId), source: sources['defender-xdr'] };
  const events = { put: async (event: CollectedEvent) => void replayed.push(event) };
  return {
    ...made,
    replayed,
    news,
    subjects: () => replayed.map(({ attributes }) => Number(attributes.subject)).sort((a, b) => a - b),
    replay: (range: ReplayRange) =>
      replayTarget(
        { collector: made.collector, events },
        target,
        { ...range, destinations: ['siem'], dryRun: false },
        (each) => news.push(each),
      ),
    /** Changes the stored checkpoint, as somebody else would. */
    async store(change: (known: ReturnType<typeof newCheckpoint>) => ReturnType<typeof newCheckpoint>) {
      const { checkpoint = newCheckpoint(made.clock.now()), etag } = await made.checkpoints.load(key);
      await made.checkpoints.save(key, change(checkpoint), etag);
    },
    stored: async () => (await made.checkpoints.load(key)).checkpoint,
  };
}
