import type { ListedCheckpoint } from '../collection/checkpoint-listing';
import type { CollectedEvent } from '../events/event';
import { heartbeatEvent } from '../events/heartbeat-event';
import type { Tenant } from '../tenants/tenant';
import { reportOf } from './source-report';
import { summaryOf } from './summary';

/**
 * The heartbeat of one tenant: up to when each of its sources is collected, and what stands in the way. `listed`: its
 * rows of the table `checkpoints`. `schedule`: NCRONTAB of the timer that collects.
 */
export function heartbeatOf(
  tenant: Tenant,
  listed: readonly ListedCheckpoint[],
  schedule: string,
  nowMs: number,
): CollectedEvent {
  const circumstances = { isTried: tenant.status !== 'paused', schedule, nowMs };
  const reports = tenant.sources.map((source) => {
    const row = listed.find((each) => each.source === source);
    return reportOf(source, row, circumstances);
  });
  const { status, statusSince, statusReason } = tenant;
  const data = {
    summary: summaryOf(tenant, reports),
    tenant: { status, ...(statusSince && { since: statusSince }), ...(statusReason && { reason: statusReason }) },
    sources: reports,
  };
  return heartbeatEvent(tenant, data, nowMs);
}
