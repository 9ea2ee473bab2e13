import type { Clock } from '../clock';
import { second } from '../duration';
import type { PageHold, PageMemory } from './page-memory';

/** Others' pages are held for seconds; what holds them longer is trouble that waiting doesn't cure. */
const patienceMs = 10 * second;
const askAgainMs = second / 10;

/** Room for a page of any size, after those who wait already; undefined when there was none for ten seconds. */
export async function turnFor(memory: PageMemory, clock: Clock): Promise<PageHold | undefined> {
  const turn = memory.queueUp();
  try {
    for (let waited = 0; waited < patienceMs; waited += askAgainMs) {
      const hold = turn.take();
      if (hold) return hold;
      await clock.sleep(askAgainMs);
    }
    return turn.take();
  } finally {
    turn.leave();
  }
}
