import { crc32, inflateRawSync } from 'node:zlib';

export interface Entry {
  readonly name: string;
  readonly content: Buffer;
  /** MS-DOS date and time, as stored. */
  readonly dated: readonly [date: number, time: number];
}

/** Reads a zip by its central directory (APPNOTE.TXT 6.3.10, 4.3.12). Throws if anything in it contradicts itself. */
export function unzip(zip: Buffer): Entry[] {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== 0x06054b50) throw new Error('No end of central directory.');
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`No central header at ${at}.`);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const content = contentOf(zip, at, name);
    entries.push({ name, content, dated: [zip.readUInt16LE(at + 14), zip.readUInt16LE(at + 12)] });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  if (at !== end) throw new Error('The central directory ends early.');
  return entries;
}

function contentOf(zip: Buffer, central: number, name: string): Buffer {
  const local = zip.readUInt32LE(central + 42);
  if (zip.readUInt32LE(local) !== 0x04034b50) throw new Error(`No local header of ${name}.`);
  // Version, flags, method, time, date, checksum and both sizes stand in both headers.
  const [inLocal, inCentral] = [zip.subarray(local + 4, local + 30), zip.subarray(central + 6, central + 32)];
  if (!inLocal.equals(inCentral)) throw new Error(`The two headers of ${name} differ.`);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const content = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(central + 20)));
  if (content.length !== zip.readUInt32LE(central + 24)) throw new Error(`The size of ${name} is wrong.`);
  if (crc32(content) !== zip.readUInt32LE(central + 16)) throw new Error(`The checksum of ${name} is wrong.`);
  return content;
}
