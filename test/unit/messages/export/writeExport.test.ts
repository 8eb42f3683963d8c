import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CancelledError } from '../../../../src/core/errors.ts';
import { type EntryFormat, readEntries } from '../../../../src/messages/compose/entryFile.ts';
import type { OutgoingEntry } from '../../../../src/messages/compose/outgoingEntry.ts';
import { writeExport } from '../../../../src/messages/export/writeExport.ts';
import type { Message } from '../../../../src/messages/message.ts';

const never = new AbortController().signal;
const quiet = (): void => undefined;

/** Exports to bytes, as a file would hold them, and reads them with what sends files. */
async function roundTrip(messages: readonly Message[], format: EntryFormat): Promise<OutgoingEntry[]> {
  const pieces: Uint8Array[] = [];
  const sink = { write: async (text: string) => void pieces.push(new TextEncoder().encode(text)) };
  const outcome = await writeExport(() => messages, format, sink, quiet, never);
  expect(outcome.exported).toBe(messages.length);
  const entries: OutgoingEntry[] = [];
  async function* file(): AsyncGenerator<Uint8Array> {
    yield* pieces;
  }
  for await (const found of readEntries(file(), format)) {
    for (const each of found) {
      if ('problem' in each) throw new Error(`${each.line}: ${each.problem}`);
      entries.push(each.entry);
    }
  }
  return entries;
}

/** What of a message goes out again. */
function sendable({ body, attributes, groupId, systemAttributes }: Message): OutgoingEntry {
  const trace = systemAttributes['AWSTraceHeader'];
  const deduplicationId = systemAttributes['MessageDeduplicationId'];
  return {
    body,
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(trace !== undefined && { systemAttributes: { AWSTraceHeader: trace } }),
  };
}

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const attributeOf = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.record({ type: fc.constantFrom('String', 'String.json'), value: text }),
    fc.record({ type: fc.constantFrom('Number', 'Number.price'), value: fc.integer().map(String) }),
    fc.record({
      type: fc.constant('Binary'),
      value: fc.uint8Array({ minLength: 1, maxLength: 40 }).map(bytes => Buffer.from(bytes).toString('base64')),
    }),
  );
const messageOf = (text: fc.Arbitrary<string>): fc.Arbitrary<Message> =>
  fc.record(
    {
      id: fc.uuid(),
      body: text,
      attributes: fc.dictionary(name, attributeOf(text), { maxKeys: 10 }),
      systemAttributes: fc.record(
        {
          SentTimestamp: fc.constant('1800000000000'),
          AWSTraceHeader: fc.constant('Root=1-5759e988-bd862e3fe1be46a994272793'),
          MessageDeduplicationId: name,
        },
        { requiredKeys: [] },
      ),
      sentAt: fc.constantFrom(1_800_000_000_000, Number.MAX_SAFE_INTEGER),
      receiveCount: fc.nat(),
      groupId: name,
    },
    { requiredKeys: ['id', 'body', 'attributes', 'systemAttributes'] },
  );

/** Any UTF-16, half surrogates included. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
  minLength: 1,
});
const wholeText = fc.string({ unit: 'binary', minLength: 1 });

test.each(['ndjson', 'json'] as const)('%s carries every text and every attribute exactly', async format => {
  await fc.assert(
    fc.asyncProperty(fc.array(messageOf(anyText), { maxLength: 8 }), async messages => {
      expect(await roundTrip(messages, format)).toEqual(messages.map(sendable));
    }),
    { seed: 21, numRuns: 200 },
  );
});

test('CSV carries every well-formed text and every attribute exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(messageOf(wholeText), { maxLength: 8 }), async messages => {
      expect(await roundTrip(messages, 'csv')).toEqual(messages.map(sendable));
    }),
    { seed: 22, numRuns: 200 },
  );
});

const plain: Message = { id: 'a', body: 'b', attributes: {}, systemAttributes: {} };

test('CSV says how many texts it cannot carry', async () => {
  const sink = { write: async () => undefined };
  const messages = [plain, { ...plain, body: 'half \ud83d' }];
  expect(await writeExport(() => messages, 'csv', sink, quiet, never)).toEqual({ exported: 2, damaged: 1 });
  expect(await writeExport(() => messages, 'ndjson', sink, quiet, never)).toEqual({ exported: 2, damaged: 0 });
});

test('a large export is handed on in pieces, and a cancel ends it', async () => {
  const body = 'x'.repeat(100_000);
  const stop = new AbortController();
  let pieces = 0;
  let largest = 0;
  function* many(): Generator<Message> {
    for (let n = 0; n < 1_000; n++) yield { ...plain, id: String(n), body };
  }
  const sink = {
    write: async (text: string) => {
      largest = Math.max(largest, text.length);
      if (++pieces === 5) stop.abort();
    },
  };
  await expect(writeExport(many, 'ndjson', sink, quiet, stop.signal)).rejects.toThrow(CancelledError);
  expect(pieces).toBe(5);
  expect(largest).toBeLessThan(500_000);
});
