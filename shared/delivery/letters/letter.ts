import { kindOf } from '../../events/kinds';
import { msOf } from '../../instant';
import { cellText } from '../../storage/cells';
import type { Row } from '../../storage/tables';
import type { Kept } from '../dead-letters';
import { shortKeyOf, withoutDestination } from './key';

/** One row of the table `deadletters`, without what was kept. */
export interface Letter {
  /** As a person types it. */
  readonly key: string;
  /** Undefined when it has none. */
  readonly destination: string | undefined;
  readonly reason: string;
  readonly attempts: number;
  /** Milliseconds since the epoch, as all instants here; absent when nothing was ever sent. */
  readonly firstAttempt?: number;
  readonly lastAttempt?: number;
  readonly diedAt?: number;
  readonly eventId: string;
  /** Absent, as `subject` and `kind`, when what was kept isn't an event. */
  readonly tenantId?: string;
  /** The record's own id. */
  readonly subject?: string;
  /** `incident`, `alert`, … */
  readonly kind?: string;
  /** What was kept: a blob of the container `deadletters`. */
  readonly blob: string;
  readonly kept: Kept;
  readonly row: Pick<Row, 'partitionKey' | 'rowKey' | 'etag'>;
}

const containerPrefix = 'deadletters/';

/** Reads leniently: a cell that somebody has spoilt must not hide what lies there. */
export function letterOf({ partitionKey, rowKey, etag, columns }: Row): Letter {
  const text = (name: string) => cellText(columns[name]) || undefined;
  const ms = (name: string) => msOf(text(name) ?? '');
  const type = text('type');
  const kept = text('kept');
  return {
    key: shortKeyOf(partitionKey, rowKey),
    destination: partitionKey === withoutDestination ? undefined : partitionKey,
    reason: text('reason') ?? '',
    attempts: Number(text('attempts')) || 0,
    eventId: text('eventId') ?? '',
    blob: (text('payload') ?? '').replace(containerPrefix, ''),
    kept: kept === 'event' || kept === 'envelope' ? kept : 'text',
    row: { partitionKey, rowKey, etag },
    ...present({
      firstAttempt: ms('firstAttempt'),
      lastAttempt: ms('lastAttempt'),
      diedAt: ms('deadAt'),
      tenantId: text('tenant'),
      subject: text('subject'),
      kind: type && kindOf(type),
    }),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
