import * as z from 'zod';
import type { CollectedEvent } from '../events/event';
import { recordKinds, typeOf } from '../events/kinds';
import type { Json } from '../sources/record';

/** What of an event a filter can be compared with. What is undefined can't be told. */
export interface FilterView {
  /** Only records of Defender are judged, and only those that could be read. */
  readonly judgeable: boolean;
  /** Of the envelope. */
  readonly severity: string | undefined;
  /** Name of the source, such as `defender-xdr`. */
  readonly source: string | undefined;
  readonly status: string | undefined;
  /** Never empty. Undefined unless every alert names its own: one that doesn't could be any. */
  readonly detectionSources: readonly string[] | undefined;
}

/** `record`: the event's data, parsed; whatever of it is odd reads as absent. */
export function viewOf(
  { attributes }: Pick<CollectedEvent, 'attributes'>,
  record: { readonly [name: string]: Json },
): FilterView {
  const { type, test, malformed, severity, source } = attributes;
  const { status, alerts, ...own } = recordSchema.parse(record);
  return {
    judgeable: recordKinds.some((kind) => type === typeOf(kind)) && !test && !malformed,
    severity: known(severity),
    source: known(source.split('/').at(-1)),
    status: known(status),
    detectionSources: sourcesOf(alerts.length > 0 ? alerts : [own]),
  };
}

const text = z.string().optional().catch(undefined);
const origin = z.object({ detectionSource: text, serviceSource: text });
type Origin = z.infer<typeof origin>;

/** Incidents have `alerts`; alerts have their origin themselves. */
const recordSchema = origin.extend({
  status: text,
  alerts: z.array(origin.catch({ detectionSource: undefined, serviceSource: undefined })).catch([]),
});

function sourcesOf(origins: readonly Origin[]): readonly string[] | undefined {
  const named = origins.map(({ detectionSource, serviceSource }) =>
    [detectionSource, serviceSource].filter((name) => name !== undefined),
  );
  const told = named.every((names) => names.length > 0 && names.every(known));
  return told ? [...new Set(named.flat())] : undefined;
}

/**
 * What the APIs write when they can't or won't tell (UnSpecified of Defender XDR; unknown and, for whatever is newer
 * than the client, unknownFutureValue of Microsoft Graph).
 */
const unknowns = ['', 'unspecified', 'unknown', 'unknownfuturevalue'];

function known(name: string | undefined): string | undefined {
  return name === undefined || unknowns.includes(plain(name)) ? undefined : name;
}

/** The APIs differ in case (`InProgress`, `inProgress`), and people write `in progress`. */
export function sameWord(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}
