import { RelayError } from '../errors';
import { toEvent } from '../events/envelope';
import type { CollectedEvent } from '../events/event';
import type { Ticks } from '../instant';
import { inParallel } from '../parallel';
import type { Redact } from '../redaction/redactor';
import type { ApiRecord } from '../sources/source';
import type { Log } from '../telemetry/log';
import { placeOf, type Target } from './target';

export interface PageSender {
  /** Resolves once the event is on the queue, whole. */
  readonly put: (event: CollectedEvent) => Promise<void>;
  /** Keeps an event whole that the queue can't take, in the dead letters. */
  readonly keep: (event: CollectedEvent, reason: string) => Promise<void>;
  readonly log: Log;
}

const parallelSends = 8;
/** Instead of a record whose redaction failed. */
const withheld = '{"withheld":"its redaction failed"}';

/**
 * Puts events on the queue; resolves when every one is there. One that can't be stored while others can is dead-lettered;
 * if none can, storage itself may be down: rejects, unless `storageWorks` is known, and nothing of the page counts as sent.
 * What is sent or kept has gone through `redact`.
 */
export async function sendPage(
  sender: PageSender,
  target: Target,
  events: readonly CollectedEvent[],
  { storageWorks, redact }: { readonly storageWorks: boolean; readonly redact: Redact },
): Promise<void> {
  for (const { attributes } of events) {
    if (!attributes.malformed) continue;
    const fields = { ...placeOf(target), record: attributes.subject, reason: attributes.malformed };
    sender.log('warn', 'record.malformed', fields);
  }
  const failures: { event: CollectedEvent; error: unknown }[] = [];
  await inParallel(parallelSends, events, async (event) => {
    // What follows sees the redacted record only; its id and version are those of the original.
    let safe: CollectedEvent = { ...event, data: withheld };
    try {
      safe = { ...event, data: redact(event.data) };
      await sender.put(safe);
    } catch (error) {
      failures.push({ event: safe, error });
    }
  });
  const [first] = failures;
  if (!first) return;
  const isLone = failures.length === events.length && !isAboutTheRecord(first.error);
  if (isLone && !storageWorks) throw storageFault(first.error, target);
  for (const { event, error } of failures) {
    const reason = reasonOf(error);
    await sender.keep(event, reason);
    sender.log('error', 'record.dead-lettered', { ...placeOf(target), record: event.attributes.subject, reason });
  }
}

function isAboutTheRecord(error: unknown): boolean {
  return error instanceof RelayError && error.code === 'record_too_large';
}

/** What nobody foresaw would come again with the same record, and hold up its source for ever, were it no storage fault. */
function storageFault(error: unknown, target: Target): RelayError {
  if (error instanceof RelayError) return error;
  return new RelayError('storage_failed', reasonOf(error), { ...placeOf(target), cause: error });
}

/** A message that isn't the relay's own may quote the record. */
function reasonOf(error: unknown): string {
  if (error instanceof RelayError) return error.message;
  const name = error instanceof Error ? error.name : typeof error;
  return `handling the record failed in a way nobody foresaw (${name}); please report it`;
}

/** The events of these records, in the same order. */
export function eventsOf(
  { tenant, source }: Target,
  records: readonly ApiRecord[],
  collectedAt: Ticks,
): CollectedEvent[] {
  const origin = { tenantId: tenant.id, tenantName: tenant.displayName, source };
  return records.map((record) => toEvent(origin, record, collectedAt));
}
