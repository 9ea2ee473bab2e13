import type { Clock } from '../clock';

/** How long a change of a tenant's row may go unnoticed; without this every single event would read the row. */
const freshMs = 10_000;
/** More tenants than deliver at the same time; beyond, the memory begins anew. */
const mostTenants = 5_000;

/**
 * Names of the destinations in the tenant's row; empty means all. Undefined where the row is gone or malformed: then
 * nobody knows who may have the tenant's events, and no one gets them.
 */
export type Routing = (tenantId: string) => Promise<readonly string[] | undefined>;

/** The same routing, read at most every ten seconds for each tenant, and once for all events that ask meanwhile. */
export function recentRouting(read: Routing, clock: Clock): Routing {
  const known = new Map<string, { readonly at: number; readonly reading: ReturnType<Routing> }>();
  return (tenantId) => {
    const last = known.get(tenantId);
    if (last && clock.now() - last.at < freshMs) return last.reading;
    if (known.size >= mostTenants) known.clear();
    const current = { at: clock.now(), reading: read(tenantId) };
    known.set(tenantId, current);
    // A failure isn't remembered: the next event asks again.
    current.reading.catch(() => {
      if (known.get(tenantId) === current) known.delete(tenantId);
    });
    return current.reading;
  };
}
