import * as z from 'zod';
import { formatInstant, isoOf, parseInstant } from '../instant';
import type { Cell, Columns } from '../storage/tables';
import type { Checkpoint } from './checkpoint';
import { healthStates } from './health';
import { cursorOf, type Pass, type Range } from './progress';
import { noCalls } from './quota';
import { SeenVersions } from './seen';

const maxReasonLength = 1_000;
const seenColumns = Array.from({ length: 8 }, (_, index) => `seen${index}`);

const tick = z.string().transform((text, context) => {
  const ticks = parseInstant(text);
  if (ticks !== undefined) return ticks;
  context.addIssue({ code: 'custom', message: 'is not an instant' });
  return z.NEVER;
});
const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'is not an instant')
  .transform((text) => Date.parse(text));
const count = z.number().int().nonnegative();
const json = <T extends z.ZodType>(schema: T) => z.preprocess(parseJson, schema);

const pass = z
  .object({ skip: count, broughtUnseen: z.boolean(), fingerprint: z.string().optional(), passedOver: count.optional() })
  .transform((cells) => withoutAbsent(cells) as Pass);

const range = z.object({
  from: tick,
  to: tick,
  againAt: tick.optional(),
  step: z.string().regex(/^\d+$/).transform(BigInt).optional(),
  created: z.object({ from: tick.optional(), to: tick.optional() }).optional(),
  pass: pass.optional(),
  expected: count.optional(),
  tooLarge: z.boolean().optional(),
});

const gap = z.object({ from: tick, to: tick });

const callGroup = z.object({ began: count, last: count, calls: count });
const calls = z.object({ recent: z.array(count).readonly(), hourly: z.array(callGroup).readonly().default([]) });

const row = z.object({
  marks: json(z.array(tick)),
  owed: json(z.array(range)),
  calls: json(calls).default(noCalls),
  state: z.enum(healthStates),
  since: instant,
  reason: z.string().optional(),
  code: z.string().optional(),
  faults: count.default(0),
  probes: count.default(0),
  notBefore: instant.optional(),
  claimOwner: z.string().optional(),
  claimUntil: instant.optional(),
  lastAttempt: instant.optional(),
  lastSuccess: instant.optional(),
  lastSaved: instant.optional(),
  collected: count.default(0),
  coarse: z.boolean().optional(),
  openOnly: z.boolean().optional(),
  pageSize: z.number().int().positive().optional(),
  gaps: json(z.array(gap)).optional(),
});

/** The columns of a checkpoint's row, for a reader in Storage Explorer as much as for the relay. */
export function toColumns(checkpoint: Checkpoint): Columns {
  const { progress, seen, health, claim } = checkpoint;
  const cursor = cursorOf(progress);
  const chunks = seen.toChunks();
  return {
    cursor: cursor === undefined ? undefined : formatInstant(cursor),
    marks: JSON.stringify(progress.marks.map(formatInstant)),
    owed: JSON.stringify(progress.owed.map(rangeToJson)),
    coarse: progress.coarse,
    openOnly: progress.openOnly,
    pageSize: checkpoint.pageSize,
    gaps: checkpoint.gaps && JSON.stringify(checkpoint.gaps.map(rangeToJson)),
    calls: JSON.stringify(checkpoint.owedCalls),
    state: health.state,
    since: isoOf(health.since),
    reason: health.reason?.slice(0, maxReasonLength),
    code: health.code,
    faults: health.faults,
    probes: health.probes,
    notBefore: isoOf(health.notBefore),
    claimOwner: claim?.owner,
    claimUntil: isoOf(claim?.until),
    lastAttempt: isoOf(checkpoint.lastAttempt),
    lastSuccess: isoOf(checkpoint.lastSuccess),
    lastSaved: isoOf(checkpoint.lastSaved),
    collected: checkpoint.collected,
    ...Object.fromEntries(seenColumns.map((name, index) => [name, chunks[index]])),
  };
}

/** The checkpoint of a row, or what is wrong with the row. */
export function fromColumns(
  columns: Columns,
): { readonly checkpoint: Checkpoint } | { readonly faults: readonly string[] } {
  const parsed = row.safeParse(columns);
  if (!parsed.success)
    return { faults: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) };
  const { marks, owed, coarse, openOnly, calls: owedCalls, claimOwner, claimUntil, ...cells } = parsed.data;
  const { state, reason, code, since, faults, probes, notBefore, ...rest } = cells;
  const chunks = seenColumns.map((name) => columns[name]).filter(isBytes);
  return {
    checkpoint: withoutAbsent({
      ...rest,
      progress: withoutAbsent({ marks, owed: owed.map((each) => withoutAbsent(each) as Range), coarse, openOnly }),
      seen: SeenVersions.fromChunks(chunks),
      health: withoutAbsent({ state, reason, code, since, faults, probes, notBefore }),
      owedCalls,
      claim: claimOwner && claimUntil !== undefined ? { owner: claimOwner, until: claimUntil } : undefined,
    }) as Checkpoint,
  };
}

function rangeToJson({ from, to, againAt, step, expected, created, pass, tooLarge }: Range) {
  return {
    from: formatInstant(from),
    to: formatInstant(to),
    ...(againAt !== undefined && { againAt: formatInstant(againAt) }),
    ...(step !== undefined && { step: step.toString() }),
    ...(created && {
      created: {
        ...(created.from !== undefined && { from: formatInstant(created.from) }),
        ...(created.to !== undefined && { to: formatInstant(created.to) }),
      },
    }),
    ...(expected !== undefined && { expected }),
    ...(pass && { pass }),
    ...(tooLarge && { tooLarge }),
  };
}

function parseJson(cell: unknown): unknown {
  if (typeof cell !== 'string') return undefined;
  try {
    return JSON.parse(cell);
  } catch {
    return undefined;
  }
}

function isBytes(cell: Cell | undefined): cell is Uint8Array {
  return cell instanceof Uint8Array;
}

function withoutAbsent<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
