import { seconds } from '../text';

/** Deliveries since they were last asked for, per customer. */
export class DeliveryTally {
  readonly #counts = new Map<string, number>();
  #slowestMs = 0;

  add(customer: string, sinceCollectedMs: number): void {
    this.#counts.set(customer, (this.#counts.get(customer) ?? 0) + 1);
    this.#slowestMs = Math.max(this.#slowestMs, sinceCollectedMs);
  }

  /** In words, and begins anew; undefined when there were none. */
  take(): string | undefined {
    if (this.#counts.size === 0) return undefined;
    const parts = [...this.#counts].map(([customer, count]) => `${customer} ${count}`);
    const text = `${parts.join(', ')}  (at most ${seconds(this.#slowestMs)} after collection)`;
    this.#counts.clear();
    this.#slowestMs = 0;
    return text;
  }
}
