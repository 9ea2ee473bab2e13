import type { Counts } from '../../../shared/delivery/deliveries/delivery-row';
import { columns } from '../../columns';
import type { DestinationStatus } from './read-status';

/** The equation, read from left to right. */
const header = [
  'DESTINATION',
  'COLLECTED',
  '= DELIVERED',
  '+ FILTERED',
  '+ SUPERSEDED',
  '+ DEAD-LETTERED',
  '+ WAITING',
  '',
  'REPEATS',
  'REPLAYS',
];
/** Columns that hold text. */
const left = [0, 7];

/** One line a destination: what was collected for it, and what became of it. */
export function sumTable(destinations: readonly DestinationStatus[]): readonly string[] {
  const rows = destinations.map(lineOf);
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = [header, ...rows].map((row) =>
    row.map((cell, column) => (left.includes(column) ? cell : cell.padStart(widths[column] ?? 0))),
  );
  return columns(aligned);
}

function lineOf({ name, counts, waiting, uneven }: DestinationStatus): readonly string[] {
  const number = (count: number) => count.toLocaleString('en-US');
  const { collected, delivered, filtered, superseded, dead, repeats, replayed } = counts;
  const terms = [collected, delivered, filtered, superseded, dead, waiting].map(number);
  const verdict = addsUp(counts, waiting, uneven.length) ? '✓ adds up' : "✗ doesn't add up";
  return [name, ...terms, verdict, number(repeats), number(replayed)];
}

/** What waits is counted version by version where there is any: see `Sums`. */
export function addsUp(counts: Counts, waiting: number, uneven: number): boolean {
  return uneven === 0 && [...Object.values(counts), waiting].every((count) => count >= 0);
}
