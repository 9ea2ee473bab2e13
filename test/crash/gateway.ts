import { memberText } from '../../sandbox/data/raw-json';
import type { Answered, Asked } from './wire/tap';

/** One is tried again, one is a dead letter, one is refused as a web firewall refuses what it dislikes. */
const troubles: readonly number[] = [0, 503, 0, 400, 0, 403];
/** More than it takes to open the circuits of both destinations. */
const inAnOutage = 16;

/**
 * What stands before the SIEM and now and then answers in its place. Test events pass, so that what is refused is never
 * the destination.
 */
export class Gateway {
  #troubles: number[] = [];
  #failuresLeft = 0;

  /** Anew for each stretch of work; an outage comes first. */
  trouble(outage: boolean): void {
    this.#troubles = [...troubles];
    if (outage) this.#failuresLeft = inAnOutage;
  }

  /** The outage is over; single events may still be refused. */
  recover(): void {
    this.#failuresLeft = 0;
  }

  /** Undefined: the SIEM answers for itself. */
  readonly answerTo = ({ service, body }: Asked): Answered | undefined => {
    if (service !== 'siem' || isTestEvent(body)) return undefined;
    const status = this.#failuresLeft > 0 ? 503 : (this.#troubles.shift() ?? 0);
    this.#failuresLeft = Math.max(0, this.#failuresLeft - 1);
    return status === 0 ? undefined : { status, headers: {}, body: '' };
  };
}

/** What the relay sends to find out whether a destination takes anything at all. */
export function isTestEvent(event: string): boolean {
  return memberText(event, 'type') === '"com.microsoft.defender.test"';
}
