import { beforeAll, expect, it } from 'vitest';
import type { Row } from '../../monitoring/alerts/evaluate';
import { fieldsOf, type KqlType } from '../../monitoring/fields';
import type { Recordings } from './recordings';

const isOf: Readonly<Record<KqlType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  long: (value) => Number.isSafeInteger(value),
  datetime: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value),
};

/** Tests that the recordings have every field of monitoring/fields.ts, always with its type. To be called in a `describe`. */
export function fieldsAreWritten(recorded: () => Recordings): void {
  const wanted = Object.entries(fieldsOf).flatMap(([event, fields]) =>
    Object.entries(fields).map(([field, type]) => [event, field, type] as const),
  );
  const values = new Map<string, Set<unknown>>();
  const note = ({ event, fields }: Extract<Row, { table: 'AppTraces' }>) => {
    for (const [field, value] of Object.entries(fields)) {
      const key = `${event}/${field}`;
      const found = values.get(key) ?? new Set();
      values.set(key, found.add(value));
    }
  };
  beforeAll(() => {
    for (const { rows } of recorded().faults.values()) for (const row of rows) if (row.table === 'AppTraces') note(row);
  });

  it.each(wanted)('%s: %s, a %s', (event, field, type) => {
    const present = [...(values.get(`${event}/${field}`) ?? [])];
    expect(present.length).toBeGreaterThan(0);
    expect(present.filter((value) => !isOf[type](value))).toEqual([]);
  });
}
