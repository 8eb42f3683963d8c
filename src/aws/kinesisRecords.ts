import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { AwsError } from '../core/errors.ts';
import { kinesis as limits } from '../core/limits.ts';
import { count, formatBytes, utf8Length } from '../core/text.ts';
import type { OutgoingRecord, Shard, StreamRecord } from '../streams/stream.ts';
import type { StreamClient } from '../streams/streamClient.ts';
import { given, page } from './answers.ts';
import { withoutAbsent } from './attributeValues.ts';
import type { ServiceCall } from './calls.ts';
import { changedStream } from './kinesisTarget.ts';

type Records = Pick<StreamClient, 'shards' | 'iterator' | 'records' | 'put' | 'putBatch'>;

/** Shards and records of a stream. Reading changes nothing, so that it is free on a read-only connection. */
export function streamRecords(call: ServiceCall<KinesisClient>): Records {
  return {
    shards: (stream, options, signal) =>
      call({ action: 'kinesis:ListShards', effect: 'read', resource: stream.arn }, signal, async (client, attempt) => {
        const command = new ListShardsCommand(
          // The token stands for the stream: Kinesis refuses both together.
          options.token === undefined
            ? { StreamName: stream.name, MaxResults: limits.listPageSize }
            : { NextToken: options.token, MaxResults: limits.listPageSize },
        );
        const answer = await client.send(attempt.track(command), attempt.options);
        const shards = (answer.Shards ?? []).map(
          (shard): Shard => ({
            id: given(shard.ShardId, 'kinesis:ListShards'),
            startingHashKey: shard.HashKeyRange?.StartingHashKey ?? '0',
            endingHashKey: shard.HashKeyRange?.EndingHashKey ?? '0',
            startingSequenceNumber: shard.SequenceNumberRange?.StartingSequenceNumber ?? '0',
            ...withoutAbsent({
              parentId: shard.ParentShardId,
              adjacentParentId: shard.AdjacentParentShardId,
              endingSequenceNumber: shard.SequenceNumberRange?.EndingSequenceNumber,
            }),
          }),
        );
        return page(shards, answer.NextToken);
      }),

    iterator: (stream, shardId, position, signal) =>
      call(
        { action: 'kinesis:GetShardIterator', effect: 'read', resource: stream.arn },
        signal,
        async (client, attempt) => {
          const command = new GetShardIteratorCommand({
            StreamName: stream.name,
            ShardId: shardId,
            ShardIteratorType: position.type,
            ...('timestamp' in position ? { Timestamp: position.timestamp } : {}),
            ...('sequenceNumber' in position ? { StartingSequenceNumber: position.sequenceNumber } : {}),
          });
          const { ShardIterator } = await client.send(attempt.track(command), attempt.options);
          return given(ShardIterator, 'kinesis:GetShardIterator');
        },
      ),

    records: (stream, iterator, limit, signal) =>
      call({ action: 'kinesis:GetRecords', effect: 'read', resource: stream.arn }, signal, async (client, attempt) => {
        const command = new GetRecordsCommand({
          ShardIterator: iterator,
          Limit: Math.min(limit, limits.maxGetRecords),
        });
        const answer = await client.send(attempt.track(command), attempt.options);
        const records = (answer.Records ?? []).map(
          (record): StreamRecord => ({
            sequenceNumber: record.SequenceNumber ?? '',
            partitionKey: record.PartitionKey ?? '',
            data: record.Data ?? new Uint8Array(),
            ...withoutAbsent({ arrivedAt: record.ApproximateArrivalTimestamp, encryption: record.EncryptionType }),
          }),
        );
        return {
          records,
          ...withoutAbsent({
            nextIterator: answer.NextShardIterator || undefined,
            millisBehindLatest: answer.MillisBehindLatest,
          }),
        };
      }),

    put: async (stream, record, signal) => {
      checkRecord(record);
      return call(
        { action: 'kinesis:PutRecord', effect: 'write', resource: stream.arn, detail: () => '1 record' },
        signal,
        async (client, attempt) => {
          const command = new PutRecordCommand({
            ...changedStream(stream),
            Data: record.data,
            PartitionKey: record.partitionKey,
            ExplicitHashKey: record.explicitHashKey,
          });
          const answer = await client.send(attempt.track(command), attempt.options);
          return {
            shardId: given(answer.ShardId, 'kinesis:PutRecord'),
            sequenceNumber: given(answer.SequenceNumber, 'kinesis:PutRecord'),
          };
        },
      );
    },

    putBatch: async (stream, records, signal) => {
      if (records.length === 0) return [];
      checkBatch(records);
      return call(
        {
          action: 'kinesis:PutRecords',
          effect: 'write',
          resource: stream.arn,
          detail: results => count(results.filter(result => 'shardId' in result).length, 'record'),
        },
        signal,
        async (client, attempt) => {
          const command = new PutRecordsCommand({
            ...changedStream(stream),
            Records: records.map(record => ({
              Data: record.data,
              PartitionKey: record.partitionKey,
              ExplicitHashKey: record.explicitHashKey,
            })),
          });
          const { Records } = await client.send(attempt.track(command), attempt.options);
          return given(Records, 'kinesis:PutRecords').map(result =>
            result.ShardId !== undefined && result.SequenceNumber !== undefined && !result.ErrorCode
              ? { shardId: result.ShardId, sequenceNumber: result.SequenceNumber }
              : { code: result.ErrorCode ?? 'Failed', message: result.ErrorMessage ?? 'The service gave no reason' },
          );
        },
      );
    },
  };
}

/** What a record counts against the limits: its data and its partition key, in bytes. */
function sizeOf(record: OutgoingRecord): number {
  return record.data.byteLength + utf8Length(record.partitionKey);
}

function checkRecord(record: OutgoingRecord): void {
  if (record.partitionKey.length === 0 || record.partitionKey.length > limits.maxPartitionKeyLength) {
    throw new AwsError(
      `A partition key has 1 to ${limits.maxPartitionKeyLength} characters, not ${record.partitionKey.length}.`,
      {
        kind: 'invalid',
        code: 'PartitionKeyLength',
      },
    );
  }
  const bytes = sizeOf(record);
  if (bytes > limits.maxRecordBytes) {
    throw new AwsError(
      `This record has ${formatBytes(bytes)} with its key; Kinesis takes at most ${formatBytes(limits.maxRecordBytes)}. Make it smaller.`,
      { kind: 'too-large', code: 'RecordTooLarge' },
    );
  }
}

function checkBatch(records: readonly OutgoingRecord[]): void {
  if (records.length > limits.maxPutEntries) {
    throw new AwsError(`A batch holds at most ${limits.maxPutEntries} records, not ${records.length}.`, {
      kind: 'invalid',
      code: 'TooManyRecords',
    });
  }
  for (const record of records) checkRecord(record);
  const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0);
  if (bytes > limits.maxPutBytes) {
    throw new AwsError(
      `This batch has ${formatBytes(bytes)}; Kinesis takes at most ${formatBytes(limits.maxPutBytes)}. Send fewer records at once.`,
      { kind: 'too-large', code: 'BatchTooLarge' },
    );
  }
}
