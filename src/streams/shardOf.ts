import { createHash } from 'node:crypto';
import type { Shard } from './stream.ts';

/** One past the largest hash key: hash keys are 128 bits wide (kinesis/latest/APIReference/API_HashKeyRange.html). */
export const hashKeySpace: bigint = 1n << 128n;

/** Where Kinesis puts a partition key: the MD5 of its UTF-8 bytes, read as a 128-bit number. */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}

/** Reads an explicit hash key: a decimal number below 2^128 without leading zeros; undefined when it is none. */
export function readHashKey(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,38})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < hashKeySpace ? value : undefined;
}

/** A shard takes new records until it is split, merged or removed by an update of the shard count. */
export function isOpen(shard: Shard): boolean {
  return shard.endingSequenceNumber === undefined;
}

/** The open shard whose range holds a hash key; undefined while the list of shards has a gap there. */
export function shardOf(hashKey: bigint, shards: readonly Shard[]): Shard | undefined {
  return shards.find(
    shard => isOpen(shard) && BigInt(shard.startingHashKey) <= hashKey && hashKey <= BigInt(shard.endingHashKey),
  );
}

/** The part of the hash space a shard covers, from 0 to 1. */
export function shareOf(shard: Shard): number {
  const width = BigInt(shard.endingHashKey) - BigInt(shard.startingHashKey) + 1n;
  return Number((width * 1_000_000n) / hashKeySpace) / 1_000_000;
}
