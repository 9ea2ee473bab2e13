import type { RegisteredRow } from '../../../shared/destinations/registration';
import { resumedByPerson } from '../../../shared/destinations/transitions';
import { asArgument } from '../../as-argument';
import { printable } from '../../columns';
import type { Command } from '../../command';
import { instant } from '../../instants';
import { changed } from './changed';
import { stateOf } from './state';

export const resumeDestination: Command = {
  noun: 'destinations',
  verb: 'resume',
  summary: 'Send to a paused destination again, and try at once one that did not answer.',
  operands: ['name'],
  options: {},
  prepare({ positionals }) {
    const [name = ''] = positionals;
    return async ({ destinations, clock, ensureStorage }) => {
      await ensureStorage();
      const { before, after, json } = await changed(name, destinations, () => resumedByPerson(clock.now()));
      const healthy = stateOf(after.configured) === 'ready';
      const text = [
        ...(healthy ? whatHappens(name, before, clock.now()) : stillMalformed(name, after)),
        'Whether it takes events:',
        `  relay destinations test ${asArgument(name)}`,
      ].map(printable);
      return { text: text.join('\n'), json, healthy };
    };
  },
};

function whatHappens(name: string, { configured }: RegisteredRow, now: number): readonly string[] {
  if (configured?.state === 'paused') {
    return [
      `${name} takes events again, the next ones within 10 seconds.`,
      'What waited for it follows within the hour, of each incident only the newest version.',
    ];
  }
  if (configured?.state === 'ready' && configured.circuit) {
    const { untilMs } = configured.circuit;
    return [
      `${name} wasn't paused, but didn't answer. Its next event is tried at once, instead of waiting for the next probe.`,
      ...(untilMs > now ? [`What waits already was put off until ${instant(untilMs, now)} and follows then.`] : []),
    ];
  }
  return [`${name} was taking events already.`];
}

function stillMalformed(name: string, { faults }: RegisteredRow): readonly string[] {
  return [
    `${name} isn't paused, but its row in the table destinations is malformed, and nothing is sent until it is corrected:`,
    ...faults.map((fault) => `  - ${fault}`),
  ];
}
