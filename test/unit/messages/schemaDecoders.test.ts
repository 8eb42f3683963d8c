import avro from 'avsc';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { loadDecoder } from '../../../src/messages/decode/messageDecoder.ts';
import { isFor, type SchemaSetting } from '../../../src/messages/decode/schemaSource.ts';

const orders = { name: 'orders', arn: 'arn:aws:sqs:eu-west-1:111122223333:orders' };
const never = new AbortController().signal;

const avroSchema: avro.Schema = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'lines', type: { type: 'array', items: 'int' } },
    { name: 'total', type: 'long' },
  ],
};
const protoText = `syntax = "proto3";
import "money.proto";
package shop;
message Order { string id = 1; Money total = 2; repeated int32 lines = 3; int64 number = 4; }`;
const moneyText =
  'syntax = "proto3"; package shop; /* import "no.proto"; */ message Money { string currency = 1; int64 cents = 2; }';

const files: Record<string, string> = {
  'order.avsc': JSON.stringify(avroSchema),
  'order.proto': protoText,
  'money.proto': moneyText,
  'broken.avsc': '{',
  'nulls.avsc': JSON.stringify({ type: 'array', items: 'null' }),
  'numbers.avsc': JSON.stringify({ type: 'array', items: 'int' }),
  'texts.avsc': JSON.stringify({ type: 'map', values: 'string' }),
  'empty.avsc': JSON.stringify({
    type: 'record',
    name: 'Outer',
    fields: [
      { name: 'one', type: { type: 'record', name: 'Empty', fields: [] } },
      { name: 'all', type: { type: 'array', items: 'Empty' } },
    ],
  }),
  'circle.proto': 'syntax = "proto3"; import "circle.proto"; message A { string b = 1; }',
};
const read = async (path: string): Promise<string> => {
  const text = files[path];
  if (text === undefined) throw new Error(`no such file: ${path}`);
  return text;
};
const decoderFor = (...settings: SchemaSetting[]) => loadDecoder(settings, orders, read, never);
const avroOrders: SchemaSetting = { resource: 'orders', format: 'avro', file: 'order.avsc' };
const protoOrders: SchemaSetting = {
  resource: 'orders',
  format: 'protobuf',
  file: 'order.proto',
  message: 'shop.Order',
};

const order = { id: 'A-1', lines: [1, 2, 3], total: 1299 };
const avroBytes = avro.Type.forSchema(avroSchema).toBuffer(order);
const protoRoot = new protobuf.Root();
protobuf.parse(moneyText, protoRoot);
protobuf.parse(protoText, protoRoot);
const protoType = protoRoot.lookupType('shop.Order');
const protoBytes = protoType
  .encode(protoType.fromObject({ id: 'A-1', total: { currency: 'EUR', cents: 1299 }, number: '9007199254740993' }))
  .finish();

describe('Avro', () => {
  test.each<[string, Uint8Array, readonly string[]]>([
    ['bare', avroBytes, ['Avro shop.Order']],
    [
      'behind Glue’s header',
      Buffer.concat([Buffer.from([3, 0]), Buffer.alloc(16, 7), avroBytes]),
      ['Glue Schema Registry', 'Avro shop.Order'],
    ],
    [
      'behind Confluent’s header',
      Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), avroBytes]),
      ['Confluent wire format', 'Avro shop.Order'],
    ],
    [
      'as a single object',
      Buffer.concat([Buffer.from([0xc3, 1]), Buffer.alloc(8, 5), avroBytes]),
      ['Avro single object', 'Avro shop.Order'],
    ],
  ])('%s', async (_name, body, layers) => {
    const decoded = (await decoderFor(avroOrders)).decode({ body });
    expect(decoded.layers).toEqual(layers);
    expect(decoded.value).toEqual(order);
  });

  test('in base64, as SQS carries it', async () => {
    const decoder = await decoderFor(avroOrders);
    expect(decoder.decode({ body: avroBytes.toString('base64') }).layers).toEqual(['base64', 'Avro shop.Order']);
  });

  test('a number above 2^53 keeps its digits', async () => {
    const long = avro.types.LongType.__with({
      fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
      toBuffer: (value: bigint) => {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(value);
        return bytes;
      },
      fromJSON: BigInt,
      toJSON: Number,
      isValid: (value: unknown) => typeof value === 'bigint',
      compare: () => 0,
    });
    const body = avro.Type.forSchema(avroSchema, { registry: { long } }).toBuffer({
      ...order,
      total: 9007199254740993n,
    });
    expect((await decoderFor(avroOrders)).decode({ body }).value).toMatchObject({ total: '9007199254740993' });
  });

  test('bytes of something else say why they do not fit', async () => {
    const decoded = (await decoderFor(avroOrders)).decode({ body: new Uint8Array([...avroBytes, 9, 9]) });
    expect(decoded.attempts).toContainEqual({
      decoder: 'Avro shop.Order',
      reason: 'bytes are left over after the record',
    });
  });

  const billions = [0x80, 0xc8, 0xaf, 0xa0, 0x25];

  test.each(['nulls', 'numbers', 'texts', 'empty'])('a few bytes that claim billions of items: %s', async name => {
    const decoder = await decoderFor({ resource: 'orders', format: 'avro', file: `${name}.avsc` });
    expect(decoder.problems).toEqual([]);
    const started = performance.now();
    const { attempts } = decoder.decode({ body: new Uint8Array([...billions, 2, 2, 0]) });
    expect(attempts).toContainEqual({
      decoder: expect.stringContaining('Avro'),
      reason: expect.stringMatching(/bytes end before|claims more values/),
    });
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('a file whose header claims billions of members', async () => {
    const { attempts } = (await decoderFor()).decode({ body: new Uint8Array([0x4f, 0x62, 0x6a, 1, ...billions, 2]) });
    expect(attempts).toContainEqual({ decoder: 'Avro container', reason: 'the bytes end before the record does' });
  });

  test('every kind of type is measured as long as it is read', async () => {
    const schema: avro.Schema = {
      type: 'record',
      name: 'All',
      fields: [
        { name: 'a', type: ['null', 'string'] },
        { name: 'b', type: { type: 'map', values: { type: 'array', items: 'double' } } },
        { name: 'c', type: { type: 'fixed', name: 'Four', size: 4 } },
        { name: 'd', type: { type: 'enum', name: 'Kind', symbols: ['X', 'Y'] } },
        { name: 'e', type: 'bytes' },
        { name: 'f', type: 'float' },
        { name: 'g', type: 'boolean' },
        { name: 'h', type: { type: 'long', logicalType: 'timestamp-millis' } },
        { name: 'i', type: ['null', 'All'] },
        { name: 'j', type: 'null' },
        { name: 'k', type: 'int' },
      ],
    };
    files['all.avsc'] = JSON.stringify(schema);
    const leaf = {
      a: 'text',
      b: { x: [1.5, 2.5], y: [] },
      c: Buffer.from([1, 2, 3, 4]),
      d: 'Y',
      e: Buffer.from([9]),
      f: 0.5,
      g: true,
      h: 1_700_000_000_000,
      i: null,
      j: null,
      k: -2_147_483_648,
    };
    const type = avro.Type.forSchema(schema, { wrapUnions: false });
    const decoder = await decoderFor({ resource: 'orders', format: 'avro', file: 'all.avsc' });
    const { value } = decoder.decode({ body: type.toBuffer({ ...leaf, a: null, i: leaf }) });
    expect(value).toMatchObject({ a: null, d: 'Y', i: { b: { x: [1.5, 2.5], y: [] }, h: 1_700_000_000_000, i: null } });
  });

  test.each(['null', 'deflate'] as const)('a file that carries its schema, blocks packed with %s', async codec => {
    const parts: Buffer[] = [];
    const encoder = new avro.streams.BlockEncoder(avro.Type.forSchema(avroSchema), { codec });
    const done = new Promise(resolve => encoder.on('end', resolve));
    encoder.on('data', (part: Buffer) => parts.push(part));
    encoder.write(order);
    encoder.write({ ...order, id: 'A-2' });
    encoder.end();
    await done;
    const decoded = (await decoderFor()).decode({ body: Buffer.concat(parts) });
    expect(decoded.layers).toEqual(['Avro container']);
    expect(decoded.value).toEqual([order, { ...order, id: 'A-2' }]);
    const damaged = Buffer.concat(parts).subarray(0, -20);
    expect((await decoderFor()).decode({ body: damaged }).attempts).toContainEqual(
      expect.objectContaining({ decoder: 'Avro container' }),
    );
  });
});

describe('Protobuf', () => {
  test('with an imported file', async () => {
    const decoded = (await decoderFor(protoOrders)).decode({ body: protoBytes });
    expect(decoded.layers).toEqual(['Protobuf shop.Order']);
    expect(decoded.value).toEqual({ id: 'A-1', total: { currency: 'EUR', cents: '1299' }, number: '9007199254740993' });
  });

  test('a file with one message needs no name; a file that imports itself ends', async () => {
    const decoder = await decoderFor({ resource: '*', format: 'protobuf', file: 'circle.proto' });
    expect(decoder.problems).toEqual([]);
    expect(decoder.decode({ body: new Uint8Array([0x0a, 1, 0x78]) }).value).toEqual({ b: 'x' });
  });
});

describe('problems with the files are told, and the rest works', () => {
  test.each<[SchemaSetting, string]>([
    [{ resource: 'orders', format: 'avro', file: 'missing.avsc' }, 'missing.avsc'],
    [{ resource: 'orders', format: 'avro', file: 'broken.avsc' }, 'The Avro schema broken.avsc cannot be read'],
    [
      { resource: 'orders', format: 'protobuf', file: 'order.proto', message: 'shop.Nope' },
      'no such Protobuf message: shop.Nope',
    ],
  ])('%o', async (setting, words) => {
    const decoder = await decoderFor(setting, avroOrders);
    expect(decoder.problems).toEqual([expect.stringContaining(words)]);
    expect(decoder.decode({ body: avroBytes }).layers).toEqual(['Avro shop.Order']);
  });
});

test.each([
  ['orders', true],
  ['ord*', true],
  ['*:111122223333:orders', true],
  ['orders.', false],
  ['order', false],
])('a setting for %s', (resource, yes) => {
  expect(isFor({ resource, format: 'avro', file: 'f' }, orders)).toBe(yes);
});
