import { inflateRawSync } from 'node:zlib';
import avro from 'avsc';
import { UserError } from '../../core/errors.ts';
import { avroExtent } from './avroExtent.ts';
import { type ContainerDecoder, reasonOf, type SchemaDecoder } from './payload.ts';
import type { SchemaSource } from './schemaSource.ts';

/**
 * A reader for one Avro schema file.
 * @throws UserError when the file is no Avro schema
 */
export function avroDecoder(source: SchemaSource): SchemaDecoder {
  const text = source.texts.get(source.file) ?? '';
  let type: avro.Type;
  try {
    type = typeOf(JSON.parse(text));
  } catch (error) {
    throw new UserError(`The Avro schema ${source.file} cannot be read: ${reasonOf(error)}`);
  }
  return { name: `Avro ${type.name ?? type.typeName}`, decode: bytes => readWhole(type, bytes) };
}

/** Long numbers as BigInt, so that ids above 2^53 keep their last digits. */
function typeOf(schema: unknown): avro.Type {
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
    compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
  });
  return avro.Type.forSchema(schema as avro.Schema, { registry: { long } });
}

/** Bytes left over mean that the schema is another one: Avro itself would not notice. */
function readWhole(type: avro.Type, bytes: Uint8Array): unknown {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { value, offset } = read(type, buffer, 0);
  if (offset !== buffer.length) throw new Error('bytes are left over after the record');
  return value;
}

function read(type: avro.Type, buffer: Buffer, at: number): { readonly value: unknown; readonly offset: number } {
  avroExtent(type, buffer, at);
  const { value, offset } = type.decode(buffer, at);
  if (offset < 0) throw new Error('the bytes end before the record does');
  return { value, offset };
}

/** avro.apache.org/docs/1.12.0/specification/#object-container-files */
const header = avro.Type.forSchema({
  type: 'record',
  name: 'Header',
  fields: [
    { name: 'magic', type: { type: 'fixed', name: 'Magic', size: 4 } },
    { name: 'meta', type: { type: 'map', values: 'bytes' } },
    { name: 'sync', type: { type: 'fixed', name: 'Sync', size: 16 } },
  ],
});
const block = avro.Type.forSchema({
  type: 'record',
  name: 'Block',
  fields: [
    { name: 'count', type: 'long' },
    { name: 'data', type: 'bytes' },
    { name: 'sync', type: { type: 'fixed', name: 'BlockSync', size: 16 } },
  ],
});

/** Reads files that carry their schema; blocks are plain or deflated. */
export const avroContainer: ContainerDecoder = {
  decode(bytes, maxBytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = read(header, buffer, 0);
    const { meta } = start.value as { meta: Record<string, Buffer> };
    const codec = meta['avro.codec']?.toString() ?? 'null';
    if (codec !== 'null' && codec !== 'deflate') throw new Error(`its blocks are packed with ${codec}`);
    const type = typeOf(JSON.parse(meta['avro.schema']?.toString() ?? 'null'));
    const records: unknown[] = [];
    let expanded = 0;
    let at = start.offset;
    while (at < buffer.length) {
      const next = read(block, buffer, at);
      at = next.offset;
      const { count, data } = next.value as { count: number; data: Buffer };
      const inner = codec === 'deflate' ? inflateRawSync(data, { maxOutputLength: maxBytes - expanded }) : data;
      expanded += inner.length;
      readRecords(type, inner, count, records);
    }
    return records.length === 1 ? records[0] : records;
  },
};

/** A record may take no bytes at all, so what a block claims is measured as a whole before it is read. */
function readRecords(type: avro.Type, bytes: Buffer, count: number, records: unknown[]): void {
  avroExtent(type, bytes, 0, count);
  let at = 0;
  for (let index = 0; index < count; index++) {
    const { value, offset } = type.decode(bytes, at);
    records.push(value);
    at = offset;
  }
}
