import { RelayError } from '../errors';

/** learn.microsoft.com: Understanding the Table service data model. Azurite doesn't enforce the first two. */
const maxEntityBytes = 1_048_576;
const maxProperties = 252;
const maxPropertyBytes = 65_536;

/** Refuses a row that Azure would refuse, so that local runs and tests behave as production does. */
export function checkEntityLimits(entity: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(entity).filter((name) => name !== 'partitionKey' && name !== 'rowKey');
  if (names.length > maxProperties) throw tooLarge(`${names.length} properties, at most ${maxProperties} are allowed`);
  let total = 4;
  for (const [name, value] of Object.entries(entity)) {
    const size = sizeOf(value);
    if (size > maxPropertyBytes)
      throw tooLarge(`property ${name} has ${size} bytes, at most ${maxPropertyBytes} are allowed`);
    total += 8 + name.length * 2 + size;
  }
  if (total > maxEntityBytes) throw tooLarge(`${total} bytes, at most ${maxEntityBytes} are allowed`);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length * 2;
  if (value instanceof Uint8Array) return value.byteLength;
  return 8;
}

function tooLarge(what: string): RelayError {
  return new RelayError('storage_failed', `A table row is too large for Azure: ${what}.`);
}
