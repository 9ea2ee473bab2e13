import { RelayError } from '../errors';
import type { Cell } from './tables';

/** learn.microsoft.com: Understanding the Table service data model. Azurite doesn't enforce the first two. */
const maxEntityBytes = 1_048_576;
const maxProperties = 252;
const maxPropertyBytes = 65_536;

/** What a text or a binary value is preceded by. */
const lengthBytes = 4;

/** A row as the SDK takes it. */
export interface Entity {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly [column: string]: Cell;
}

/** Refuses a row that Azure would refuse, so that local runs and tests behave as production does. */
export function checkEntityLimits({ partitionKey, rowKey, ...properties }: Entity): void {
  const names = Object.keys(properties);
  if (names.length > maxProperties) throw tooLarge(`${names.length} properties, at most ${maxProperties} are allowed`);
  for (const [name, value] of Object.entries(properties)) {
    const size = contentBytes(value);
    if (size > maxPropertyBytes)
      throw tooLarge(`property ${name} has ${size} bytes, at most ${maxPropertyBytes} are allowed`);
  }
  const total = entityBytes(partitionKey + rowKey, properties);
  if (total > maxEntityBytes) throw tooLarge(`${total} bytes, at most ${maxEntityBytes} are allowed`);
}

/**
 * learn.microsoft.com, "How the size of an entity is calculated in Windows Azure table storage": 4 bytes, 2 for each
 * character of the keys, and for each property 8, 2 for each character of its name, and its value.
 */
function entityBytes(keys: string, properties: Readonly<Record<string, Cell>>): number {
  return Object.entries(properties).reduce(
    (sum, [name, value]) => sum + 8 + name.length * 2 + valueBytes(value),
    4 + keys.length * 2,
  );
}

function valueBytes(value: Cell): number {
  const hasLength = typeof value === 'string' || value instanceof Uint8Array;
  return contentBytes(value) + (hasLength ? lengthBytes : 0);
}

/** By the type the service gives a value that the SDK sends: a number becomes Int32 where it fits, else Double. */
function contentBytes(value: Cell): number {
  if (typeof value === 'string') return value.length * 2;
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'boolean') return 1;
  return typeof value === 'number' && value === (value | 0) ? 4 : 8;
}

function tooLarge(what: string): RelayError {
  return new RelayError('storage_failed', `A table row is too large for Azure: ${what}.`);
}
