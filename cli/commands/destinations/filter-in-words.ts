import { parseJson } from '../../../shared/destinations/destination-type';
import { type Filter, filterSchema } from '../../../shared/destinations/filter';
import { cellText } from '../../../shared/storage/cells';
import type { Row } from '../../../shared/storage/tables';

/** The filter of a row, whatever its state; undefined when it can't be read. Empty lets everything through. */
export function filterOf({ columns }: Pick<Row, 'columns'>): Filter | undefined {
  const text = cellText(columns.filter);
  return text === '' ? {} : filterSchema.safeParse(parseJson(text)).data;
}

/** In short, e.g. `medium and higher; status active, inProgress`. */
export function filterInWords(filter: Filter | undefined): string {
  if (!filter) return 'unreadable';
  const { minimumSeverity, sources, statuses, detectionSources } = filter;
  const parts = [
    ...(minimumSeverity ? [minimumSeverity === 'high' ? 'high' : `${minimumSeverity} and higher`] : []),
    ...(sources ? [`source ${sources.join(', ')}`] : []),
    ...(statuses ? [`status ${statuses.join(', ')}`] : []),
    ...(detectionSources ? [`detected by ${detectionSources.join(', ')}`] : []),
  ];
  return parts.join('; ') || 'everything';
}
