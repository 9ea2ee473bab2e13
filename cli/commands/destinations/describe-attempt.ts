import type { Outcome } from '../../../shared/destinations/destination';
import { testEventType } from '../../../shared/events/test-event';
import { asArgument } from '../../as-argument';
import { columns } from '../../columns';
import { length } from '../../instants';
import { adviceOnAnswer } from './advice-on-answer';
import { adviceOnSilence } from './advice-on-silence';
import type { Sighting } from './observed';

/** One test event: how it ended, and what was seen on its way. */
export interface Attempt {
  readonly name: string;
  readonly outcome: Outcome;
  readonly sighting: Sighting | undefined;
  readonly webhookId: string | undefined;
}

/** What happened, and what to look for or to do. */
export function describeAttempt({ name, outcome, sighting, webhookId }: Attempt): readonly string[] {
  if (outcome.kind === 'delivered') return [`${name} took the test event${answered(sighting)}.`, ...lookFor(webhookId)];
  const asked = outcome.kind === 'retry' && outcome.afterMs ? ` It asks to wait for ${length(outcome.afterMs)}.` : '';
  const [result, advice] = resultOf(name, outcome.reason, sighting);
  const traces = sighting?.kind === 'answer' && webhookId ? [`The event had the webhook-id ${webhookId}`] : [];
  const lines = [...advice, ...traces].map((line) => `  ${line}`);
  return [`${name} didn't take the test event: ${result}${asked}`, ...lines];
}

type Result = readonly [result: string, advice: readonly string[]];

function resultOf(name: string, reason: string, sighting: Sighting | undefined): Result {
  switch (sighting?.kind) {
    case 'answer': {
      const { status, tookMs, redirectsTo } = sighting;
      return [`it answered ${status} after ${tookMs} ms.`, adviceOnAnswer(status, asArgument(name), redirectsTo)];
    }
    case 'no-answer':
      return [sighting.fault.message, adviceOnSilence(sighting.fault, sighting.timedOut)];
    case 'no-secret':
      return ['it could not be signed, and nothing was sent.', [sighting.fault.message, ...readElsewhere(sighting)]];
    default:
      return [
        `${reason}.`,
        ['Nothing was sent. Store the signing secret of the receiver in the Key Vault as it is shown there.'],
      ];
  }
}

/** A secret that isn't there is missing for the app, too; one that can't be read from here may be readable there. */
function readElsewhere({ fault }: Extract<Sighting, { kind: 'no-secret' }>): readonly string[] {
  if (fault.code === 'credential_missing') return [];
  return ['This command asks the Key Vault with the identity it runs under, the app with its own.'];
}

function answered(sighting: Sighting | undefined): string {
  return sighting?.kind === 'answer' ? `: it answered ${sighting.status} after ${sighting.tookMs} ms` : '';
}

function lookFor(webhookId: string | undefined): readonly string[] {
  const rows = [['  type', testEventType], ...(webhookId ? [['  webhook-id', webhookId]] : [])];
  return ['Look for it at the receiver:', ...columns(rows), 'It belongs to no customer and can be ignored there.'];
}
