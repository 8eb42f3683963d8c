import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../src/messages/decode/decodeMessage.ts';
import { hidden, Mask } from '../../../src/messages/mask/mask.ts';
import { loosePosition, readPosition } from '../../../src/streams/read/position.ts';
import { asMessage, dataOf } from '../../../src/streams/read/recordMessage.ts';

const record = { sequenceNumber: '49', partitionKey: 'visitor-鍵', arrivedAt: new Date(1_000), encryption: 'KMS' };

describe('a record as a message', () => {
  test('text is its body, beside key, number, shard and times', () => {
    const data = new TextEncoder().encode('{"ä":1}');
    const message = asMessage({ ...record, data }, 'shardId-1', 2_000);
    expect(message).toMatchObject({
      id: '49',
      body: '{"ä":1}',
      groupId: 'visitor-鍵',
      source: 'shardId-1',
      sentAt: 1_000,
      receivedAt: 2_000,
      bytes: 8,
    });
    expect(message.systemAttributes).toMatchObject({ EncryptionType: 'KMS', ApproximateArrivalTimestamp: '1000' });
    expect(dataOf(message)).toBe('{"ä":1}');
  });

  test('bytes that are no text come back as they were, and count as they were', () => {
    const data = gzipSync('{"a":1}');
    const message = asMessage({ ...record, data }, 'shardId-1', 0);
    expect(message.bytes).toBe(data.length);
    expect(Buffer.from(dataOf(message))).toEqual(data);
    expect(decodeMessage({ ...message, body: dataOf(message) })).toMatchObject({ layers: ['gzip', 'JSON'] });
  });

  test('bytes in which a value was hidden are read as the text that took their place', () => {
    const data = gzipSync('{"email":"a@b"}');
    const masked = new Mask([{ path: 'email' }]).message(asMessage({ ...record, data }, 'shardId-1', 0));
    expect(decodeMessage({ ...masked, body: dataOf(masked) })).toMatchObject({
      layers: ['JSON'],
      value: { email: hidden },
    });
  });

  test('base64 that somebody sent as text stays text', () => {
    const data = new TextEncoder().encode('aGVsbG8gd29ybGQ=');
    expect(dataOf(asMessage({ ...record, data }, 'shardId-1', 0))).toBe('aGVsbG8gd29ybGQ=');
  });
});

describe('positions', () => {
  test('travel there and back', () => {
    const time = new Date('2026-11-21T00:00:00Z');
    for (const position of [
      { type: 'TRIM_HORIZON' },
      { type: 'LATEST' },
      { type: 'AT_TIMESTAMP', timestamp: time },
      { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '42' },
    ] as const) {
      expect(readPosition(loosePosition(position))).toEqual(position);
    }
  });

  test('say what is missing', () => {
    expect(() => readPosition({ type: 'AT_TIMESTAMP' })).toThrow(/time/);
    expect(() => readPosition({ type: 'AT_SEQUENCE_NUMBER' })).toThrow(/missing/);
    expect(() => readPosition({ type: 'AT_SEQUENCE_NUMBER', sequenceNumber: 'abc' })).toThrow(/digits/);
  });
});
