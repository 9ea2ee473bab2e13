import * as z from 'zod';
import { isoOf, msOf } from '../../instant';
import { cellText } from '../../storage/cells';
import type { Columns } from '../../storage/tables';
import { type DeliveryRow, emptyRow, type VersionOutcome } from './delivery-row';

/** Outcomes of ended versions that are kept. */
const mostEnded = 20;
/** A text property holds 64 KiB in UTF-16; what still waits is kept as far as there is room. */
const maxOutcomesLength = 30_000;
/** A receiver's reason can be of any length. */
const maxReasonLength = 300;

/** The columns of a row. The last version's outcome stands in columns of its own, for whoever looks at the table. */
export function columnsOf({ outcomes, counts, claim, received }: DeliveryRow): Columns {
  const kept = fitting(outcomes.map(shortened));
  const [last] = kept;
  return {
    outcome: claim ? 'claimed' : last?.state,
    outcomeAt: last?.at,
    reason: last?.reason,
    eventId: last?.version.id,
    attempts: last?.attempts,
    latencyMs: last && latencyOf(last),
    ...counts,
    outcomes: JSON.stringify(kept),
    received: received && JSON.stringify(received),
    claimOwner: claim?.owner,
    claimId: claim?.id,
    claimUntil: claim && isoOf(claim.until),
  };
}

/** From collection (by the API's clock) to delivery, in milliseconds; undefined for what wasn't delivered. */
export function latencyOf({ state, at, version }: VersionOutcome): number | undefined {
  if (state !== 'delivered') return undefined;
  const [delivered, collected] = [msOf(at), msOf(version.collected)];
  return delivered === undefined || collected === undefined ? undefined : delivered - collected;
}

const count = z.coerce.number().int().catch(0);
const countsSchema = z.object({
  collected: count,
  delivered: count,
  filtered: count,
  superseded: count,
  dead: count,
  repeats: count,
  replayed: count,
});

const versionSchema = z.object({
  id: z.string(),
  collected: z.string(),
  updated: z.string(),
  newestAlert: z.string().optional(),
  alerts: z.number().optional(),
});

const outcomesSchema = z.array(
  z.object({
    version: versionSchema,
    state: z.enum(['waiting', 'delivered', 'filtered', 'superseded', 'dead']),
    attempts: z.number(),
    at: z.string(),
    queued: z.string().optional(),
    reason: z.string().optional(),
    changes: z.string().optional(),
    sending: z.literal(true).optional(),
    replayed: z.literal(true).optional(),
  }),
);

const text = z.string().optional();
const number = z.number().optional();
const receivedSchema = z.object({
  version: versionSchema,
  digest: z.object({
    status: text,
    severity: text,
    assignedTo: text,
    classification: text,
    determination: text,
    mergedInto: text,
    alerts: number,
    newestAlert: text,
    evidence: number,
    tags: number,
    comments: number,
  }),
});

/** Reads a row. A cell that somebody has spoilt counts as empty: at worst a version is sent once more, never lost. */
export function rowOf(columns: Columns): DeliveryRow {
  const outcomes = outcomesSchema.safeParse(parsed(columns.outcomes));
  const received = receivedSchema.safeParse(parsed(columns.received));
  const until = msOf(cellText(columns.claimUntil));
  return {
    ...emptyRow,
    counts: countsSchema.parse({ ...columns }),
    outcomes: outcomes.success ? (outcomes.data as VersionOutcome[]) : [],
    ...(received.success && { received: received.data as NonNullable<DeliveryRow['received']> }),
    ...(until !== undefined && {
      claim: { owner: cellText(columns.claimOwner), id: cellText(columns.claimId), until },
    }),
  };
}

function parsed(cell: Columns[string]): unknown {
  try {
    return JSON.parse(cellText(cell));
  } catch {
    return undefined;
  }
}

function shortened(outcome: VersionOutcome): VersionOutcome {
  const { reason } = outcome;
  if (reason === undefined || reason.length <= maxReasonLength) return outcome;
  return { ...outcome, reason: `${reason.slice(0, maxReasonLength)}…` };
}

/** The newest twenty that have ended, and what waits; the oldest that has ended goes first. */
function fitting(outcomes: readonly VersionOutcome[]): readonly VersionOutcome[] {
  const ended = outcomes.filter(({ state }) => state !== 'waiting').slice(0, mostEnded);
  const kept = outcomes.filter((outcome) => outcome.state === 'waiting' || ended.includes(outcome));
  let length = 2;
  return kept.filter((outcome) => {
    length += JSON.stringify(outcome).length + 1;
    return length <= maxOutcomesLength;
  });
}
