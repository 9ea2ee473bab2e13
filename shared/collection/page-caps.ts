import type { Target } from './target';

/**
 * An API may hand out fewer records than asked for, and say nothing of the rest. A page is known to be complete only if
 * it is smaller than another the same API has answered for the same tenant; as large or larger, it is doubtful until a request behind its
 * last record brings nothing.
 */
export class PageCaps {
  private readonly largest = new Map<string, number>();

  /** Whether a page of so many records may have been cut by the API itself. */
  isDoubtful(target: Target, records: number): boolean {
    return records > 0 && records >= this.largestOf(target);
  }

  saw(target: Target, records: number): void {
    if (records > this.largestOf(target)) this.largest.set(nameOf(target), records);
  }

  private largestOf(target: Target): number {
    return this.largest.get(nameOf(target)) ?? 0;
  }
}

function nameOf({ tenant, source }: Target): string {
  return `${tenant.id}/${source.name}`;
}
