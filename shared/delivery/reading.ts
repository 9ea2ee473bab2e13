import { type FilterView, viewOf } from '../destinations/filter';
import type { CollectedEvent } from '../events/event';
import type { Json } from '../sources/record';
import { type Digest, digestOf } from './digest';

/** One event as the rules of delivery look at it: parsed once for all its destinations. */
export interface Reading {
  readonly event: CollectedEvent;
  readonly view: FilterView;
  readonly digest: Digest;
}

export function readingOf(event: CollectedEvent): Reading {
  const record = recordOf(event.data);
  return { event, view: viewOf(event, record), digest: digestOf(record) };
}

/** The data of a malformed record may be no object; nothing can be told of it then. */
function recordOf(data: string): { readonly [name: string]: Json } {
  const record: Json = JSON.parse(data);
  return typeof record === 'object' && record !== null && !Array.isArray(record)
    ? (record as { readonly [name: string]: Json })
    : {};
}
