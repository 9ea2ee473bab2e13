import { memberText } from '../../../sandbox/data/raw-json';
import type { Asked } from './tap';

interface OwedRange {
  readonly from: string;
  readonly to: string;
  readonly againAt?: string;
}

/** Knows from the checkpoints that cross the wire which requests read a range for the second time. */
export class OwedRanges {
  readonly #byRow = new Map<string, readonly OwedRange[]>();

  /** @param row names the checkpoint */
  noteSaved(row: string, { body }: Asked): void {
    const owed = memberText(body, 'owed');
    if (owed !== undefined) this.#byRow.set(row, JSON.parse(String(JSON.parse(owed))));
  }

  /** Every instant has seven digits, so texts are in the order of time. */
  isReadAgain({ query }: Asked): boolean {
    const bounds = boundsOf(query);
    return [...this.#byRow.values()].flat().some(({ from, to, againAt }) => {
      return againAt !== undefined && bounds !== undefined && from <= bounds.from && bounds.to <= to;
    });
  }
}

/** The closed range of last updates that is asked for; undefined for one that is open towards the present. */
export function boundsOf(query: URLSearchParams): { readonly from: string; readonly to: string } | undefined {
  const filter = query.get('$filter') ?? '';
  const [, from, to] = /^lastUpdateTime ge (\S+) and lastUpdateTime lt (\S+)/.exec(filter) ?? [];
  return from && to ? { from, to } : undefined;
}
