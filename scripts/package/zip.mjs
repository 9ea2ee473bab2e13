import { crc32, deflateRawSync } from 'node:zlib';

/**
 * A zip archive (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16) of some files, each below 4 GB. The same files give
 * the same bytes under the same version of Node.js: every entry is dated 1 January 1980, the first that zip knows.
 *
 * @param {readonly { name: string, content: Buffer }[]} files names with slashes
 * @returns {Buffer}
 */
export function zip(files) {
  const entries = [];
  let offset = 0;
  for (const { name, content } of files) {
    const entry = packed(Buffer.from(name), content, offset);
    entries.push(entry);
    offset += entry.local.length;
  }
  const directory = Buffer.concat(entries.map(({ central }) => central));
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...entries.map(({ local }) => local), directory, end]);
}

const version = 20; // 2.0: deflate
const unixFile = 0x81a4; // regular file, rw-r--r--
const madeOnUnix = (3 << 8) | version;
const utf8Names = 1 << 11;
const deflated = 8;
const [time, date] = [0, (1 << 5) | 1];

function packed(name, content, offset) {
  const data = deflateRawSync(content, { level: 9 });
  const common = [
    [2, version],
    [2, utf8Names],
    [2, deflated],
    [2, time],
    [2, date],
    [4, crc32(content)],
    [4, data.length],
    [4, content.length],
    [2, name.length],
    [2, 0], // extra field
  ];
  const unused = [
    [2, 0],
    [2, 0],
    [2, 0],
  ]; // comment, disk, internal attributes
  return {
    local: Buffer.concat([fields([4, 0x04034b50], ...common), name, data]),
    central: Buffer.concat([
      fields([4, 0x02014b50], [2, madeOnUnix], ...common, ...unused, [4, (unixFile << 16) >>> 0], [4, offset]),
      name,
    ]),
  };
}

/** Little-endian numbers of 2 or 4 bytes. */
function fields(...parts) {
  return Buffer.concat(
    parts.map(([size, value]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );
}
