import type { DestinationRegistration, RegisteredRow } from '../../../shared/destinations/registration';
import type { Transition } from '../../../shared/destinations/transitions';
import { RelayError } from '../../../shared/errors';
import type { Json } from '../../json';
import { destinationJson } from './destination-json';
import { registered } from './registered';

/** A destination before and after a command, and the latter for programs. */
export interface Changed {
  readonly before: RegisteredRow;
  readonly after: RegisteredRow;
  readonly json: Json;
}

/**
 * Changes the state of the destination that was typed. Rejects `usage_invalid` when there is none of that name (any
 * more), `row_invalid` when its row is no destination because of its keys.
 */
export async function changed(
  name: string,
  destinations: DestinationRegistration,
  transitionFor: (before: RegisteredRow) => Transition,
): Promise<Changed> {
  const before = await registered(name, destinations);
  if (!before.configured) throw new RelayError('row_invalid', `${name} is no destination: ${before.faults.join(' ')}`);
  await destinations.change(name, transitionFor(before));
  const after = await registered(name, destinations);
  return { before, after, json: { destination: destinationJson(after) } };
}
