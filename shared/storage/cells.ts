import type { Cell } from './tables';

/** A cell as text, whatever type Storage Explorer gave it; empty for an absent one. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell instanceof Uint8Array) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell).trim();
}

/** The parts of a comma separated cell, without spaces and empty ones. */
export function listOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
