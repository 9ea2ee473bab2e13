import { z } from 'zod';

/** One structured line of the app's log. */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly level: string;
  readonly event: string;
  /** Empty where the line has no such text. */
  text(field: string): string;
  /** 0 where the line has no such number. */
  count(field: string): number;
}

const schema = z.looseObject({
  time: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  level: z.string(),
  event: z.string(),
});

/** The structured line in a line of output; undefined for any other output. */
export function parseLogLine(output: string): LogLine | undefined {
  const parsed = schema.safeParse(parseJson(output));
  if (!parsed.success) return undefined;
  const { time, level, event, ...fields } = parsed.data;
  return {
    at: Date.parse(time),
    level,
    event,
    text: (name) => z.string().catch('').parse(fields[name]),
    count: (name) => z.number().catch(0).parse(fields[name]),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
