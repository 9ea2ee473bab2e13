import * as z from 'zod';

export const severities = ['informational', 'low', 'medium', 'high'] as const;

const list = z.array(z.string().min(1)).min(1).optional();

/** The column `filter`: which events a destination wants. Strict, because a misspelt key would let everything through. */
export const filterSchema = z.strictObject({
  minimumSeverity: z.enum(severities).optional(),
  sources: list,
  statuses: list,
  detectionSources: list,
});

export type Filter = z.infer<typeof filterSchema>;
