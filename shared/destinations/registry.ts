import { type OpenDestination, openerOf } from './destination-type';
import { webhook } from './webhook/webhook';

/** Every type a row of the table `destinations` can name. A new destination is a folder of its own and one line here. */
const types: Readonly<Record<string, OpenDestination>> = {
  webhook: openerOf(webhook),
};

export const destinationTypes: readonly string[] = Object.keys(types);

/** Undefined when there is no such type. */
export function destinationType(name: string): OpenDestination | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}
