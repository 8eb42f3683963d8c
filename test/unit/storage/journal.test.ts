import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { journalsIn } from '../../../src/storage/journal.ts';

let directory: string;

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(tmpdir(), 'journal-')), 'inner');
});
afterEach(() => rm(path.dirname(directory), { recursive: true }));

test('keeps the order of appends that were not waited for', async () => {
  const journals = journalsIn(directory);
  const journal = await journals.open('run');
  const all = Array.from({ length: 50 }, (_, n) => journal.append([{ n }], n % 10 === 0));
  await Promise.all(all);
  await journal.close();
  expect((await journals.read('run'))?.records).toEqual(Array.from({ length: 50 }, (_, n) => ({ n })));
});

test('cuts off what a crash left half written, and goes on behind it', async () => {
  const journals = journalsIn(directory);
  const first = await journals.open('run');
  await first.append([{ n: 1 }, { n: 2 }], true);
  await first.close();
  const file = path.join(directory, 'run.ndjson');
  await appendFile(file, '{"n":3,"text":"hälf');
  expect(await journals.read('run')).toMatchObject({ records: [{ n: 1 }, { n: 2 }], damaged: 0 });
  const second = await journals.open('run');
  await second.append([{ n: 4 }], true);
  await second.close();
  expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":4}\n');
});

test('tells how many lines in the middle are damaged', async () => {
  const journals = journalsIn(directory);
  await (await journals.open('run')).close();
  await writeFile(path.join(directory, 'run.ndjson'), '{"n":1}\n\u0000\u0000\n{"n":2}\n');
  expect(await journals.read('run')).toMatchObject({ records: [{ n: 1 }, { n: 2 }], damaged: 1 });
});

test('a directory that is not there has no journals', async () => {
  const journals = journalsIn(directory);
  expect(await journals.list()).toEqual([]);
  expect(await journals.read('run')).toBeUndefined();
  await journals.remove('run');
});
