import { messageOf, RelayError } from '../../../shared/errors';
import { inParallel } from '../../../shared/parallel';

const sideBySide = 8;
/** Letters that are read ahead. */
const batch = 200;

/**
 * Works on each letter, some at a time; what is listed is read page by page. Resolves to why it stopped, when storage
 * failed: what was done until then is done, and the rest would fail too.
 */
export async function forEachLetter<T>(
  letters: AsyncIterable<T> | Iterable<T>,
  work: (letter: T) => Promise<void>,
): Promise<string | undefined> {
  let ahead: T[] = [];
  const workOff = async () => {
    const now = ahead;
    ahead = [];
    let failure: { readonly error: unknown } | undefined;
    await inParallel(sideBySide, now, async (letter) => {
      if (failure) return;
      await work(letter).catch((error: unknown) => {
        failure ??= { error };
      });
    });
    if (failure) throw failure.error;
  };
  try {
    for await (const letter of letters) {
      ahead.push(letter);
      if (ahead.length >= batch) await workOff();
    }
    await workOff();
    return undefined;
  } catch (error) {
    if (!(error instanceof RelayError) || error.code !== 'storage_failed') throw error;
    return messageOf(error);
  }
}
