import { BlobServiceClient } from '@azure/storage-blob';
import type { Version } from '../../sandbox/cloud/defender/table';
import { memberText } from '../../sandbox/data/raw-json';
import { openedTable } from '../../sandbox/program/storage-rows';
import type { Arrived, SeenVersion } from './accounts';
import type { Arena } from './arena';
import { type Appearance, cameLate, isOwedBy } from './late';
import { streams } from './tenants';

/** Everything that the API shows now and must have been found by a run that began then, and all that it ever showed. */
export function versionsIn(
  { cloud, clock }: Arena,
  runBegan: number,
): { visible: SeenVersion[]; shown: SeenVersion[] } {
  const now = clock.now();
  const visible = streams.flatMap(({ tenantId, route }) => {
    const versions = cloud.tenant(tenantId).table(route).visible(now);
    const owed = versions.filter((version) => isOwedBy(runBegan, appearanceOf(version)));
    return owed.map(({ id, lastUpdate, raw }) => ({ tenantId, route, id, version: lastUpdate, raw }));
  });
  const shown = tenantIds().flatMap((tenantId) =>
    cloud.ledger(tenantId).map(({ collection: route, ...entry }) => ({ tenantId, route, ...entry })),
  );
  return { visible, shown };
}

/** All that the SIEM accepted, in its order. */
export function arrivalsIn({ siem }: Arena): Arrived[] {
  return siem.deliveries.map(({ id, tenantId, type, subject, dataRaw }) => ({ id, tenantId, type, subject, dataRaw }));
}

/** How many of the versions that the API shows now came after everything up to their date had been read. */
export function lateArrivals({ cloud, clock }: Arena, runsBegan: readonly number[]): number {
  const versions = streams.flatMap(({ tenantId, route }) => cloud.tenant(tenantId).table(route).visible(clock.now()));
  return versions.filter((version) => cameLate(appearanceOf(version), runsBegan)).length;
}

function tenantIds(): string[] {
  return [...new Set(streams.map(({ tenantId }) => tenantId))];
}

function appearanceOf({ lastUpdate, visibleFrom }: Version): Appearance {
  return { dated: Date.parse(lastUpdate), visibleFrom };
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
    type: text('type'),
    subject: text('subject'),
    dataRaw: memberText(event, 'data') ?? '',
  };
}
