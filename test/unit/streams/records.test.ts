import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loosePosition, readPosition } from '../../../src/streams/read/position.ts';
import { RecordBuffer } from '../../../src/streams/read/recordBuffer.ts';
import { decodeRecord, hexDump } from '../../../src/streams/read/recordDetail.ts';
import { records } from './streamMemory.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('decoding', () => {
  test('JSON is laid out without changing a number', () => {
    const { layers, text, binary } = decodeRecord(bytes('{"id":12345678901234567890,"ä":1}'));
    expect({ layers, binary }).toEqual({ layers: ['JSON'], binary: false });
    expect(text).toBe('{\n  "id": 12345678901234567890,\n  "ä": 1\n}');
  });

  test('gzip, and base64 of gzip, are unpacked', () => {
    const packed = gzipSync('{"a":1}');
    expect(decodeRecord(packed)).toMatchObject({ layers: ['gzip', 'JSON'], text: '{\n  "a": 1\n}' });
    expect(decodeRecord(bytes(packed.toString('base64')))).toMatchObject({ layers: ['base64', 'gzip', 'JSON'] });
  });

  test('a gzip bomb and damaged gzip become a hex dump with the reason', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    expect(decodeRecord(bomb)).toMatchObject({
      binary: true,
      notes: [expect.stringMatching(/more than 40 MiB/), expect.any(String)],
    });
    expect(decodeRecord(gzipSync('hello').subarray(0, 15))).toMatchObject({
      binary: true,
      notes: [expect.stringMatching(/damaged/)],
    });
  });

  test('plain text stays, with the reason why it is no more', () => {
    const { text, layers, notes } = decodeRecord(bytes('hello world'));
    expect({ text, layers }).toEqual({ text: 'hello world', layers: [] });
    expect(notes.join(' ')).toContain('Not JSON');
  });

  test('bytes become a hex dump, and packed KPL records are recognised', () => {
    expect(decodeRecord(Uint8Array.of(0xff, 0x00, 0x41))).toMatchObject({
      binary: true,
      text: hexDump(Uint8Array.of(0xff, 0, 0x41)),
    });
    expect(decodeRecord(Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2, 1)).notes.join(' ')).toContain(
      'Kinesis Producer Library',
    );
  });

  test('a long dump says how much of it is shown', () => {
    const { text, notes } = decodeRecord(new Uint8Array(20_000).fill(0xff));
    expect(text.split('\n')).toHaveLength(1_024);
    expect(notes.at(-1)).toBe('The first 16 KiB of 19.5 KiB.');
  });

  test('a hex dump has offset, two groups of eight and ASCII', () => {
    expect(hexDump(bytes('0123456789abcdefXY'))).toBe(
      '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n' +
        `00000010  58 59${' '.repeat(18)}  ${' '.repeat(23)}  XY`,
    );
  });
});

describe('the buffer', () => {
  test('is full by number or by bytes, and empty again once cleared', () => {
    const byNumber = new RecordBuffer({ records: 2, bytes: 1_000 });
    byNumber.add(records(1));
    expect(byNumber.full).toBe(false);
    byNumber.add(records(1));
    expect(byNumber.full).toBe(true);
    byNumber.clear();
    expect([byNumber.full, byNumber.get(0)]).toEqual([false, undefined]);
    const byBytes = new RecordBuffer({ records: 100, bytes: 15 });
    byBytes.add(records(2));
    expect(byBytes.full).toBe(true);
  });

  test('gives a line per record: text on one line, binary as hex, gzip by name', () => {
    const buffer = new RecordBuffer();
    const of = (data: Uint8Array) => buffer.add([{ sequenceNumber: '1', partitionKey: 'k\n', data }])[0];
    expect(of(bytes('a\n  b\u0007'))).toMatchObject({ index: 0, partitionKey: 'k ', preview: 'a b\ufffd', bytes: 6 });
    expect(of(Uint8Array.of(0xff, 0x01))).toMatchObject({ index: 1, preview: 'ff 01' });
    expect(of(gzipSync('x'))).toMatchObject({ preview: '(gzip)' });
    expect(of(bytes('é'.repeat(1_000)))?.preview).toBe('é'.repeat(160));
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
