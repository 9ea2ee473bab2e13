import { type AzureCredential, storageCredential } from '../access/identity';
import type { StorageConnection } from '../settings';
import { type BlobContainer, openContainer } from './blobs';
import { statusOf } from './faults';
import { openQueue, type Queue } from './queues';
import { openTable, type Table } from './tables';

export const tableNames = ['tenants', 'checkpoints', 'destinations', 'deliveries', 'deadletters'] as const;
export const queueNames = ['incidents', 'incidents-retry', 'incidents-poison', 'tenants', 'tenants-poison'] as const;
export const containerNames = ['payloads', 'deadletters'] as const;

export interface Storage {
  readonly tables: Readonly<Record<(typeof tableNames)[number], Table>>;
  readonly queues: Readonly<Record<(typeof queueNames)[number], Queue>>;
  readonly containers: Readonly<Record<(typeof containerNames)[number], BlobContainer>>;
  /** Creates what is missing. Bicep declares all of it; a laptop and a new storage account have none. */
  ensure(): Promise<void>;
}

export function openStorage(connection: StorageConnection, own: AzureCredential): Storage {
  const credential = storageCredential(connection, own);
  const each = <N extends string, T>(names: readonly N[], open: (name: N) => T) =>
    Object.fromEntries(names.map((name) => [name, open(name)])) as Record<N, T>;
  const tables = each(tableNames, (name) => openTable(connection, credential, name));
  const queues = each(queueNames, (name) => openQueue(connection, credential, name));
  const containers = each(containerNames, (name) => openContainer(connection, credential, name));
  const all = [...Object.values(tables), ...Object.values(queues), ...Object.values(containers)];
  return {
    tables,
    queues,
    containers,
    async ensure() {
      await Promise.all(all.map(ensureUnlessForbidden));
    },
  };
}

/** A role that may not create things is a fine choice where a deployment has created them. */
async function ensureUnlessForbidden(part: { ensure(): Promise<void> }): Promise<void> {
  try {
    await part.ensure();
  } catch (error) {
    if (!(error instanceof Error) || statusOf(error.cause) !== 403) throw error;
  }
}
