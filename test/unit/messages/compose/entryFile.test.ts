import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvLine } from '../../../../src/messages/compose/csv.ts';
import {
  attributeColumn,
  type EntryFormat,
  type FileEntry,
  formatOfName,
  readEntries,
} from '../../../../src/messages/compose/entryFile.ts';
import type { OutgoingEntry } from '../../../../src/messages/compose/outgoingEntry.ts';

/** Reads a file that arrives in pieces of this many bytes. */
async function read(text: string | Uint8Array, format: EntryFormat, size = 7): Promise<FileEntry[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const found: FileEntry[] = [];
  for await (const entries of readEntries(pieces(), format)) found.push(...entries);
  return found;
}

async function entriesOf(text: string, format: EntryFormat, size?: number): Promise<OutgoingEntry[]> {
  return (await read(text, format, size)).map(found => {
    if ('problem' in found) throw new Error(`${found.line}: ${found.problem}`);
    return found.entry;
  });
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
const entry: fc.Arbitrary<OutgoingEntry> = fc.record(
  {
    body: text,
    attributes: fc.dictionary(
      name,
      fc.record({ type: fc.constantFrom('String', 'Number.price', 'Binary'), value: text }),
      { minKeys: 1, maxKeys: 3, noNullPrototype: true },
    ),
    groupId: text,
    deduplicationId: text,
    delaySeconds: fc.integer({ min: 0, max: 900 }),
    systemAttributes: fc.record({ AWSTraceHeader: text }),
  },
  { requiredKeys: ['body'] },
);
const pieceSize = fc.integer({ min: 1, max: 64 });

function asCsv(entries: readonly OutgoingEntry[]): string {
  const columns = new Set(
    entries.flatMap(({ attributes = {} }) =>
      Object.entries(attributes).map(([column, { type }]) => attributeColumn(column, type)),
    ),
  );
  const plain = ['body', 'groupId', 'deduplicationId', 'delaySeconds', 'AWSTraceHeader'];
  const lines = entries.map(one => {
    const values = new Map(
      Object.entries(one.attributes ?? {}).map(([column, { type, value }]) => [attributeColumn(column, type), value]),
    );
    return csvLine([
      one.body,
      one.groupId ?? '',
      one.deduplicationId ?? '',
      String(one.delaySeconds ?? ''),
      one.systemAttributes?.AWSTraceHeader ?? '',
      ...[...columns].map(column => values.get(column) ?? ''),
    ]);
  });
  return [csvLine([...plain, ...columns]), ...lines].join('\r\n');
}

describe('what is written is read back, however the file is cut', () => {
  test('NDJSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry), pieceSize, async (entries, size) => {
        expect(await entriesOf(entries.map(one => JSON.stringify(one)).join('\n'), 'ndjson', size)).toEqual(entries);
      }),
    );
  });

  test('a JSON array, tight or laid out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry), pieceSize, fc.constantFrom(0, 2), async (entries, size, indent) => {
        expect(await entriesOf(JSON.stringify(entries, undefined, indent), 'json', size)).toEqual(entries);
      }),
    );
  });

  test('CSV', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1 }), pieceSize, async (entries, size) => {
        expect(await entriesOf(asCsv(entries), 'csv', size)).toEqual(entries);
      }),
    );
  });

  test('bodies of any JSON, as they are written', async () => {
    const json = fc.json({ maxDepth: 3 }).filter(written => !isEntry(written));
    await fc.assert(
      fc.asyncProperty(fc.array(json), pieceSize, async (values, size) => {
        const bodies = values.map(value => {
          const parsed: unknown = JSON.parse(value);
          return { body: typeof parsed === 'string' ? parsed : value };
        });
        expect(await entriesOf(`[${values.join(' ,\n')}]`, 'json', size)).toEqual(bodies);
        expect(await entriesOf(values.join('\n'), 'ndjson', size)).toEqual(bodies);
      }),
    );
  });
});

function isEntry(json: string): boolean {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null && 'body' in value;
}

describe('what a file may hold', () => {
  test('a number too large for JavaScript stays as it is', async () => {
    expect(await entriesOf('[{"id": 12345678901234567890}]', 'json')).toEqual([
      { body: '{"id": 12345678901234567890}' },
    ]);
    expect(await entriesOf('{"body": {"id": 12345678901234567890}, "groupId": "a"}', 'ndjson')).toEqual([
      { body: '{"id": 12345678901234567890}', groupId: 'a' },
    ]);
  });

  test('one object alone, or several one after the other', async () => {
    expect(await entriesOf('{"body": "a"}\n{"body": "b"} "c" 7', 'json')).toEqual([
      { body: 'a' },
      { body: 'b' },
      { body: 'c' },
      { body: '7' },
    ]);
  });

  test('a byte order mark, empty lines, and what an export tells besides', async () => {
    const line = '{"id":"7","sentAt":1,"receiveCount":2,"body":"a","systemAttributes":{"SentTimestamp":"1"}}';
    expect(await entriesOf(`\ufeff\n${line}\r\n\n`, 'ndjson')).toEqual([{ body: 'a' }]);
    expect(await entriesOf('\ufeffbody,sentAt\n\na,1\n', 'csv')).toEqual([{ body: 'a' }]);
  });

  test('attributes as plain texts', async () => {
    expect(await entriesOf('{"body":"a","attributes":{"k":"v"}}', 'ndjson')).toEqual([
      { body: 'a', attributes: { k: { type: 'String', value: 'v' } } },
    ]);
  });

  test('nothing', async () => {
    expect(await read('', 'json')).toEqual([]);
    expect(await read(' [ ] ', 'json')).toEqual([]);
    expect(await read('', 'csv')).toEqual([]);
    expect(await read('body\n', 'csv')).toEqual([]);
  });
});

describe('faults have their line', () => {
  const cases: [string, EntryFormat, string, number, RegExp][] = [
    ['a broken line among good ones', 'ndjson', '"a"\n{"body":\n"b"', 2, /not valid JSON/],
    ['a stranger beside the body', 'ndjson', '{"body":"a","author":"x"}', 1, /no part of a message.*: author/],
    ['a body that is missing is the body itself', 'json', '[\n"a",\n{"body":"b","delaySeconds":901}]', 3, /0 to 900/],
    ['an attribute of no form', 'ndjson', '{"body":"a","attributes":{"k":1}}', 1, /both texts: k/],
    ['a list that is not closed', 'json', '["a",\n"b"\n', 3, /not closed/],
    ['two commas', 'json', '["a",\n,"b"]', 2, /in the place of ,/],
    ['a comma at the end', 'json', '["a",\n]', 2, /after the comma/],
    ['a missing comma', 'json', '["a"\n"b"]', 2, /comma is missing/],
    ['something after the list', 'json', '["a"]\n7', 2, /follows the end/],
    ['a string that is not closed', 'json', '["a",\n"b]', 2, /not closed/],
    ['a CSV without a body', 'csv', 'text\na', 1, /no column text/],
    ['a CSV with two columns of one name', 'csv', 'body,body\na,b', 1, /same name/],
    ['a CSV line with a field too many', 'csv', 'body\n"a\nb"\nc,d', 4, /1 columns and this line has 2/],
    ['a CSV quote that is not closed', 'csv', 'body\n"a\nb', 2, /not closed/],
    ['a CSV quote in the middle', 'csv', 'body\n"a"b', 2, /closing quote/],
    ['a CSV delay of no number', 'csv', 'body,delaySeconds\na,soon', 2, /not soon/],
  ];
  test.each(cases)('%s', async (_name, format, content, line, words) => {
    const problems = (await read(content, format)).filter(found => 'problem' in found);
    expect(problems).toMatchObject([{ line, problem: expect.stringMatching(words) }]);
  });

  test('the lines around a broken one are read', async () => {
    const found = await read('"a"\nnot json\n"b"', 'ndjson');
    expect(found.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(found.filter(one => 'entry' in one)).toHaveLength(2);
  });

  test('bytes that are no UTF-8', async () => {
    expect(await read(new Uint8Array([0x22, 0xff, 0x22]), 'ndjson')).toMatchObject(
      [{ problem: /UTF-8/ }].map(() => ({
        problem: expect.stringContaining('UTF-8'),
      })),
    );
  });

  test('a deeply nested body is a body, and one that is part of an entry does no harm', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const found = await read(`${deep}\n{"body":${deep}}`, 'ndjson', 65_536);
    expect(found).toHaveLength(2);
  });

  test('a value without an end is given up before it fills the memory', async () => {
    const found = await read(`["${'x'.repeat(9_000_000)}`, 'json', 65_536);
    expect(found).toMatchObject([{ line: 1, problem: expect.stringContaining('longer than any message') }]);
  });
});

test('the format comes from the name', () => {
  expect(['a.json', 'a.ndjson', 'A.JSONL', 'a.csv', 'a.txt', 'json'].map(formatOfName)).toEqual([
    'json',
    'ndjson',
    'ndjson',
    'csv',
    undefined,
    undefined,
  ]);
});
