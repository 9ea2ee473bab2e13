import { maxPageBytes } from './page-memory';

/** What is asked for when a page is too large to be read: incidents of several megabytes still come one by one. */
const fallbacks = [25, 5, 1];

/** The next smaller page size; undefined when one record alone is too large. */
export function smallerPage(size: number): number | undefined {
  return fallbacks.find((fallback) => fallback < size);
}

/** The size for the next request after an answer of `bytes`: larger again once the larger page would have fit too. */
export function pageSizeAfter(size: number, limit: number, records: number, bytes: number): number {
  const larger = [limit, ...fallbacks].filter((each) => each > size).at(-1);
  if (larger === undefined || records === 0) return size;
  return (bytes / records) * larger < maxPageBytes / 2 ? larger : size;
}
