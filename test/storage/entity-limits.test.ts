import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { checkEntityLimits } from '../../shared/storage/entity-limits';
import type { Cell } from '../../shared/storage/tables';

const keys = { partitionKey: 'tenant', rowKey: 'defender-xdr' };
const refused = expect.objectContaining({ code: 'storage_failed' });
const bytes = (count: number) => new Uint8Array(count);
const properties = (count: number, value: Cell) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value]));

/** Limits of learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model. */
describe('a row may have', () => {
  it('texts of 32,768 UTF-16 units, which are 64 KiB, and no longer', () => {
    checkEntityLimits({ ...keys, text: 'x'.repeat(32_768) });
    checkEntityLimits({ ...keys, text: '😀'.repeat(16_384) });
    expect(() => checkEntityLimits({ ...keys, text: 'x'.repeat(32_769) })).toThrow(refused);
    expect(() => checkEntityLimits({ ...keys, text: '😀'.repeat(16_385) })).toThrow(refused);
  });

  it('binary properties of 64 KiB and no longer', () => {
    checkEntityLimits({ ...keys, seen: bytes(65_536) });
    expect(() => checkEntityLimits({ ...keys, seen: bytes(65_537) })).toThrow(refused);
  });

  it('252 properties beside its keys', () => {
    checkEntityLimits({ ...keys, ...properties(252, 1) });
    expect(() => checkEntityLimits({ ...keys, ...properties(253, 1) })).toThrow(refused);
  });

  it('and is told which property is too long, never its content', () => {
    const check = () => checkEntityLimits({ ...keys, statusReason: 'a-secret'.repeat(5_000) });
    expect(check).toThrow(RelayError);
    expect(check).toThrow(/statusReason has 80000 bytes/);
    expect(check).not.toThrow(/a-secret/);
  });
});

describe('a row may have 1 MiB in all', () => {
  /** 4 bytes, the keys' 18 characters, and fifteen full properties named by three characters: 983,350 bytes. */
  const full = {
    ...keys,
    ...Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`b${10 + at}`, bytes(65_536)])),
  };
  const fullBytes = 4 + 18 * 2 + 15 * (8 + 3 * 2 + 65_536 + 4);
  /** What is left of the mebibyte for the value of one more property `last`, and any others. */
  const room = 1_048_576 - fullBytes - (8 + 4 * 2);

  it.each([
    ['binary, with 4 bytes for its length', (size: number) => bytes(size - 4)],
    ['text, 2 bytes a unit, with 4 bytes for its length', (size: number) => `${'x'.repeat((size - 4) / 2)}`],
  ])('reckoned to the byte: %s', (_type, ofBytes) => {
    checkEntityLimits({ ...full, last: ofBytes(room) });
    expect(() => checkEntityLimits({ ...full, last: ofBytes(room + 2) })).toThrow(/a table row.*1048578 bytes/i);
  });

  it.each([
    ['a whole number of 32 bits', 2 ** 31 - 1, 4],
    ['a larger number', 2 ** 31, 8],
    ['a fraction', 0.5, 8],
    ['a big integer', 1n, 8],
    ['an instant', new Date(0), 8],
    ['a truth', true, 1],
    ['an empty text', '', 4],
  ])('reckoned to the byte: %s', (_type, value, size) => {
    const rest = room - (8 + 2) - size - 4;
    checkEntityLimits({ ...full, v: value, last: bytes(rest) });
    expect(() => checkEntityLimits({ ...full, v: value, last: bytes(rest + 1) })).toThrow(/1048577 bytes/);
  });
});
