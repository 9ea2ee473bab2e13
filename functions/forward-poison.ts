import { storePoison } from '../shared/delivery/poison';
import type { Handler } from './start';

/** A message that failed at every attempt is kept whole before the platform forgets it. */
export const keepPoison: Handler<unknown> = async ({ forwarder }, message) => {
  await storePoison(forwarder, message);
};
