import { day } from '../../shared/duration';
import { type ChoreParts, choresOf } from '../../shared/housekeeping/chores';
import type { Chore } from '../../shared/housekeeping/housekeep';
import type { MeasuredQueue } from '../../shared/housekeeping/queue-depths';
import type { Table } from '../../shared/storage/tables';
import { type Broken, throwIf } from './broken';

const partner = {
  clientId: '20000000-0000-4000-8000-000000000001',
  credential: { kind: 'secret', name: 'partner' },
} as const;

/** The real chores over `parts`, which fail as `broken` says at the time. */
export function breakableChores(
  parts: Omit<ChoreParts, 'secrets'>,
  checkpoints: Table,
  broken: () => Broken,
): readonly Chore[] {
  const endsMs = parts.clock.now() + 365 * day;
  const { guard, destinations, queues } = parts;
  const measured = ({ depth, oldestPutMs }: MeasuredQueue): MeasuredQueue => ({
    depth: async () => {
      throwIf(broken().depths);
      return depth();
    },
    oldestPutMs,
  });
  return choresOf(
    {
      ...parts,
      secrets: {
        get: async (name) => {
          throwIf(broken().vault);
          const { expiresAt: endOf = () => endsMs } = broken();
          const expiresAt = endOf(name);
          return { value: 'x', ...(expiresAt !== undefined && { expiresAt }) };
        },
      },
      guard: {
        probePaused: async (deadlineMs) => {
          throwIf(broken().probes);
          return guard.probePaused(deadlineMs);
        },
      },
      destinations: {
        all: async () => {
          throwIf(broken().destinations);
          return destinations.all();
        },
      },
      queues: Object.fromEntries(Object.entries(queues).map(([name, queue]) => [name, measured(queue)])),
    },
    { collect: { schedule: '0 * * * * *' }, partner },
    {
      ...checkpoints,
      list: (options) => {
        throwIf(broken().checkpoints);
        return checkpoints.list(options);
      },
    },
  );
}
