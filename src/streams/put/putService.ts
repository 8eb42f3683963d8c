import { AwsError, UserError } from '../../core/errors.ts';
import { kinesis } from '../../core/limits.ts';
import { orInDoubt } from '../../core/mayHaveHappened.ts';
import { allItems } from '../../core/page.ts';
import { isOpen, shardOf } from '../shardOf.ts';
import type { Shard, StreamRef } from '../stream.ts';
import type { StreamClient } from '../streamClient.ts';
import { checkRecord, type RecordDraft, recordOf } from './recordRules.ts';

/** What of a stream decides whether and where a record goes. */
export interface PutTarget {
  /** Bytes of data and partition key. */
  readonly limit: number;
  readonly shards: readonly Shard[];
}

/** Reads the limit and all shards; a producer that may do neither still can put, and learns the shard afterwards. */
export async function putTarget(client: StreamClient, stream: StreamRef, signal: AbortSignal): Promise<PutTarget> {
  const [limit, shards] = await Promise.all([
    client.summary(stream, signal).then(summary => summary.maxRecordBytes, orIfDenied(kinesis.maxRecordBytes)),
    allItems(token => client.shards(stream, token === undefined ? {} : { token }, signal), signal).catch(
      orIfDenied<Shard[]>([]),
    ),
  ]);
  return { limit, shards };
}

function orIfDenied<T>(fallback: T): (error: unknown) => T {
  return error => {
    if (error instanceof AwsError && error.kind === 'access-denied') return fallback;
    throw error;
  };
}

export interface PutPreview {
  readonly bytes: number;
  readonly problems: readonly string[];
  readonly hashKey?: bigint;
  readonly shard?: Shard;
}

/** Checks a draft and computes the shard it would land in. */
export function previewPut(draft: RecordDraft, target: PutTarget): PutPreview {
  const check = checkRecord(draft, target.limit);
  const shard = check.hashKey === undefined ? undefined : shardOf(check.hashKey, target.shards);
  return { ...check, ...(shard && { shard }) };
}

/** Checks a draft and puts it once. */
export async function putRecord(
  client: StreamClient,
  stream: StreamRef,
  draft: RecordDraft,
  target: PutTarget,
  signal: AbortSignal,
): Promise<{ shardId: string; sequenceNumber: string; expected?: string }> {
  const { problems, shard } = previewPut(draft, target);
  if (problems.length > 0) throw new UserError(`Nothing was put. ${problems.join('. ')}`);
  const put = await orInDoubt(client.put(stream, recordOf(draft), signal), `put into ${stream.name}`, () => undefined);
  return { ...put, ...(shard && { expected: shard.id }) };
}

export function openShards(target: PutTarget): number {
  return target.shards.filter(isOpen).length;
}
