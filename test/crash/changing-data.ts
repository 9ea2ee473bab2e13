import type { SimulatedCloud } from '../../sandbox/cloud/cloud';
import type { StoreOptions, Version } from '../../sandbox/cloud/defender/table';
import { generateAlert } from '../../sandbox/data/alert';
import { generateIncident } from '../../sandbox/data/incident';
import { between, pick, type Random, seededRandom } from '../../sandbox/data/random';
import { stampedTimestamp } from '../../sandbox/data/timestamps';
import { type ApiClock, overlap } from './passing-time';
import type { Burst } from './plan';
import { type Stream, streams } from './tenants';

/** More than a page of the source holds. */
const burstSizes: Readonly<Record<Burst, number>> = { incidents: 105, alerts: 505 };
/** Longer than a queue message may be: such a record travels by a blob. */
const largeBytes = 70_000;
const lateShare = 0.3;
/** Between two versions of a record. */
const apartMs = 50;

/** A record that may be changed. */
interface Candidate {
  readonly stream: Stream;
  readonly id: string;
  /** Milliseconds since the epoch, by the API's clock: not before, or its versions would have no order. */
  readonly from: number;
}

/** Incidents and alerts that come and change, before the app asks and while it works; some appear late. */
export class ChangingData {
  readonly #random: Random;
  readonly #latest: Candidate[] = [];
  readonly #replacements: { readonly raw: string; readonly at: number }[] = [];
  #movesLeft = 0;
  #nextId = 1;

  constructor(
    private readonly cloud: SimulatedCloud,
    private readonly clock: ApiClock,
    seed: number,
  ) {
    this.#random = seededRandom(seed);
  }

  /** Some time passes: less than the overlap, or more. */
  pause(): void {
    this.clock.pass(between(this.#random, overlap.ms / 12, overlap.ms * 1.6));
  }

  /** New and changed records, and a few more changes to come at the app's next steps. */
  change(burst: Burst | undefined): void {
    const [incidents, alerts, others] = streams;
    const flooded = burst === 'alerts' ? alerts : incidents;
    for (let left = burst ? burstSizes[burst] : 0; left > 0; left -= 1) this.#add(flooded);
    // Or else the second that is still running is full, and the app waits until it is over.
    if (burst && this.#random() < 0.5) this.clock.pass(2_000);
    for (const stream of [incidents, alerts, others, pick(this.#random, streams)])
      this.#add(stream, this.#appearance());
    this.#add(incidents, {}, largeBytes);
    this.changeLatest();
    this.#movesLeft = 4;
  }

  /** Some of the latest records change. */
  changeLatest(): void {
    for (let left = 3; left > 0; left -= 1) this.#update();
  }

  /** One change while the app works; at most a few after each `change`, so that there is an end. */
  move(): void {
    if (this.#movesLeft <= 0) return;
    this.#movesLeft -= 1;
    if (this.#random() < 0.5) this.#add(pick(this.#random, streams), this.#appearance());
    else this.#update();
  }

  /** From now on nothing new comes; what is on its way still appears. */
  rest(): void {
    this.#movesLeft = 0;
  }

  /** Texts that the API stopped showing since then, by its clock. */
  replacedSince(began: number): readonly string[] {
    const now = this.clock.now();
    return this.#replacements.filter(({ at }) => at >= began && at <= now).map(({ raw }) => raw);
  }

  #appearance(): StoreOptions {
    if (this.#random() >= lateShare) return {};
    return { visibleFrom: this.clock.now() + between(this.#random, 1_000, overlap.ms) };
  }

  #add(stream: Stream, options: StoreOptions = {}, targetBytes = 0): void {
    const random = this.#random;
    const id = this.#nextId++;
    const at = stampedTimestamp(random, this.clock.now());
    const common = { random, createdAt: at, updatedAt: at };
    const tenant = this.cloud.tenant(stream.tenantId);
    if (stream.route === 'incidents') {
      tenant.addIncident(generateIncident({ ...common, id, alerts: between(random, 0, 1), targetBytes }), options);
    } else {
      tenant.addAlert(generateAlert({ ...common, id: `da${id}`, incidentId: id }), options);
    }
    this.#mayChange(stream, stream.route === 'incidents' ? String(id) : `da${id}`, options);
  }

  /** Changes one of the latest records, which may be on its way just now. */
  #update(): void {
    const ready = this.#latest.filter(({ from }) => from <= this.clock.now());
    if (ready.length === 0) return;
    const chosen = ready[between(this.#random, 0, ready.length - 1)] as Candidate;
    this.#latest.splice(this.#latest.indexOf(chosen), 1);
    const { stream, id } = chosen;
    const tenant = this.cloud.tenant(stream.tenantId);
    const former = this.#shown(stream).find((version) => version.id === id);
    if (!former) return;
    const options = this.#appearance();
    this.#replacements.push({ raw: former.raw, at: options.visibleFrom ?? this.clock.now() });
    const changes = { status: 'Resolved', assignedTo: `analyst${between(this.#random, 1, 9)}` };
    if (stream.route === 'incidents') tenant.updateIncident(id, changes, options);
    else tenant.updateAlert(id, changes, options);
    this.#mayChange(stream, id, options);
  }

  /** Not within a millisecond, and not before the last version has appeared. */
  #mayChange(stream: Stream, id: string, { visibleFrom = 0 }: StoreOptions): void {
    this.#latest.push({ stream, id, from: Math.max(this.clock.now(), visibleFrom) + apartMs });
    if (this.#latest.length > 20) this.#latest.shift();
  }

  #shown({ tenantId, route }: Stream): readonly Version[] {
    return this.cloud.tenant(tenantId).table(route).visible(this.clock.now());
  }
}
