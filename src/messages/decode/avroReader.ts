import { inflateRawSync } from 'node:zlib';
import avro from 'avsc';
import { UserError } from '../../core/errors.ts';
import { isObject } from '../../core/parse.ts';
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
    const schema: unknown = JSON.parse(text);
    if (hasEmptyItems(schema))
      throw new Error('it has a list whose items take no bytes, so any length could be claimed');
    type = typeOf(schema);
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
  const { value, offset } = type.decode(buffer, 0);
  if (offset < 0) throw new Error('the bytes end before the record does');
  if (offset !== buffer.length) throw new Error('bytes are left over after the record');
  return value;
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
    const start = header.decode(buffer, 0) as { value: { meta: Record<string, Buffer> } | undefined; offset: number };
    if (!start.value || start.offset < 0) throw new Error('the header is damaged');
    const { meta } = start.value;
    const codec = meta['avro.codec']?.toString() ?? 'null';
    if (codec !== 'null' && codec !== 'deflate') throw new Error(`its blocks are packed with ${codec}`);
    const schema: unknown = JSON.parse(meta['avro.schema']?.toString() ?? 'null');
    if (hasEmptyItems(schema)) throw new Error('it has a list whose items take no bytes');
    const type = typeOf(schema);
    const records: unknown[] = [];
    let expanded = 0;
    let at = start.offset;
    while (at < buffer.length) {
      const next = block.decode(buffer, at) as { value: { count: number; data: Buffer } | undefined; offset: number };
      if (!next.value || next.offset < 0) throw new Error('a block ends too early');
      at = next.offset;
      const { count, data } = next.value;
      const inner = codec === 'deflate' ? inflateRawSync(data, { maxOutputLength: maxBytes - expanded }) : data;
      expanded += inner.length;
      readRecords(type, inner, count, records);
    }
    return records.length === 1 ? records[0] : records;
  },
};

/** A record may take no bytes at all, so the number that a block claims is bounded too. */
function readRecords(type: avro.Type, bytes: Buffer, count: number, records: unknown[]): void {
  if (count > Math.max(1_000, bytes.length)) throw new Error('a block claims more records than it can hold');
  let at = 0;
  for (let index = 0; index < count; index++) {
    const { value, offset } = type.decode(bytes, at);
    if (offset < 0) throw new Error('a record ends too early');
    records.push(value);
    at = offset;
  }
}

/** A few bytes could claim a list of billions of such items. */
function hasEmptyItems(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasEmptyItems);
  if (!isObject(schema)) return false;
  const { type, items } = schema;
  if (type === 'array' && (items === 'null' || isEmptyType(items))) return true;
  return Object.values(schema).some(hasEmptyItems);
}

function isEmptyType(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const { type, fields, size } = schema;
  const noFields = Array.isArray(fields) && fields.every(field => isObject(field) && field['type'] === 'null');
  return type === 'null' || (type === 'record' && noFields) || (type === 'fixed' && size === 0);
}
