import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { zipEntries } from '../../../scripts/packaging/zipNames.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An archive of one stored file `a.txt` with the content `hi`. */
const archive =
  'UEsDBBQAAAAAAAAAIVysKpPYAgAAAAIAAAAFAAAAYS50eHRoaVBLAQIUAxQAAAAAAAAAIVysKpPYAgAAAAIAAAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBLBQYAAAAAAQABADMAAAAlAAAAAAA=';

test('the table of contents names every file with its size', async () => {
  const file = path.join(folder, 'a.zip');
  await writeFile(file, Buffer.from(archive, 'base64'));
  expect(await zipEntries(file)).toEqual([{ name: 'a.txt', size: 2 }]);
});

test('something else is refused', async () => {
  const file = path.join(folder, 'b.zip');
  await writeFile(file, 'not an archive, but longer than twenty-two bytes');
  await expect(zipEntries(file)).rejects.toThrow('Not a zip archive');
});
