import type { SimulatedCloud } from '../../cloud/cloud';
import type { SimulatedTenant } from '../../cloud/tenant';
import type { Random } from '../../data/random';
import type { SourceName } from './sources';

/** What a source's fault must look like in the checkpoint. */
export interface SeededFault {
  /** The relay's error code. */
  readonly code: string;
  /** Has to stand in the reason, so that a person can act on it. */
  readonly words: string;
}

export interface Company {
  readonly id: string;
  readonly name: string;
}

/** One source of one customer: what is seeded, judged and told on a line of its own. */
export interface CustomerSource extends Company {
  /** Absent: `defender-xdr`, as for the relay itself. */
  readonly source?: SourceName;
  /** What it shows, in a few words. */
  readonly story: string;
  /** Absent: everything it has must arrive. */
  readonly fault?: SeededFault;
  /** Whether new records and updates keep appearing. */
  readonly busy?: boolean;
  /** Sets its tenant up, and answers every record that must arrive as the text in which the API shows it. */
  seed(around: Seeding): readonly string[];
}

export interface Seeding {
  readonly cloud: SimulatedCloud;
  readonly tenant: SimulatedTenant;
  readonly random: Random;
  /** The newest record is a little older than this (milliseconds since the epoch). */
  readonly at: number;
}
