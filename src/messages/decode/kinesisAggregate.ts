import { createHash } from 'node:crypto';

/** One of the records that the Kinesis Producer Library packs into one. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly explicitHashKey?: string;
  readonly data: Uint8Array;
}

/**
 * The mark at the start of an aggregated record; after it comes a protobuf message, then its MD5.
 * Described in KPL's aggregation format (awslabs/amazon-kinesis-producer, aggregation-format.md).
 */
const magic = [0xf3, 0x89, 0x9a, 0xc2];
const digestLength = 16;
/** Records of one aggregate at most: a 10 MiB record of empty ones holds fewer. */
const maxRecords = 1_000_000;

export function isAggregated(bytes: Uint8Array): boolean {
  return bytes.length >= magic.length + digestLength && magic.every((byte, index) => bytes[index] === byte);
}

/**
 * The user records of an aggregated record, in their order.
 * @throws Error when the digest or the message inside is damaged
 */
export function splitAggregated(bytes: Uint8Array): UserRecord[] {
  const body = bytes.subarray(magic.length, bytes.length - digestLength);
  const digest = createHash('md5').update(body).digest();
  if (!digest.equals(bytes.subarray(bytes.length - digestLength))) throw new Error('its MD5 does not fit');
  const partitionKeys: string[] = [];
  const hashKeys: string[] = [];
  const records: Uint8Array[] = [];
  for (const { number, bytes: part } of fields(body)) {
    if (part === undefined) continue;
    if (number === 1) partitionKeys.push(Buffer.from(part).toString());
    else if (number === 2) hashKeys.push(Buffer.from(part).toString());
    else if (number === 3) records.push(part);
    if (records.length > maxRecords) throw new Error('it holds too many records');
  }
  return records.map(record => userRecord(record, partitionKeys, hashKeys));
}

function userRecord(bytes: Uint8Array, partitionKeys: readonly string[], hashKeys: readonly string[]): UserRecord {
  let keyAt: number | undefined;
  let hashAt: number | undefined;
  let data: Uint8Array = new Uint8Array();
  for (const { number, value, bytes: part } of fields(bytes)) {
    if (number === 1) keyAt = value;
    else if (number === 2) hashAt = value;
    else if (number === 3 && part) data = part;
  }
  const partitionKey = keyAt === undefined ? undefined : partitionKeys[keyAt];
  if (partitionKey === undefined) throw new Error('a record in it has no partition key');
  const explicitHashKey = hashAt === undefined ? undefined : hashKeys[hashAt];
  return { partitionKey, data, ...(explicitHashKey !== undefined && { explicitHashKey }) };
}

interface Field {
  readonly number: number;
  /** Of a varint. */
  readonly value?: number;
  /** Of a length-delimited field. */
  readonly bytes?: Uint8Array;
}

/** Protobuf's wire format, as far as the message uses it; other wire types are skipped. */
function* fields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let result = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
    throw new Error('it ends in the middle of a number');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new Error('it ends in the middle of a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        take(8);
        break;
      case 2:
        yield { number, bytes: take(varint()) };
        break;
      case 5:
        take(4);
        break;
      default:
        throw new Error('it holds a field of an unknown kind');
    }
  }
}
