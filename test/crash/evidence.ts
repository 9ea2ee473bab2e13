import { BlobServiceClient } from '@azure/storage-blob';
import { memberText } from '../../sandbox/data/raw-json';
import { openedTable } from '../../sandbox/program/storage-rows';
import { type Arrived, type SeenVersion, versionsOf } from './accounts';
import type { Arena } from './arena';
import { tenants } from './changing-data';

/** Everything that the API shows now, and that it ever showed. */
export function versionsIn({ cloud }: Arena): { visible: SeenVersion[]; shown: SeenVersion[] } {
  const now = Date.now();
  const visible = tenants.flatMap(({ id: tenantId }) =>
    cloud
      .tenant(tenantId)
      .table('incidents')
      .visible(now)
      .map(({ id, lastUpdate, raw }) => ({ tenantId, id, version: lastUpdate, raw })),
  );
  return { visible, shown: tenants.flatMap(({ id }) => versionsOf(id, cloud.ledger(id))) };
}

/** Reads the dead letters as an operator would: the row names the blob, and the blob has the event. */
export async function deadLetters(storage: string, known: Map<string, Arrived>): Promise<readonly Arrived[]> {
  const table = await openedTable(storage, 'deadletters');
  const blobs = BlobServiceClient.fromConnectionString(storage);
  for await (const { rowKey = '', payload } of table.listEntities<{ payload: string }>()) {
    if (known.has(rowKey)) continue;
    const [container = '', ...path] = payload.split('/');
    const blob = blobs.getContainerClient(container).getBlobClient(path.join('/'));
    known.set(rowKey, parse((await blob.downloadToBuffer()).toString()));
  }
  return [...known.values()];
}

function parse(event: string): Arrived {
  const text = (name: string) => String(JSON.parse(memberText(event, name) ?? '""'));
  return {
    id: text('id'),
    tenantId: text('tenantid'),
    subject: text('subject'),
    dataRaw: memberText(event, 'data') ?? '',
  };
}
