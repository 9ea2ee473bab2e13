import { describe, expect, it } from 'vitest';
import { RelayError } from '../../shared/errors';
import { checkEntityLimits } from '../../shared/storage/entity-limits';

const keys = { partitionKey: 'tenant', rowKey: 'defender-xdr' };
const refused = expect.objectContaining({ code: 'storage_failed' });
const bytes = (count: number) => new Uint8Array(count);
const properties = (count: number, value: unknown) =>
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

  it('1 MiB in all', () => {
    checkEntityLimits({ ...keys, ...properties(15, bytes(65_536)) });
    expect(() => checkEntityLimits({ ...keys, ...properties(16, bytes(65_536)) })).toThrow(refused);
  });

  it('and is told which property is too long, never its content', () => {
    const check = () => checkEntityLimits({ ...keys, statusReason: 'a-secret'.repeat(5_000) });
    expect(check).toThrow(RelayError);
    expect(check).toThrow(/statusReason has 80000 bytes/);
    expect(check).not.toThrow(/a-secret/);
  });
});
