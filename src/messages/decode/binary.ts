import { decode as decodeMsgpack } from '@msgpack/msgpack';
import { isObject } from '../../core/parse.ts';
import { type Compression, compressionOf, expand } from './compression.ts';
import { isAggregated, splitAggregated } from './kinesisAggregate.ts';
import { claimsFit } from './messagePackClaims.ts';
import { bounds, type DecodeContext, type Fact, reasonOf, reject, type SchemaDecoder, type Step } from './payload.ts';
import { plainText } from './textOf.ts';

/** Takes one layer off bytes, or reads them as text; undefined, with the reasons noted, when they stay bytes. */
export function openBytes(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  return (
    compressed(bytes, context) ??
    aggregated(bytes, context) ??
    container(bytes, context) ??
    bySchema(bytes, context) ??
    asText(bytes, context) ??
    messagePack(bytes, context) ??
    unmarked(bytes, context)
  );
}

/** What Content-Encoding says, in whatever case it is written. */
function declaredCompression(context: DecodeContext): Compression | undefined {
  const named = Object.entries(context.attributes).find(([name]) => /^content-?_?encoding$/i.test(name))?.[1].value;
  if (named === undefined) return undefined;
  if (/\bbr(otli)?\b/i.test(named)) return 'brotli';
  return (['gzip', 'deflate', 'zstd'] as const).find(each => named.toLowerCase().includes(each));
}

function compressed(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  const marked = compressionOf(bytes);
  const declared = declaredCompression(context);
  const how = marked ?? (declared === 'brotli' || declared === 'deflate' ? declared : undefined);
  const inner = how && expand(bytes, how, context);
  return inner && { layers: [how], payload: { kind: 'bytes', bytes: inner } };
}

/** Brotli and bare deflate cannot be told from noise: they count only where text comes out, longer than what went in. */
function unmarked(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  if (bytes.length < 16) return undefined;
  for (const how of ['brotli', 'deflate'] as const) {
    const inner = expand(bytes, how, context);
    const text = inner && plainText(inner);
    if (text !== undefined && text.length > bytes.length) return { layers: [how], payload: { kind: 'text', text } };
    if (inner) reject(context, how, 'what comes out is no text');
  }
  return undefined;
}

function aggregated(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  if (!isAggregated(bytes)) return undefined;
  try {
    const records = splitAggregated(bytes);
    const facts: Fact[] = [{ label: 'Records packed', value: String(records.length) }];
    const [only] = records;
    if (records.length === 1 && only) {
      return { layers: ['KPL aggregate'], payload: { kind: 'bytes', bytes: only.data }, facts };
    }
    return {
      layers: ['KPL aggregate'],
      payload: {
        kind: 'value',
        value: records.map(({ partitionKey, explicitHashKey, data }) => ({
          partitionKey,
          ...(explicitHashKey !== undefined && { explicitHashKey }),
          data: readable(data),
        })),
      },
      facts,
      final: true,
    };
  } catch (error) {
    return reject(context, 'KPL aggregate', reasonOf(error));
  }
}

/** A packed record inside a list: JSON where it is JSON, text where it is text, else base64. */
function readable(data: Uint8Array): unknown {
  const text = plainText(data);
  if (text === undefined) return { base64: Buffer.from(data).toString('base64') };
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** avro.apache.org/docs/1.12.0/specification/#object-container-files */
function container(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  if (bytes[0] !== 0x4f || bytes[1] !== 0x62 || bytes[2] !== 0x6a || bytes[3] !== 1) return undefined;
  if (!context.container) return reject(context, 'Avro container', 'the reader for Avro is not loaded');
  try {
    const value = context.container.decode(bytes, bounds.expandedBytes);
    return { layers: ['Avro container'], payload: { kind: 'value', value }, final: true };
  } catch (error) {
    return reject(context, 'Avro container', reasonOf(error));
  }
}

interface Framing {
  readonly layers: readonly string[];
  readonly facts: readonly Fact[];
  readonly bytes: Uint8Array;
}

/** The bytes themselves, and without the header that a schema registry puts before them. */
function framings(bytes: Uint8Array, context: DecodeContext): Framing[] {
  const all: Framing[] = [{ layers: [], facts: [], bytes }];
  // glue/latest/dg/schema-registry-serde.html: version 3, compression 0 or 5 (zlib), a UUID of 16 bytes.
  if (bytes[0] === 3 && (bytes[1] === 0 || bytes[1] === 5) && bytes.length >= 18) {
    const id = Buffer.from(bytes.subarray(2, 18)).toString('hex');
    const version = id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const body = bytes[1] === 5 ? expand(bytes.subarray(18), 'deflate', context) : bytes.subarray(18);
    if (body) {
      all.unshift({
        layers: ['Glue Schema Registry'],
        facts: [{ label: 'Schema version', value: version }],
        bytes: body,
      });
    }
  }
  // Confluent's wire format: a zero byte, then the id of the schema.
  if (bytes[0] === 0 && bytes.length > 5) {
    const id = Buffer.from(bytes).readUInt32BE(1);
    const header = { layers: ['Confluent wire format'], facts: [{ label: 'Schema id', value: String(id) }] };
    all.unshift({ ...header, bytes: bytes.subarray(5) });
  }
  // Avro's single-object encoding: C3 01 and the schema's fingerprint.
  if (bytes[0] === 0xc3 && bytes[1] === 1 && bytes.length > 10) {
    const fingerprint = Buffer.from(bytes.subarray(2, 10)).toString('hex');
    const header = { layers: ['Avro single object'], facts: [{ label: 'Fingerprint', value: fingerprint }] };
    all.unshift({ ...header, bytes: bytes.subarray(10) });
  }
  return all;
}

function bySchema(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  if (context.schemas.length === 0) return undefined;
  const frames = framings(bytes, context);
  for (const schema of context.schemas) {
    const step = readBySchema(schema, frames, context);
    if (step) return step;
  }
  return undefined;
}

function readBySchema(schema: SchemaDecoder, frames: readonly Framing[], context: DecodeContext): Step | undefined {
  let reason = '';
  for (const frame of frames) {
    try {
      const value = schema.decode(frame.bytes);
      return {
        layers: [...frame.layers, schema.name],
        payload: { kind: 'value', value },
        facts: frame.facts,
        final: true,
      };
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  return reject(context, schema.name, reason);
}

function asText(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  const text = plainText(bytes);
  return text === undefined
    ? reject(context, 'UTF-8 text', 'the bytes are none, or hold control characters')
    : { layers: [], payload: { kind: 'text', text } };
}

/** Only whole maps and lists count: almost any byte is a number in MessagePack. */
function messagePack(bytes: Uint8Array, context: DecodeContext): Step | undefined {
  const first = bytes[0] ?? 0;
  const compound = (first >= 0x80 && first <= 0x9f) || (first >= 0xdc && first <= 0xdf);
  if (!compound || bytes.length < 2) return reject(context, 'MessagePack', 'the first byte starts no map or list');
  if (!claimsFit(bytes)) return reject(context, 'MessagePack', 'it claims more than is there');
  const most = bytes.length;
  try {
    const value = decodeMsgpack(bytes, {
      useBigInt64: true,
      maxStrLength: most,
      maxBinLength: most,
      maxArrayLength: most,
      maxMapLength: most,
      maxExtLength: most,
    });
    if (!isObject(value) && !Array.isArray(value)) return reject(context, 'MessagePack', 'it is no map or list');
    return { layers: ['MessagePack'], payload: { kind: 'value', value }, final: true };
  } catch (error) {
    return reject(context, 'MessagePack', reasonOf(error));
  }
}
