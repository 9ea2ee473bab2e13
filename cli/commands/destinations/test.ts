import type { Outcome } from '../../../shared/destinations/destination';
import type { RegisteredRow } from '../../../shared/destinations/registration';
import { type ConfiguredDestination, readDestinationRow } from '../../../shared/destinations/row';
import { testEventType } from '../../../shared/events/test-event';
import { asArgument } from '../../as-argument';
import { printable } from '../../columns';
import type { Answer, Command } from '../../command';
import { length } from '../../instants';
import type { CliServices } from '../../services';
import { type Attempt, describeAttempt } from './describe-attempt';
import { destinationJson } from './destination-json';
import { observed } from './observed';
import { registered } from './registered';
import { stateOf } from './state';

export const testDestination: Command = {
  noun: 'destinations',
  verb: 'test',
  summary: 'Send a marked test event as a real one is sent, and explain the answer.',
  operands: ['name'],
  options: {},
  prepare({ positionals }) {
    const [name = ''] = positionals;
    return async (services) => {
      await services.ensureStorage();
      return test(services, await registered(name, services.destinations));
    };
  },
};

async function test({ destinationTools, settings }: CliServices, found: RegisteredRow): Promise<Answer> {
  const observer = observed(destinationTools);
  const { configured } = readDestinationRow(found.row, observer.tools);
  if (!configured || !('destination' in configured) || !configured.destination) return untestable(found);
  const outcome = await configured.destination.check();
  const attempt: Attempt = {
    name: found.row.rowKey,
    outcome,
    sighting: observer.sighting(),
    webhookId: observer.webhookId(),
  };
  const delivered = outcome.kind === 'delivered';
  const text = [
    ...describeAttempt(attempt),
    ...(delivered ? [] : ['', consequenceOf(outcome, length(settings.deliveryWindowMs))]),
    ...standing(configured, delivered),
  ].map(printable);
  return { text: text.join('\n'), json: jsonOf(found, attempt), healthy: delivered };
}

/** Its settings can't be read, so that there is nobody to send to. */
function untestable(found: RegisteredRow): Answer {
  const text = [
    `${found.row.rowKey} can't be tested: its row in the table destinations is malformed.`,
    ...found.faults.map((fault) => `  - ${fault}`),
    'Correct it there; what is owed to it waits, for 20 days at most.',
  ].map(printable);
  return { text: text.join('\n'), json: { destination: destinationJson(found), delivered: false }, healthy: false };
}

/** What an event that ends like this means for the events of customers. */
function consequenceOf({ kind }: Outcome, window: string): string {
  if (kind === 'rejected') return 'A real event that is refused like this ends in the dead letters at once.';
  if (kind === 'retry')
    return `Real events are tried again for ${window} (DELIVERY_WINDOW), then they end in the dead letters.`;
  return 'While this lasts, the relay pauses it and tries it every 15 minutes. Real events wait, for up to 20 days.';
}

function standing(configured: ConfiguredDestination, delivered: boolean): readonly string[] {
  const resume = `relay destinations resume ${asArgument(configured.name)}`;
  switch (stateOf(configured)) {
    case 'paused': {
      const byRelay = configured.state === 'paused' && configured.pausedBy === 'relay';
      const until = delivered && byRelay ? 'until the next probe of the relay, or' : 'until';
      return ['', `It is paused and stays so, ${until}: ${resume}`];
    }
    case 'unreachable':
      return delivered ? ['', `The relay still takes it for unreachable until its next probe. At once: ${resume}`] : [];
    default:
      return [];
  }
}

function jsonOf(found: RegisteredRow, { outcome, sighting, webhookId }: Attempt): Answer['json'] {
  const delivered = outcome.kind === 'delivered';
  return {
    destination: destinationJson(found),
    delivered,
    ...(outcome.kind !== 'delivered' && { outcome: outcome.kind, reason: outcome.reason }),
    ...(sighting?.kind === 'answer' && { status: sighting.status, tookMs: sighting.tookMs }),
    ...(webhookId && { event: { type: testEventType, webhookId } }),
  };
}
