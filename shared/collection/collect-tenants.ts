import { second } from '../duration';
import { dueTargets, type TargetSelection } from './due-targets';
import type { HandOver } from './hand-over';
import { Run, type RunCollector } from './run';
import type { Target } from './target';

export interface FleetCollector extends RunCollector, TargetSelection {
  readonly inlineTenants: number;
  /** Puts a batch of tenants on the queue `tenants`, to be collected on another instance. */
  readonly handOver: (batch: HandOver) => Promise<void>;
}

/** What a run did. */
export interface RunSummary {
  readonly targets: number;
  readonly calls: number;
  readonly sent: number;
  readonly failed: number;
  readonly waiting: number;
  /** Targets with work left when the run ended. */
  readonly unfinished: number;
  readonly handedOver: number;
  readonly durationMs: number;
}

/** A run ends before the next minute's begins. */
export const runDurationMs = 50 * second;
const handOverBatch = 50;

/**
 * One run over the tenants: first one live request for every due target, the longest unattempted first; then what is
 * left, live before owed, in rounds until the deadline. `only` limits it to some tenants: those named, or those that
 * another run handed over and nobody has attempted since.
 * Rejects with what nobody foresaw in a target, but only once all the others had their turn.
 */
export async function collectTenants(
  collector: FleetCollector,
  only?: readonly string[] | HandOver,
): Promise<RunSummary> {
  const { clock, log } = collector;
  const began = clock.now();
  const due = await dueTargets(collector, only);
  const { inline, handedOver } = divide(due, only ? due.length : collector.inlineTenants);
  await handOver(collector, handedOver);
  const run = new Run(collector, began + runDurationMs);
  await run.work(inline);
  const summary = {
    ...run.summary(),
    targets: inline.length,
    handedOver: handedOver.length,
    durationMs: clock.now() - began,
  };
  log('info', 'collect.finished', { ...summary });
  run.throwUnforeseen();
  return summary;
}

function divide(
  targets: readonly Target[],
  inlineTenants: number,
): { inline: readonly Target[]; handedOver: readonly string[] } {
  const ids = [...new Set(targets.map(({ tenant }) => tenant.id))];
  const mine = new Set(ids.slice(0, inlineTenants));
  return { inline: targets.filter(({ tenant }) => mine.has(tenant.id)), handedOver: ids.slice(inlineTenants) };
}

async function handOver(collector: FleetCollector, tenantIds: readonly string[]): Promise<void> {
  const { handOver: put, log, clock } = collector;
  for (let index = 0; index < tenantIds.length; index += handOverBatch)
    await put({ tenants: tenantIds.slice(index, index + handOverBatch), at: clock.now() });
  if (tenantIds.length > 0) log('info', 'collect.handed-over', { tenants: tenantIds.length });
}
