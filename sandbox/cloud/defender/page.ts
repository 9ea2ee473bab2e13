import { withMembers } from '../../data/raw-json';
import type { SimulatedTenant } from '../tenant';
import { type Answer, textAnswer } from '../wire/answer';
import type { Call } from '../wire/server';
import type { World } from '../world';
import type { Collection } from './collections';
import { defenderError } from './errors';
import { ordered } from './order';
import { type ListQuery, parseQuery } from './query';
import type { Version } from './table';

/** One page of a collection. The records' own texts are spliced in, so that every digit stays. */
export function pageAnswer(
  world: World,
  tenant: SimulatedTenant,
  collection: Collection,
  call: Call,
  origin: string,
): Answer {
  const query = parseQuery(collection, call.query);
  if (typeof query === 'string') return defenderError(world.random, 400, query);
  const now = world.now();
  const matching = tenant.table(collection.route).visible(now).filter(query.matches);
  const all = ordered(matching, tenant.order, world.random);
  const page = all.slice(query.skip, query.skip + query.top).map((version) => ({
    version,
    raw: shownText(version, collection, query),
  }));
  const more = tenant.nextLinks && query.skip + page.length < all.length && page.length > 0;
  const link = more ? `,"@odata.nextLink":${JSON.stringify(nextLink(origin, call, query.skip + page.length))}` : '';
  const texts = page.map(({ raw }) => raw).join(',');
  return {
    ...textAnswer(200, `{"@odata.context":${JSON.stringify(collection.context)},"value":[${texts}]${link}}`),
    records: page.length,
    shown: () => {
      for (const { version, raw } of page) tenant.shown.note(collection.route, version, raw, now);
    },
  };
}

function shownText(version: Version, collection: Collection, query: ListQuery): string {
  const hidden = collection.expandable;
  if (hidden === undefined || query.expanded) return version.raw;
  return withMembers(version.raw, { [hidden]: '[]' });
}

function nextLink(origin: string, call: Call, skip: number): string {
  const query = new URLSearchParams({ ...call.query, $skip: String(skip) });
  return `${origin}${call.path}?${query}`;
}
