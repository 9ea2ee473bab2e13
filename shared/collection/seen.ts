/**
 * Versions already sent, as the first 8 bytes of their event ids, oldest first. The row of a checkpoint holds them in at
 * most eight binary properties of 60 KiB (Azure allows 64 KiB a property); beyond, the oldest are forgotten, and may
 * be sent again with the same event id.
 */
const bytesPerHash = 8;
const chunkBytes = 60 * 1024;
const chunkCount = 8;
/** 8 KB of a row. */
const keptAnyway = 1_000;
export const maxSeen = (chunkBytes / bytesPerHash) * chunkCount;

export class SeenVersions {
  private readonly hashes: Set<string>;

  constructor(hashes: Iterable<string> = []) {
    this.hashes = new Set(hashes);
  }

  has(eventId: string): boolean {
    return this.hashes.has(hashOf(eventId));
  }

  /** A new memory that also holds these. */
  with(eventIds: readonly string[]): SeenVersions {
    if (eventIds.length === 0) return this;
    const grown = new SeenVersions(this.hashes);
    for (const eventId of eventIds) grown.hashes.add(hashOf(eventId));
    for (const oldest of grown.hashes) {
      if (grown.hashes.size <= maxSeen) break;
      grown.hashes.delete(oldest);
    }
    return grown;
  }

  /** A new memory of those of these that it holds, and of the newest: a record may vanish and come back unchanged. */
  prunedTo(eventIds: readonly string[]): SeenVersions {
    const needed = new Set(eventIds.map(hashOf));
    const old = this.hashes.size - keptAnyway;
    return new SeenVersions([...this.hashes].filter((hash, age) => age >= old || needed.has(hash)));
  }

  get size(): number {
    return this.hashes.size;
  }

  /** Binary properties, oldest first. */
  toChunks(): Uint8Array[] {
    const bytes = Buffer.from([...this.hashes].join(''), 'hex');
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
    return chunks;
  }

  static fromChunks(chunks: readonly Uint8Array[]): SeenVersions {
    const hex = Buffer.concat(chunks).toString('hex');
    return new SeenVersions(hex.match(/.{16}/g) ?? []);
  }
}

function hashOf(eventId: string): string {
  return eventId.slice(0, bytesPerHash * 2);
}
