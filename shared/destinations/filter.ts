import * as z from 'zod';
import { type FilterView, sameWord } from './filter-view';

export { type FilterView, viewOf } from './filter-view';

export const severities = ['informational', 'low', 'medium', 'high'] as const;

const list = z.array(z.string().min(1)).min(1).optional();

/** The column `filter`: which events a destination wants. Strict, because a misspelt key would let everything through. */
export const filterSchema = z.strictObject({
  minimumSeverity: z.string().toLowerCase().pipe(z.enum(severities)).optional(),
  sources: list,
  statuses: list,
  detectionSources: list,
});

export type Filter = z.infer<typeof filterSchema>;

/**
 * Why a destination with this filter doesn't want the event, in words; undefined when it does. Every key that is there
 * must match. A filter never drops what it can't judge: a severity nobody knows, a record without a status, an incident
 * without alerts, a malformed record; nor what is no record at all, such as a test or a heartbeat.
 */
export function unwanted(filter: Filter, view: FilterView): string | undefined {
  if (!view.judgeable) return undefined;
  const { minimumSeverity, sources, statuses, detectionSources } = filter;
  const reasons = [
    minimumSeverity && tooLow(minimumSeverity, view.severity),
    sources && noneAmong('sources', sources, view.source),
    statuses && noneAmong('statuses', statuses, view.status),
    detectionSources && noneAmong('detectionSources', detectionSources, view.detectionSources),
  ];
  return reasons.find((reason) => reason !== undefined);
}

function tooLow(minimum: (typeof severities)[number], severity: string | undefined): string | undefined {
  const rank = severities.findIndex((each) => sameWord(each, severity ?? ''));
  if (rank < 0 || rank >= severities.indexOf(minimum)) return undefined;
  return `severity ${severities[rank]} is under minimumSeverity ${minimum}`;
}

function noneAmong(
  key: keyof Filter,
  wanted: readonly string[],
  found: string | readonly string[] | undefined,
): string | undefined {
  if (found === undefined) return undefined;
  const has = [found].flat();
  if (has.some((each) => wanted.some((want) => sameWord(each, want)))) return undefined;
  return `${has.map(shown).join(', ')} is not among its ${key} (${wanted.join(', ')})`;
}

/** What stands in a record may be anything; only what looks like a name of Microsoft's enumerations is repeated. */
function shown(name: string): string {
  return /^[\w -]{1,64}$/.test(name) ? name : 'an unusual name';
}
