import type { LogEvent } from '../../../shared/telemetry/log';
import type { LogLine } from './run-record';

/** One thing to know about a run. */
export interface Note {
  readonly tenant?: string;
  readonly source?: string;
  readonly text: string;
  readonly reason?: string;
  /** It went wrong, rather than having to wait. */
  readonly failed: boolean;
}

type Texts = Readonly<Record<string, string | undefined>>;
type Wording = (fields: Texts) => Pick<Note, 'text' | 'failed'>;

const wordings: Partial<Record<LogEvent, Wording>> = {
  'tenant.attention': ({ state = 'failed unexpectedly' }) => ({ text: state, failed: true }),
  'tenant.throttled': () => ({ text: 'the API asked to wait', failed: false }),
  'tenant.claim-lost': () => ({ text: 'another run went on with it; this one sent nothing more', failed: false }),
  'tenant.recovered': () => ({ text: 'is collected again', failed: false }),
  'tenant.gap': ({ from, to }) => ({
    text: `what changed from ${from} to ${to} can't be collected any more: the API no longer has it`,
    failed: true,
  }),
  'tenant.stuck': ({ from }) => ({
    text: `not all records that changed at about ${from} can be told apart, so some may be missed`,
    failed: true,
  }),
  'credential.attention': ({ credential }) => ({
    text: `the credential ${credential} is refused; nothing that uses it is collected`,
    failed: true,
  }),
  'collect.stopped': () => ({ text: 'the run stopped, because storage failed', failed: true }),
  'row.malformed': ({ row }) => ({ text: `the row ${row} can't be used`, failed: true }),
  'record.malformed': ({ record }) => ({ text: `record ${record} is malformed, and was sent as it is`, failed: false }),
  'record.too-large': ({ from }) => ({
    text: `a record that changed at ${from} is too large to be read; it is asked for again in a day`,
    failed: true,
  }),
  'record.dead-lettered': ({ record }) => ({
    text: `record ${record} doesn't fit the queue, and is kept in the dead letters`,
    failed: true,
  }),
};

/** What a line of the run's log means to a person; undefined when it only reports progress. */
export function noteOfLine({ level, event, fields }: LogLine): Note | undefined {
  const texts = textsOf(fields);
  const { tenant, source, reason } = texts;
  const isProgress = level !== 'warn' && level !== 'error';
  const wording = wordings[event] ?? (isProgress ? undefined : () => ({ text: event, failed: true }));
  return (
    wording && { ...(tenant && { tenant }), ...(source && { source }), ...(reason && { reason }), ...wording(texts) }
  );
}

function textsOf(fields: LogLine['fields']): Texts {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}
