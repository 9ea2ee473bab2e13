import { readTypedKey } from '../../../shared/delivery/letters/key';
import type { Letter } from '../../../shared/delivery/letters/letter';
import type { Letters } from '../../../shared/delivery/letters/letters';
import { RelayError } from '../../../shared/errors';

/** The one letter that each typed key means. Rejects `usage_invalid` when one means none, or several. */
export async function lettersMeant(letters: Letters, typed: readonly string[]): Promise<readonly Letter[]> {
  const meant = await letters.meantBy(typed.map((key) => readTypedKey(key.trim())));
  const faults = meant.flatMap((found, index) => (found.length === 1 ? [] : [faultOf(typed[index] ?? '', found)]));
  if (faults.length > 0) throw new RelayError('usage_invalid', faults.join('\n'));
  const byRow = new Map(meant.flat().map((letter) => [`${letter.row.partitionKey}/${letter.row.rowKey}`, letter]));
  return [...byRow.values()];
}

function faultOf(typed: string, found: readonly Letter[]): string {
  if (found.length === 0) {
    return `There is no dead letter "${typed}" (any more). "relay dead-letters list" shows those that there are.`;
  }
  // Short keys tell the relay's own events apart; those of a foreign message may begin alike.
  const short = new Set(found.map(({ key }) => key)).size === found.length;
  const keys = found.map(({ key, row }) => (short ? key : `${row.partitionKey}/${row.rowKey}`));
  return [`"${typed}" may mean any of these dead letters:`, ...keys.map((key) => `  ${key}`)].join('\n');
}
