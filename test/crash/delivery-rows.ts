import { z } from 'zod';
import { openedTable } from '../../sandbox/program/storage-rows';

/** The ends of a version, each with a count of its own in the row. */
export const ends = ['delivered', 'filtered', 'superseded', 'dead'] as const;

const version = z.object({ id: z.string(), collected: z.string(), updated: z.string() });
const outcomes = z.array(z.object({ version, state: z.enum(['waiting', ...ends]), sending: z.boolean().optional() }));
const count = z.int();
const schema = z.object({
  partitionKey: z.string(),
  rowKey: z.string(),
  collected: count,
  delivered: count,
  filtered: count,
  superseded: count,
  dead: count,
  repeats: count,
  claimUntil: z.string().optional(),
  outcomes: z.string().transform((text) => outcomes.parse(JSON.parse(text))),
});

/** One row of the table `deliveries`: what became of the versions of one record at one destination. */
export interface DeliveryRow extends Omit<z.infer<typeof schema>, 'partitionKey' | 'rowKey'> {
  readonly tenantId: string;
  readonly kind: string;
  readonly record: string;
  readonly destination: string;
}

/** Azurite's clock is ours, but for what it rounds off. */
const slackMs = 1_000;

/** The table, of which only what was written since the last time is read again. */
export class DeliveryRows {
  readonly #rows = new Map<string, DeliveryRow>();
  #readAt = slackMs;

  constructor(private readonly storage: string) {}

  async now(): Promise<readonly DeliveryRow[]> {
    const table = await openedTable(this.storage, 'deliveries');
    const filter = `Timestamp ge datetime'${new Date(this.#readAt - slackMs).toISOString()}'`;
    this.#readAt = Date.now();
    for await (const entity of table.listEntities({ queryOptions: { filter } })) {
      const row = readRow(entity);
      this.#rows.set([row.tenantId, row.kind, row.record, row.destination].join(' '), row);
    }
    return [...this.#rows.values()];
  }
}

function readRow(entity: object): DeliveryRow {
  const { partitionKey: tenantId, rowKey, ...columns } = schema.parse(entity);
  const [kind = '', record = '', destination = ''] = rowKey.split('|');
  return { tenantId, kind, record, destination, ...columns };
}
