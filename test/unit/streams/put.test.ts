import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import { utf8Length } from '../../../src/core/text.ts';
import { previewPut, putRecord, putTarget } from '../../../src/streams/put/putService.ts';
import { checkRecord, recordOf } from '../../../src/streams/put/recordRules.ts';
import { StreamMemory, shard, signal, stream } from './streamMemory.ts';

const half = 1n << 127n;
const target = { limit: 1_048_576, shards: [shard('low', 0n, half - 1n), shard('high', half, half * 2n - 1n)] };
const text = { encoding: 'text', partitionKey: 'k' } as const;

test('text and base64 stand for the bytes they should', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), body => {
      expect(new TextDecoder().decode(recordOf({ ...text, body }).data)).toBe(body);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      const body = Buffer.from(bytes)
        .toString('base64')
        .replace(/(.{8})/g, '$1\n');
      const draft = { ...text, encoding: 'base64', body } as const;
      expect(checkRecord(draft, 1_000).bytes).toBe(bytes.length + 1);
      expect(recordOf(draft).data).toEqual(bytes);
    }),
  );
});

test('the size counts data and key, and is refused exactly above the limit', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      (body, partitionKey) => {
        const check = checkRecord({ body, encoding: 'text', partitionKey }, 30);
        expect(check.bytes).toBe(utf8Length(body) + utf8Length(partitionKey));
        expect(check.problems.some(problem => problem.includes('at most'))).toBe(check.bytes > 30);
      },
    ),
  );
});

test.each([
  [{ ...text, body: 'x', partitionKey: '' }, /needs a partition key/],
  [{ ...text, body: 'x', partitionKey: 'k'.repeat(257) }, /256 characters at most/],
  [{ ...text, body: 'half \ud83d' }, /half of a character/],
  [{ ...text, body: 'no base64!', encoding: 'base64' as const }, /not base64/],
  [{ ...text, body: 'x', explicitHashKey: '1e3' }, /explicit hash key/],
])('%j is refused', (draft, words) => {
  expect(checkRecord(draft, 1_048_576).problems).toEqual([expect.stringMatching(words)]);
});

test('a control character is fine, and so is an empty record', () => {
  expect(checkRecord({ ...text, body: '\u0000' }, 10).problems).toEqual([]);
  expect(checkRecord({ ...text, body: '' }, 10).problems).toEqual([]);
});

test('an explicit hash key overrides the partition key', () => {
  expect(previewPut({ ...text, body: '', explicitHashKey: '0' }, target).shard?.id).toBe('low');
  expect(previewPut({ ...text, body: '', explicitHashKey: (half * 2n - 1n).toString() }, target).shard?.id).toBe(
    'high',
  );
});

test('nothing is put while there are problems, and the computed shard comes back with the answer', async () => {
  const client = new StreamMemory();
  await expect(putRecord(client, stream, { ...text, body: '', partitionKey: '' }, target, signal)).rejects.toThrow(
    /Nothing was put/,
  );
  expect(client.calls).toEqual([]);
  const put = await putRecord(client, stream, { ...text, body: 'x', explicitHashKey: '0' }, target, signal);
  expect(put).toEqual({ shardId: 'shard-0', sequenceNumber: '1', expected: 'low' });
});

test('a producer that may not list shards still can put', async () => {
  const client = new StreamMemory();
  client.shards = async () => {
    throw new AwsError('No permission', { kind: 'access-denied', code: 'AccessDenied' });
  };
  const known = await putTarget(client, stream, signal);
  expect(await putRecord(client, stream, { ...text, body: 'x' }, known, signal)).toEqual({
    shardId: 'shard-0',
    sequenceNumber: '1',
  });
});
