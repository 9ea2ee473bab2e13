import type { Progress } from '../../../../shared/collection/progress';

type ApiLimit = 'open-requests-only' | 'rounded-instants';

/** What an API turned out not to do for this tenant. Nothing is missed for it; reading takes more calls. */
export function apiLimits({ openOnly, coarse }: Progress): readonly ApiLimit[] {
  return [...(openOnly ? ['open-requests-only' as const] : []), ...(coarse ? ['rounded-instants' as const] : [])];
}

const wordings: Readonly<Record<ApiLimit, string>> = {
  'open-requests-only':
    "requests can't be given an end: what is still to read is read from its beginning up to the present, page by page, which takes more calls",
  'rounded-instants':
    'the instants of a request are rounded: a second that holds more than one answer is read page by page, until nothing new comes',
};

/** Lines for a person. */
export function describeApiLimits(progress: Progress): readonly string[] {
  return apiLimits(progress).map((limit) => wordings[limit]);
}
