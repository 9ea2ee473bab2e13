import { afterEach } from 'vitest';
import { collectTenants } from '../../../shared/collection/collect-tenants';
import { type PageHold, PageMemory, type PageTurn } from '../../../shared/collection/page-memory';
import { axiosHttp } from '../../../shared/http/axios-http';
import type { HttpSend } from '../../../shared/http/http';
import type { LogEvent } from '../../../shared/telemetry/log';
import { startHttps } from '../../access/fake-server';
import { type FleetParts, fleet, tenant } from '../../collection/support/fleet';
import { minute, start, tenantId } from '../../collection/support/world';
import { mebibyte } from '../../http/big-bodies';
import { fakeClock } from '../../support/fake-clock';
import { type HugeIncident, HugeIncidents } from './huge-incidents';

/** 4 MiB that weigh what they are long, and 31 that weigh three times as much; one of all that is free. */
const allTheRoom = 35 * mebibyte;

/** The real ledger, which also tells how much was held at most. */
export class WatchedMemory extends PageMemory {
  private readonly holds = new Set<PageHold>();
  /** Bytes of all answers that were held at the same time. */
  peak = 0;

  override hold(): PageHold {
    return this.watched(super.hold());
  }

  override queueUp(): PageTurn {
    const turn = super.queueUp();
    return {
      take: () => {
        const hold = turn.take();
        return hold && this.watched(hold);
      },
      leave: () => turn.leave(),
    };
  }

  /** Whether all the room there is can be had again: 96 MiB beyond the first, which is free. */
  isFree(): boolean {
    const all = super.hold();
    const isFree = all.admit(allTheRoom) && !super.hold().admit(mebibyte + 1);
    all.release();
    return isFree;
  }

  private watched(hold: PageHold): PageHold {
    this.holds.add(hold);
    return {
      admit: (bytes) => {
        const hasRoom = hold.admit(bytes);
        const held = [...this.holds].reduce((sum, each) => sum + each.bytes, 0);
        this.peak = Math.max(this.peak, held);
        return hasRoom;
      },
      get bytes() {
        return hold.bytes;
      },
      get isCrowdedOut() {
        return hold.isCrowdedOut;
      },
      release: () => {
        this.holds.delete(hold);
        hold.release();
      },
    };
  }
}

/** An incident last updated at `updated`, a small one by default. */
export function padded(incidentId: number, updated: number, bytes = 100): HugeIncident {
  return { incidentId, updated, bytes };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

export interface HugeWorldParts extends Partial<Pick<FleetParts, 'changes'>> {
  /** How many tenants, numbered from 1. */
  readonly size?: number;
  readonly lookbackMs?: number;
  /** Instead of the 20 seconds of a request. */
  readonly timeoutMs?: number;
}

/** Real collection over the real client and a real connection; clock, queue and checkpoints are in memory. */
export async function hugeWorld({ size = 1, lookbackMs, timeoutMs, changes }: HugeWorldParts = {}) {
  const clock = fakeClock(start);
  const api = new HugeIncidents({ now: () => clock.now() });
  const { url, close } = await startHttps(api.listener);
  closing.push(close);
  const client = axiosHttp();
  const http: HttpSend = (request) => client({ ...request, ...(timeoutMs && { timeoutMs }) });
  const ids = Array.from({ length: size }, (_, index) => tenantId(index + 1));
  const memory = new WatchedMemory();
  const sent: { readonly tenant: string; readonly id: number }[] = [];
  const made = fleet({
    clock,
    http,
    tenants: ids.map((id) => tenant(id, lookbackMs ? { lookbackMs } : {})),
    changes: {
      memory,
      // An event is forgotten once it is sent: 250 MB of them are not what this process is to hold.
      put: async ({ attributes }) => {
        sent.push({ tenant: attributes.tenantid, id: Number(attributes.subject) });
      },
      ...changes,
    },
  });
  const reach = made.collector.reach;
  const collector = {
    ...made.collector,
    reach: (target: Parameters<typeof reach>[0]) => ({ ...reach(target), base: `${url}/${target.tenant.id}` }),
  };
  const run = () => collectTenants(collector);
  return {
    api,
    clock,
    memory,
    checkpoints: made.checkpoints,
    run,
    async minutes(count: number): Promise<void> {
      for (let passed = 0; passed < count; passed += 1) {
        await run();
        clock.advance(minute);
      }
    },
    /** Ids of what was sent of one tenant, ascending; a repeat shows. */
    sentOf: (number = 1) =>
      sent.flatMap(({ tenant: of, id }) => (of === tenantId(number) ? [id] : [])).sort((a, b) => a - b),
    log: (event: LogEvent) => made.logged.filter((line) => line.event === event).map(({ fields }) => fields),
    row: (number = 1) => made.checkpoints.rows.get(`${tenantId(number)}/defender-xdr`)?.columns,
  };
}
