import type { Side } from './steps';

interface Armed {
  readonly step: string;
  readonly side: Side;
  left: number;
  readonly kill: () => void;
}

/** Kills the app when it comes by a boundary for the n-th time. */
export class Trap {
  #armed: Armed | undefined;

  /** @param occurrence from 1 */
  arm(step: string, side: Side, occurrence: number, kill: () => void): void {
    this.#armed = { step, side, left: occurrence, kill };
  }

  /** Whether it hasn't sprung yet. */
  get armed(): boolean {
    return this.#armed !== undefined;
  }

  disarm(): void {
    this.#armed = undefined;
  }

  /** Whether it sprang at this step. */
  springsAt(step: string | undefined, side: Side): boolean {
    const armed = this.#armed;
    if (!armed || armed.step !== step || armed.side !== side) return false;
    armed.left -= 1;
    if (armed.left > 0) return false;
    this.disarm();
    armed.kill();
    return true;
  }
}
