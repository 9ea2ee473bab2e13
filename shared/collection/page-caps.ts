/**
 * An API may hand out fewer records than asked for, and say nothing of the rest. A page is known to be complete only if
 * it is smaller than another the same API has answered; as large or larger, it is doubtful until a request behind its
 * last record brings nothing.
 */
export class PageCaps {
  private readonly largest = new Map<string, number>();

  /** Whether a page of so many records may have been cut by the API itself. */
  isDoubtful(source: string, records: number): boolean {
    return records > 0 && records >= (this.largest.get(source) ?? 0);
  }

  saw(source: string, records: number): void {
    this.largest.set(source, Math.max(records, this.largest.get(source) ?? 0));
  }
}
