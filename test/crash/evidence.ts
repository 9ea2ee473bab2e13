import { BlobServiceClient } from '@azure/storage-blob';
import type { Version } from '../../sandbox/cloud/defender/table';
import { memberText } from '../../sandbox/data/raw-json';
import { openedTable } from '../../sandbox/program/storage-rows';
import type { ReceivingSiem } from '../../sandbox/siem/siem';
import type { Arrived, Evidence, SeenVersion } from './accounts';
import type { Arena } from './arena';
import { destinationAt } from './destinations';
import { isTestEvent } from './gateway';
import { type Appearance, cameLate, isOwedBy } from './late';
import { streams } from './tenants';
import { kindOfType } from './versions';

/** Everything that the API shows now, as far as a run that began then must have found it, and all that it ever showed. */
export function versionsIn({ cloud, clock }: Arena, runBegan: number): Pick<Evidence, 'visible' | 'toCome' | 'shown'> {
  const now = clock.now();
  const [visible, toCome]: [SeenVersion[], Set<string>] = [[], new Set()];
  for (const { tenantId, route } of streams) {
    for (const version of cloud.tenant(tenantId).table(route).visible(now)) {
      const { id, lastUpdate, raw } = version;
      if (isOwedBy(runBegan, appearanceOf(version))) visible.push({ tenantId, route, id, version: lastUpdate, raw });
      else toCome.add(raw);
    }
  }
  const shown = tenantIds().flatMap((tenantId) =>
    cloud.ledger(tenantId).map(({ collection: route, ...entry }) => ({ tenantId, route, ...entry })),
  );
  return { visible, toCome, shown };
}

/** All that the SIEM accepted, in its order; each body is read once. */
export class Arrivals {
  readonly #records: Arrived[] = [];
  #read = 0;

  constructor(private readonly siem: Pick<ReceivingSiem, 'deliveries'>) {}

  now(): readonly Arrived[] {
    const { deliveries } = this.siem;
    const records = deliveries.slice(this.#read).filter(({ rawBody }) => !isTestEvent(rawBody));
    this.#read = deliveries.length;
    this.#records.push(...records.map(({ path, rawBody }) => parse(rawBody, destinationAt(path))));
    return [...this.#records];
  }
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
  for await (const { partitionKey = '', rowKey = '', payload } of table.listEntities<{ payload: string }>()) {
    const key = `${partitionKey} ${rowKey}`;
    if (known.has(key)) continue;
    const [container = '', ...path] = payload.split('/');
    const blob = blobs.getContainerClient(container).getBlobClient(path.join('/'));
    known.set(key, parse((await blob.downloadToBuffer()).toString(), partitionKey));
  }
  return [...known.values()];
}

function parse(event: string, destination: string): Arrived {
  const text = (name: string) => String(JSON.parse(memberText(event, name) ?? '""'));
  return {
    destination,
    id: text('id'),
    tenantId: text('tenantid'),
    kind: kindOfType(text('type')),
    record: text('subject'),
    collected: text('collectedat'),
    updated: text('time'),
    dataRaw: memberText(event, 'data') ?? '',
  };
}
