import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../src/messages/decode/decodeMessage.ts';
import { isAggregated, splitAggregated } from '../../../src/messages/decode/kinesisAggregate.ts';

interface PackedRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly explicitHashKey?: string;
}

const { RecordAggregator } = createRequire(import.meta.url)('aws-kinesis-agg') as {
  RecordAggregator: new () => { addUserRecord(record: PackedRecord): void; build(): { data: Buffer } };
};

function aggregate(records: readonly PackedRecord[]): Buffer {
  const aggregator = new RecordAggregator();
  for (const record of records) aggregator.addUserRecord(record);
  return Buffer.from(aggregator.build().data);
}

test('what another library packs, ours unpacks, in order', () => {
  const record = fc.record({
    // The other library mixes up keys that look like list indexes.
    partitionKey: fc.string({ maxLength: 20 }).map(key => `k${key}`),
    data: fc.uint8Array({ minLength: 1, maxLength: 50 }).map(bytes => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), records => {
      const bytes = aggregate(records);
      expect(isAggregated(bytes)).toBe(true);
      expect(
        splitAggregated(bytes).map(each => ({ partitionKey: each.partitionKey, data: Buffer.from(each.data) })),
      ).toEqual(records);
    }),
    { numRuns: 200 },
  );
});

test('damage anywhere is noticed', () => {
  const bytes = aggregate([{ partitionKey: 'p', data: Buffer.from('hello') }]);
  fc.assert(
    fc.property(fc.integer({ min: 4, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ flip;
      expect(() => splitAggregated(damaged)).toThrow('MD5');
    }),
  );
});

test('a body that is no such message is refused, though its MD5 fits', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), body => {
      const digest = createHash('md5').update(body).digest();
      const bytes = Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), body, digest]);
      try {
        splitAggregated(bytes);
      } catch (error) {
        expect((error as Error).message).toMatch(/^(it|a record) /);
      }
    }),
  );
});

test('the viewer sees the records, one alone as itself', () => {
  const many = aggregate([
    { partitionKey: 'a', data: Buffer.from('{"n":1}') },
    { partitionKey: 'b', data: Buffer.from([0xff, 0xfe]) },
  ]);
  const decoded = decodeMessage({ body: many });
  expect(decoded.layers).toEqual(['KPL aggregate']);
  expect(decoded.value).toEqual([
    { partitionKey: 'a', data: { n: 1 } },
    { partitionKey: 'b', data: { base64: '//4=' } },
  ]);
  expect(decodeMessage({ body: aggregate([{ partitionKey: 'a', data: Buffer.from('{"n":1}') }]) }).layers).toEqual([
    'KPL aggregate',
    'JSON',
  ]);
});
