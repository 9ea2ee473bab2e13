import type { CheckpointKey, CheckpointSummary } from '../../../shared/collection/checkpoint';
import type { FleetCollector } from '../../../shared/collection/collect-tenants';
import type { LogEvent, LogFields, LogLevel } from '../../../shared/telemetry/log';
import type { Tenant } from '../../../shared/tenants/tenant';

export interface LogLine {
  readonly level: LogLevel;
  readonly event: LogEvent;
  readonly fields: LogFields;
}

/** What one run saw and said, listened to at its ports; the run itself is the timer's. */
export class RunRecord {
  readonly tenants = new Map<string, Tenant>();
  readonly lines: LogLine[] = [];
  /** Sources that others were sending when the run wanted to work on them. */
  readonly claimed: CheckpointKey[] = [];
  summaries: readonly CheckpointSummary[] = [];

  /** The same collector, with this record listening. */
  listenTo(collector: FleetCollector): FleetCollector {
    const { checkpoints, clock } = collector;
    return {
      ...collector,
      log: (level, event, fields = {}) => this.lines.push({ level, event, fields }),
      listTenants: () => this.listed(collector),
      checkpoints: {
        load: async (key) => {
          const loaded = await checkpoints.load(key);
          if ((loaded.checkpoint?.claim?.until ?? 0) > clock.now()) this.claimed.push(key);
          return loaded;
        },
        save: (key, checkpoint, etag) => checkpoints.save(key, checkpoint, etag),
        summaries: async () => {
          this.summaries = await checkpoints.summaries();
          return this.summaries;
        },
      },
    };
  }

  private async *listed(collector: FleetCollector): ReturnType<FleetCollector['listTenants']> {
    for await (const listed of collector.listTenants()) {
      if (listed.kind === 'tenant') this.tenants.set(listed.tenant.id, listed.tenant);
      yield listed;
    }
  }
}
