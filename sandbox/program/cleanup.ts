/** What has to be undone at the end: in the reverse order of starting, and at once when somebody insists. */
export class Cleanup {
  readonly #stops: (() => Promise<void>)[] = [];
  readonly #forced: (() => void)[] = [];

  /** Resolves to what started; it is stopped at the end, also when it finishes starting only after others failed. */
  async add<T>(starting: Promise<T>, stop: (started: T) => Promise<void>): Promise<T> {
    this.#stops.push(() => starting.then(stop, () => undefined));
    return starting;
  }

  /** Done at the end in any case, without waiting for anything. */
  onForce(undo: () => void): void {
    this.#forced.push(undo);
  }

  async run(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
    this.force();
  }

  force(): void {
    for (const undo of this.#forced.splice(0).reverse()) undo();
  }
}
