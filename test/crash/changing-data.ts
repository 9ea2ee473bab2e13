import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import { generateIncident } from '../../sandbox/data/incident';
import { between, pick, type Random, seededRandom } from '../../sandbox/data/random';
import { stampedTimestamp } from '../../sandbox/data/timestamps';

interface Named {
  readonly id: string;
  readonly name: string;
}

export const tenants: readonly [Named, Named] = [
  { id: 'c0a54000-0000-4000-8000-00000000000a', name: 'Adventure Works' },
  { id: 'c0a54000-0000-4000-8000-00000000000b', name: 'Lamna Healthcare' },
];

const burstSize = 110;
/** Longer than a queue message may be: such a record travels by a blob. */
const largeBytes = 70_000;

/** Incidents that come and change, before the app asks and while it works. */
export class ChangingData {
  readonly #random: Random;
  readonly #versions: { readonly tenantId: string; readonly id: number }[] = [];
  #replaced = new Set<string>();
  #movesLeft = 0;
  #nextId = 1;

  constructor(
    private readonly cloud: SimulatedCloud,
    seed: number,
  ) {
    this.#random = seededRandom(seed);
  }

  /** New and changed incidents, and a few more changes to come at the app's next steps. */
  change(burst: boolean): void {
    const [first, second] = tenants;
    for (let left = burst ? burstSize : 5; left > 0; left -= 1) this.#add(first.id);
    this.#add(first.id, largeBytes);
    for (let left = 2; left > 0; left -= 1) this.#add(second.id);
    for (let left = 3; left > 0; left -= 1) this.#update();
    this.#movesLeft = 4;
  }

  /** One change while the app works; at most a few after each `change`, so that there is an end. */
  move(): void {
    if (this.#movesLeft <= 0) return;
    this.#movesLeft -= 1;
    if (this.#random() < 0.5) this.#add(pick(this.#random, tenants).id);
    else this.#update();
  }

  /** From now on the data stays as it is. */
  rest(): void {
    this.#movesLeft = 0;
  }

  /** Texts that were replaced since the last call. */
  takeReplaced(): ReadonlySet<string> {
    const replaced = this.#replaced;
    this.#replaced = new Set();
    return replaced;
  }

  #add(tenantId: string, targetBytes = 0): void {
    const random = this.#random;
    const id = this.#nextId++;
    // Never dated earlier than it is visible: what arrives late is read again only after COLLECT_OVERLAP.
    const at = stampedTimestamp(random, Date.now());
    const recipe = { random, id, createdAt: at, updatedAt: at, alerts: between(random, 0, 1), targetBytes };
    this.cloud.tenant(tenantId).addIncident(generateIncident(recipe));
    this.#versions.push({ tenantId, id });
  }

  /** Changes one of the latest incidents, which may be on its way just now. */
  #update(): void {
    const latest = this.#versions.splice(-20);
    const index = between(this.#random, 0, latest.length - 1);
    const [chosen] = latest.splice(index, 1);
    this.#versions.push(...latest);
    // Not chosen again: two changes within a millisecond could be stamped in the wrong order.
    if (!chosen) return;
    const tenant = this.cloud.tenant(chosen.tenantId);
    const before = tenant
      .table('incidents')
      .visible(Date.now())
      .find(({ id }) => id === String(chosen.id));
    if (before) this.#replaced.add(before.raw);
    tenant.updateIncident(chosen.id, { status: 'Resolved', assignedTo: `analyst${between(this.#random, 1, 9)}` });
  }
}
