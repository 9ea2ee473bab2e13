import { type Counts, type DeliveryRow, emptyRow, waitingOf } from './delivery-row';
import type { DeliveryPlace } from './place';

/** One record and one destination. */
export interface RecordPlace extends DeliveryPlace {
  readonly tenantId: string;
}

/** What became of all versions: collected = delivered + filtered + superseded + dead + waiting. */
export interface Sums {
  readonly byDestination: ReadonlyMap<string, Counts>;
  /** Records of which some version waits, and those among them that were looked at one by one. */
  readonly waitingRows: number;
  readonly lookedAt: readonly RecordPlace[];
  /** Rows whose counts don't agree with the versions listed in them. */
  readonly uneven: readonly RecordPlace[];
}

/** A row that is looked at again, by itself. */
export interface OpenRow {
  readonly rowKey: string;
  readonly place: RecordPlace;
}

/**
 * In a long outage most rows have something that waits; looking at each would take minutes just then. What is found
 * among these would be found among the others.
 */
const mostLookedAt = 1_000;

/**
 * Adds up counts row by row and keeps no row. What waits isn't counted in a column of its own, it is what is left of
 * what was collected; so that the sum proves something, rows in which something is left are remembered in `open`, and
 * their versions that are listed as waiting are counted.
 */
export class SumsInProgress {
  readonly byDestination = new Map<string, Counts>();
  readonly open: OpenRow[] = [];
  readonly uneven: RecordPlace[] = [];
  private waitingRows = 0;

  add(row: OpenRow, counts: Counts): void {
    const { destination } = row.place;
    this.byDestination.set(destination, sumOf(this.byDestination.get(destination) ?? emptyRow.counts, counts));
    const waiting = waitingOf(counts);
    if (waiting < 0) this.uneven.push(row.place);
    if (waiting <= 0) return;
    this.waitingRows += 1;
    if (this.open.length < mostLookedAt) this.open.push(row);
  }

  result(): Sums {
    const { byDestination, waitingRows, uneven } = this;
    return { byDestination, waitingRows, lookedAt: this.open.map(({ place }) => place), uneven };
  }
}

/** A row lists everything that waits as far as there is room: some forty versions. */
const surelyListed = 40;

/** Whether other versions wait than its counts say. */
export function isUneven({ outcomes, counts }: DeliveryRow): boolean {
  const [counted, listed] = [waitingOf(counts), outcomes.filter(({ state }) => state === 'waiting').length];
  return counted < listed || (counted > listed && listed < surelyListed);
}

function sumOf(a: Counts, b: Counts): Counts {
  const names = Object.keys(a) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as Record<keyof Counts, number>;
}
