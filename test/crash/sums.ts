import type { Arrived } from './accounts';
import { type DeliveryRow, ends } from './delivery-rows';
import { grouped } from './grouped';
import { isOlder, recordKey } from './versions';
import type { Queued } from './wire/journal';

/** What one destination's rows are held against. */
export interface Received {
  readonly destination: string;
  readonly rows: readonly DeliveryRow[];
  /** Every event that collect ever put on the queue, by its id. */
  readonly queued: ReadonlyMap<string, Queued>;
  readonly delivered: readonly Arrived[];
  readonly dead: readonly Arrived[];
}

export type Totals = Readonly<Record<'collected' | 'repeats' | (typeof ends)[number], number>>;

/**
 * At rest: every version that was ever queued is counted once, has ended, and that end is true. One line for each
 * that isn't so.
 */
export function judgeSums(received: Received): string[] {
  const { destination, rows, queued } = received;
  const total = totalsOf(rows);
  const ended = ends.reduce((sum, end) => sum + total[end], 0);
  const byRecord = new Map(rows.map((row) => [recordKey(row), row]));
  const idsOf = grouped(queued.keys(), (id) => recordKey(queued.get(id) as Queued));
  const ever = [...idsOf].flatMap(([record, ids]) => {
    const row = byRecord.get(record);
    if (row) return judgeRow(row, ids).map((problem) => `SUM: ${record} at ${destination}: ${problem}`);
    return [`SUM: ${record} at ${destination} has no row`];
  });
  const strange = rows.filter((row) => !idsOf.has(recordKey(row)));
  return [
    ...(total.collected === ended && total.collected === queued.size
      ? []
      : [`SUM: ${destination}: ${queued.size} were queued, ${total.collected} collected, of which ${ended} ended`]),
    ...ever,
    ...strange.map((row) => `SUM: ${recordKey(row)} at ${destination} has a row and was never queued`),
    ...untrueEnds(received),
  ];
}

export function totalsOf(rows: readonly DeliveryRow[]): Totals {
  const sum = (of: keyof Totals) => rows.reduce((total, row) => total + row[of], 0);
  return {
    collected: sum('collected'),
    delivered: sum('delivered'),
    filtered: sum('filtered'),
    superseded: sum('superseded'),
    dead: sum('dead'),
    repeats: sum('repeats'),
  };
}

/** No record here has so many versions that a row would forget some. */
function judgeRow(row: DeliveryRow, ids: readonly string[]): string[] {
  const listed = row.outcomes.map(({ version }) => version.id);
  const told = (text: string, wrong: boolean) => (wrong ? [text] : []);
  return [
    ...told(`${ids.length} versions were queued, ${row.collected} are counted`, row.collected !== ids.length),
    ...ids.filter((id) => !listed.includes(id)).map((id) => `event ${id} is not listed`),
    ...told('a version is listed twice', new Set(listed).size !== listed.length),
    ...told('it is still claimed', row.claimUntil !== undefined),
    ...row.outcomes.flatMap(({ version, state, sending }) =>
      told(`event ${version.id} still waits${sending ? ', being sent' : ''}`, state === 'waiting' || sending === true),
    ),
    ...ends.flatMap((end) => {
      const number = row.outcomes.filter(({ state }) => state === end).length;
      return told(`${row[end]} are counted as ${end}, ${number} are listed`, row[end] !== number);
    }),
  ];
}

/** `filtered` is judged where the records' texts are. */
function untrueEnds({ destination, rows, delivered, dead }: Received): string[] {
  const [arrived, letters] = [idsOf(delivered), idsOf(dead)];
  const byRecord = grouped(delivered, recordKey);
  return rows.flatMap((row) =>
    row.outcomes.flatMap(({ version, state }) => {
      const newerCame = () => byRecord.get(recordKey(row))?.some((each) => isOlder(version, each)) ?? false;
      const isTrue =
        (state !== 'delivered' || arrived.has(version.id)) &&
        (state !== 'dead' || letters.has(version.id)) &&
        (state !== 'superseded' || newerCame());
      return isTrue ? [] : [`LOST: ${recordKey(row)}: ${destination} is said to have event ${version.id} as ${state}`];
    }),
  );
}

function idsOf(events: readonly Arrived[]): ReadonlySet<string> {
  return new Set(events.map(({ id }) => id));
}
