import { readFile } from 'node:fs/promises';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** One file of an archive; `size` in bytes, unpacked. */
export interface ZipEntry {
  name: string;
  size: number;
}

/** Reads the table of contents of a zip archive. Throws if it has none. */
export async function zipEntries(file: string): Promise<ZipEntry[]> {
  const data = await readFile(file);
  const end = findEnd(data);
  if (end < 0) throw new Error(`Not a zip archive: ${file}`);
  const count = data.readUInt16LE(end + 10);
  let at = data.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (data.readUInt32LE(at) !== entrySignature) throw new Error(`Broken table of contents in ${file}`);
    const nameLength = data.readUInt16LE(at + 28);
    const name = data.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) entries.push({ name, size: data.readUInt32LE(at + 24) });
    at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record has 22 bytes and may be followed by a comment. */
function findEnd(data: Buffer): number {
  for (let at = data.length - 22; at >= 0; at--) {
    if (data.readUInt32LE(at) === endSignature) return at;
  }
  return -1;
}
