import type { Json } from '../../json';
import type { NamedTenant } from '../tenants/tenant-named';
import type { DestinationStatus, Status } from './read-status';
import { addsUp } from './sum-table';
import type { Trouble } from './troubles';

/** Everything that `relay status` says. */
export function statusJson(read: Status, troubles: readonly Trouble[], tenant: NamedTenant | undefined): Json {
  const { destinations, collected, queues, unreadable, waitingRows, lookedAt } = read;
  return {
    tenant: tenant && { ...tenant },
    putOnQueue: collected,
    destinations: destinations.map(destinationJson),
    queues: { ...queues },
    deadLettersWithoutDestination: unreadable,
    waitingRecords: waitingRows,
    waitingRecordsLookedAt: lookedAt,
    troubles: troubles.map((each) => ({ ...each })),
  };
}

function destinationJson({ name, state, counts, waiting, letters, uneven }: DestinationStatus): Json {
  const { dead, replayed, ...others } = counts;
  return {
    name,
    state: state.state,
    stateText: state.text,
    reason: state.reason,
    ...others,
    deadLettered: dead,
    waiting,
    replays: replayed,
    addsUp: addsUp(counts, waiting, uneven.length),
    uneven: uneven.map((each) => ({ ...each })),
    deadLetters: letters,
  };
}
