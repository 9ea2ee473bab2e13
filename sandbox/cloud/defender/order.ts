import { createHash } from 'node:crypto';
import type { Random } from '../../data/random';
import type { Version } from './table';

/**
 * In which order a list is answered: by last update, in a fixed order that has nothing to do with time (`shuffled`), or
 * in another order at every call (`random`). The documented order is newest first; collectors in the field saw others.
 */
export type ListOrder = 'newest-first' | 'oldest-first' | 'shuffled' | 'random';

export function ordered(versions: readonly Version[], order: ListOrder, random: Random): Version[] {
  if (order === 'shuffled') return sortedBy(versions, (version) => createHash('sha1').update(version.id).digest('hex'));
  if (order === 'random') return sortedBy(versions, random);
  const oldestFirst = sortedBy(versions, (version) => version.instants.lastUpdateTime ?? 0n);
  return order === 'oldest-first' ? oldestFirst : oldestFirst.reverse();
}

function sortedBy<Key extends string | number | bigint>(
  versions: readonly Version[],
  key: (version: Version) => Key,
): Version[] {
  return versions
    .map((version) => ({ version, key: key(version) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ version }) => version);
}
