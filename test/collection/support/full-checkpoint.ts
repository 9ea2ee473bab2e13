import { createHash } from 'node:crypto';
import type { Checkpoint } from '../../../shared/collection/checkpoint';
import { maxRanges } from '../../../shared/collection/ranges';
import { maxSeen, SeenVersions } from '../../../shared/collection/seen';

const noon = 17_952_624_000_000_000n;

/** The fullest checkpoint there can be: every optional part there, every list as long as it may become. */
export function fullCheckpoint(): Checkpoint {
  const ids = Array.from({ length: maxSeen }, (_, index) => createHash('sha256').update(String(index)).digest('hex'));
  const owed = Array.from({ length: maxRanges }, (_, index) => ({
    from: noon - BigInt(index) * 864_000_000_000n,
    to: noon + 1n,
    againAt: noon + 9_000_000_000n,
    step: 55_296_000_000_000n,
    created: { from: noon - 1n, to: noon + BigInt(index) },
    pass: { skip: 1_000_000, broughtUnseen: false, fingerprint: 'f'.repeat(16), passedOver: 20 },
    expected: 100,
    tooLarge: true,
  }));
  return {
    progress: { marks: Array.from({ length: 12 }, (_, index) => noon + BigInt(index)), owed },
    seen: new SeenVersions().with(ids),
    health: {
      state: 'suspended',
      reason: 'r'.repeat(1_000),
      code: 'role_missing',
      since: 1_000,
      faults: 3,
      probes: 2,
      notBefore: 3_000,
    },
    owedCalls: {
      recent: Array<number>(40).fill(Date.parse('2026-11-21T12:00:00Z')),
      hourly: Array.from({ length: 13 }, (_, index) => ({ began: 3 + index, last: 4 + index, calls: 1_000 })),
    },
    claim: { owner: 'a process', until: 5_000 },
    lastAttempt: 4_000,
    lastSuccess: 2_000,
    lastSaved: 4_000,
    collected: 123_456,
  };
}
