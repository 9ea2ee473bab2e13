import type { Clock } from '../clock';
import type { Message } from '../events/message';
import { msOf } from '../instant';
import type { Log, LogFields } from '../telemetry/log';
import type { Decision } from './decide';

interface LogDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** A repeat is what retries and crashes are expected to make; the others are ends that somebody may ask about. */
export function logSettled(
  { clock, log }: LogDeps,
  message: Message,
  { destination, as, reason }: Pick<Extract<Decision, { kind: 'settled' }>, 'destination' | 'as' | 'reason'>,
): void {
  const { attributes, retry } = message;
  const place = placeOf(message, destination);
  if (as !== 'delivered') {
    log(as === 'repeat' ? 'debug' : 'info', `delivery.${as}`, { ...place, reason });
    return;
  }
  log('info', 'delivery.delivered', {
    ...place,
    attempt: (retry.relayattempt ?? 0) + 1,
    // How long the relay took, and how long it is since the record's last update in Defender.
    sinceCollectedMs: since(attributes.collectedat, clock),
    sinceUpdatedMs: since(attributes.time, clock),
    ...(attributes.replay && { replay: true }),
  });
}

export function logPutAgain(
  { log }: Pick<LogDeps, 'log'>,
  message: Message,
  decision: Extract<Decision, { kind: 'again' | 'waiting' }>,
): void {
  const { destination, reason, hiddenMs, retry } = decision;
  const fields = { ...placeOf(message, destination), reason, attempt: retry.relayattempt ?? 0, nextInMs: hiddenMs };
  if (decision.kind === 'waiting') log('info', 'delivery.waiting', fields);
  else log('warn', 'delivery.retry', fields);
}

export function logDead(
  { log }: Pick<LogDeps, 'log'>,
  message: Message,
  { destination, reason, attempts }: Pick<Extract<Decision, { kind: 'dead' }>, 'destination' | 'reason' | 'attempts'>,
): void {
  log('error', 'delivery.dead-lettered', { ...placeOf(message, destination), reason, attempt: attempts });
}

/** Which event, of what, for whom. A malformed record's id may be anything, and is left out. */
export function placeOf({ attributes }: Message, destination?: string): LogFields {
  const { tenantid: tenant, id: eventId, subject, malformed } = attributes;
  const record = !malformed && /^[\w.-]{1,128}$/.test(subject) ? subject : undefined;
  return { tenant, destination, eventId, record };
}

function since(instant: string, clock: Clock): number | undefined {
  const at = msOf(instant);
  // The API's clock may be a little ahead of this one.
  return at === undefined ? undefined : Math.max(0, clock.now() - at);
}
