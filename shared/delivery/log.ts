import type { Clock } from '../clock';
import type { Message } from '../events/message';
import type { Log, LogFields } from '../telemetry/log';
import type { Decision } from './decide';
import { msOf } from './instants';

interface LogDeps {
  readonly clock: Clock;
  readonly log: Log;
}

export function logDelivered({ clock, log }: LogDeps, message: Message, destination: string): void {
  const { attributes, retry } = message;
  log('info', 'delivery.delivered', {
    ...placeOf(message, destination),
    attempt: (retry.relayattempt ?? 0) + 1,
    // How long the relay took, and how long it is since the record's last update in Defender.
    sinceCollectedMs: since(attributes.collectedat, clock),
    sinceUpdatedMs: since(attributes.time, clock),
  });
}

export function logPutAgain(
  { log }: LogDeps,
  message: Message,
  decision: Extract<Decision, { kind: 'again' | 'waiting' }>,
): void {
  const { destination, reason, hiddenMs, retry, misconfigured } = decision;
  const fields = { ...placeOf(message, destination), reason, attempt: retry.relayattempt ?? 0, nextInMs: hiddenMs };
  if (decision.kind === 'waiting') log('info', 'delivery.waiting', fields);
  else log('warn', 'delivery.retry', fields);
  if (misconfigured) log('error', 'destination.attention', { destination, reason });
}

export function logDead(
  { log }: LogDeps,
  message: Message,
  { destination, reason, attempts }: Extract<Decision, { kind: 'dead' }>,
): void {
  log('error', 'delivery.dead-lettered', { ...placeOf(message, destination), reason, attempt: attempts });
}

/** Which event, for whom. `subject` is left out: a malformed record's id may be anything. */
export function placeOf({ attributes }: Message, destination?: string): LogFields {
  return { tenant: attributes.tenantid, destination, eventId: attributes.id };
}

function since(instant: string, clock: Clock): number | undefined {
  const at = msOf(instant);
  return at === undefined ? undefined : clock.now() - at;
}
