import { memberText } from '../../../sandbox/data/raw-json';
import type { Asked } from './tap';

/** The keys of a row stand in the path of one that is replaced, and in the body of one that is inserted. */
export function keysOf({ path, body }: Asked): { readonly partition: string; readonly row: string } {
  const [, partition, row] = /\(PartitionKey='([^']*)',RowKey='([^']*)'\)/.exec(path) ?? [];
  return { partition: partition ?? textOf(body, 'PartitionKey'), row: row ?? textOf(body, 'RowKey') };
}

/** Which checkpoint is written. */
export function targetOf(asked: Asked): string {
  const { partition, row } = keysOf(asked);
  return `${partition}/${row}`;
}

/** What a write to the table `deliveries` says has arrived; nothing for any other request. */
export function recordedIn(asked: Asked): readonly { readonly destination: string; readonly id: string }[] {
  if (asked.service !== 'table' || asked.method === 'GET' || !/^\/[^/]+\/deliveries\b/.test(asked.path)) return [];
  const outcomes: readonly { readonly version: { readonly id: string }; readonly state: string }[] = JSON.parse(
    textOf(asked.body, 'outcomes') || '[]',
  );
  const destination = keysOf(asked).row.split('|').at(-1) ?? '';
  return outcomes.filter(({ state }) => state === 'delivered').map(({ version: { id } }) => ({ destination, id }));
}

function textOf(body: string, name: string): string {
  const text = memberText(body, name);
  return text?.startsWith('"') ? String(JSON.parse(text)) : '';
}
