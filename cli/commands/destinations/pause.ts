import type { ConfiguredDestination } from '../../../shared/destinations/row';
import { pausedByPerson, type Transition } from '../../../shared/destinations/transitions';
import { cellText } from '../../../shared/storage/cells';
import { asArgument } from '../../as-argument';
import { printable } from '../../columns';
import type { Command } from '../../command';
import { changed } from './changed';
import { stateInWords } from './state';

export const pauseDestination: Command = {
  noun: 'destinations',
  verb: 'pause',
  summary: 'Send nothing to a destination, until it is resumed. What is for it waits.',
  operands: ['name'],
  options: { reason: { value: 'text', help: 'Why, for whoever asks later' } },
  prepare({ positionals, values }) {
    const [name = ''] = positionals;
    const typed = values.reason?.trim();
    return async ({ destinations, clock, ensureStorage }) => {
      await ensureStorage();
      const now = clock.now();
      const { before, after, json } = await changed(name, destinations, ({ row }) =>
        unlessPausedAlready(typed, cellText(row.columns.statusReason), now),
      );
      const already = isPausedByPerson(before.configured) && !typed;
      const text = [
        `${already ? 'Nothing changed: ' : ''}${name} is ${stateInWords(after, now)}.`,
        'What is being sent just now may still arrive. What is for it waits, each event for up to 20 days; then it',
        'ends in the dead letters. The relay never resumes by itself what a person paused:',
        `  relay destinations resume ${asArgument(name)}`,
      ].map(printable);
      return { text: text.join('\n'), json, healthy: true };
    };
  },
};

/** Without a new reason the old one stays: of a person with its instant, of the relay as what was known. */
function unlessPausedAlready(typed: string | undefined, known: string, now: number): Transition {
  return (current) => {
    if (isPausedByPerson(current) && !typed) return undefined;
    const kept = current.state === 'paused' ? known : '';
    return pausedByPerson(typed || kept, now)(current);
  };
}

function isPausedByPerson(configured: ConfiguredDestination | undefined): boolean {
  return configured?.state === 'paused' && configured.pausedBy === 'person';
}
