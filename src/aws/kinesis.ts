import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListStreamsCommand,
  ListTagsForStreamCommand,
  RemoveTagsFromStreamCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  type StreamDescriptionSummary,
  UpdateStreamModeCommand,
} from '@aws-sdk/client-kinesis';
import { formatArn } from '../core/arn.ts';
import { chunks } from '../core/concurrency.ts';
import { kinesis as limits } from '../core/limits.ts';
import type { Scope } from '../core/scope.ts';
import type { StreamRef, StreamStatus, StreamSummary } from '../streams/stream.ts';
import type { StreamClient } from '../streams/streamClient.ts';
import { given, page } from './answers.ts';
import { withoutAbsent } from './attributeValues.ts';
import type { Calls, ServiceCall } from './calls.ts';
import { streamRecords } from './kinesisRecords.ts';
import { changedStream } from './kinesisTarget.ts';
import { partitionOf } from './regions.ts';

/** Tags of one AddTagsToStream or RemoveTagsFromStream call (kinesis/latest/APIReference). */
const tagsPerCall = 10;
/** A listing's continuation for servers that give no NextToken. */
const afterPrefix = 'after:';

/** Kinesis Data Streams in one scope. A put is never tried again once the request may have reached Kinesis. */
export function kinesisStreamClient(calls: Calls, scope: Scope): StreamClient {
  const call: ServiceCall<KinesisClient> = (spec, signal, perform) =>
    calls.run(scope, { ...spec, service: 'kinesis' }, signal, async (session, attempt) =>
      perform(await session.client('kinesis', scope.region, spec.repeatable ?? spec.effect === 'read'), attempt),
    );
  const refOf = (name: string, arn: string | undefined): StreamRef => {
    const account = calls.session(scope).confirmation.identity?.accountId ?? '000000000000';
    const { connectionId, region } = scope;
    const derived = { partition: partitionOf(region), service: 'kinesis', region, account, resource: `stream/${name}` };
    return { connectionId, region, name, arn: arn ?? formatArn(derived) };
  };
  return { ...streamResources(call, refOf), ...streamRecords(call) };
}

type Resources = Omit<StreamClient, keyof ReturnType<typeof streamRecords>>;

function streamResources(
  call: ServiceCall<KinesisClient>,
  refOf: (name: string, arn: string | undefined) => StreamRef,
): Resources {
  const summaryOf = (stream: StreamRef, signal: AbortSignal): Promise<StreamDescriptionSummary> =>
    call(
      { action: 'kinesis:DescribeStreamSummary', effect: 'read', resource: stream.arn },
      signal,
      async (client, attempt) => {
        const command = new DescribeStreamSummaryCommand({ StreamName: stream.name });
        const { StreamDescriptionSummary: summary } = await client.send(attempt.track(command), attempt.options);
        return given(summary, 'kinesis:DescribeStreamSummary');
      },
    );

  return {
    list: (options, signal) =>
      call({ action: 'kinesis:ListStreams', effect: 'read' }, signal, async (client, attempt) => {
        const { token } = options;
        const command = new ListStreamsCommand({
          Limit: limits.listPageSize,
          ...(token === undefined
            ? {}
            : token.startsWith(afterPrefix)
              ? { ExclusiveStartStreamName: token.slice(afterPrefix.length) }
              : { NextToken: token }),
        });
        const answer = await client.send(attempt.track(command), attempt.options);
        const names = answer.StreamNames ?? [];
        const arns = new Map((answer.StreamSummaries ?? []).map(summary => [summary.StreamName, summary.StreamARN]));
        const last = names.at(-1);
        const more = answer.HasMoreStreams === true && last !== undefined ? `${afterPrefix}${last}` : undefined;
        return page(
          names.map(name => refOf(name, arns.get(name))),
          answer.NextToken || more,
        );
      }),

    summary: async (stream, signal) => streamSummaryOf(await summaryOf(stream, signal)),

    tags: async (stream, signal) => {
      const tags: Record<string, string> = {};
      let more = true;
      let last: string | undefined;
      while (more) {
        const answer = await call(
          { action: 'kinesis:ListTagsForStream', effect: 'read', resource: stream.arn },
          signal,
          async (client, attempt) => {
            const command = new ListTagsForStreamCommand({ StreamName: stream.name, ExclusiveStartTagKey: last });
            return client.send(attempt.track(command), attempt.options);
          },
        );
        for (const { Key, Value } of answer.Tags ?? []) {
          tags[Key ?? ''] = Value ?? '';
          last = Key;
        }
        more = answer.HasMoreTags === true && (answer.Tags ?? []).length > 0;
      }
      return tags;
    },

    create: async (name, options, signal) => {
      await call(
        { action: 'kinesis:CreateStream', effect: 'write', resource: name },
        signal,
        async (client, attempt) => {
          const command = new CreateStreamCommand({
            StreamName: name,
            StreamModeDetails: { StreamMode: options.mode },
            ShardCount: options.mode === 'PROVISIONED' ? (options.shards ?? 1) : undefined,
          });
          await client.send(attempt.track(command), attempt.options);
        },
      );
      const summary = await summaryOf(refOf(name, undefined), signal);
      const stream = refOf(name, summary.StreamARN);
      if (options.tags) await changeTags(call, stream, { set: options.tags, remove: [] }, signal);
      return stream;
    },

    setRetention: async (stream, hours, current, signal) => {
      if (hours === current) return;
      const rise = hours > current;
      const action = rise ? 'kinesis:IncreaseStreamRetentionPeriod' : 'kinesis:DecreaseStreamRetentionPeriod';
      const Command = rise ? IncreaseStreamRetentionPeriodCommand : DecreaseStreamRetentionPeriodCommand;
      // Records older than a lowered retention are gone at once, as after a deletion.
      const effect = rise ? 'write' : 'destroy';
      await call(
        { action, effect, resource: stream.arn, detail: () => `${hours} h` },
        signal,
        async (client, attempt) => {
          const command = new Command({ ...changedStream(stream), RetentionPeriodHours: hours });
          await client.send(attempt.track(command), attempt.options);
        },
      );
    },

    setMode: (stream, mode, signal) =>
      call(
        { action: 'kinesis:UpdateStreamMode', effect: 'write', resource: stream.arn, detail: () => mode },
        signal,
        async (client, attempt) => {
          const command = new UpdateStreamModeCommand({
            StreamARN: stream.arn,
            StreamModeDetails: { StreamMode: mode },
          });
          await client.send(attempt.track(command), attempt.options);
        },
      ),

    setEncryption: async (stream, keyId, currentKeyId, signal) => {
      if (keyId !== undefined) {
        await call(
          { action: 'kinesis:StartStreamEncryption', effect: 'write', resource: stream.arn, detail: () => keyId },
          signal,
          async (client, attempt) => {
            const command = new StartStreamEncryptionCommand({
              ...changedStream(stream),
              EncryptionType: 'KMS',
              KeyId: keyId,
            });
            await client.send(attempt.track(command), attempt.options);
          },
        );
      } else if (currentKeyId !== undefined) {
        await call(
          { action: 'kinesis:StopStreamEncryption', effect: 'write', resource: stream.arn },
          signal,
          async (client, attempt) => {
            const command = new StopStreamEncryptionCommand({
              ...changedStream(stream),
              EncryptionType: 'KMS',
              KeyId: currentKeyId,
            });
            await client.send(attempt.track(command), attempt.options);
          },
        );
      }
    },

    changeTags: (stream, change, signal) => changeTags(call, stream, change, signal),

    delete: (stream, signal) =>
      call(
        { action: 'kinesis:DeleteStream', effect: 'destroy', resource: stream.arn },
        signal,
        async (client, attempt) => {
          const command = new DeleteStreamCommand({ ...changedStream(stream), EnforceConsumerDeletion: true });
          await client.send(attempt.track(command), attempt.options);
        },
      ),
  };
}

async function changeTags(
  call: ServiceCall<KinesisClient>,
  stream: StreamRef,
  change: { set: Record<string, string>; remove: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const spec = { effect: 'write', resource: stream.arn, repeatable: true } as const;
  for (const part of chunks(Object.entries(change.set), tagsPerCall)) {
    await call({ ...spec, action: 'kinesis:AddTagsToStream' }, signal, async (client, attempt) => {
      const command = new AddTagsToStreamCommand({ ...changedStream(stream), Tags: Object.fromEntries(part) });
      await client.send(attempt.track(command), attempt.options);
    });
  }
  for (const part of chunks(change.remove, tagsPerCall)) {
    await call({ ...spec, action: 'kinesis:RemoveTagsFromStream' }, signal, async (client, attempt) => {
      const command = new RemoveTagsFromStreamCommand({ ...changedStream(stream), TagKeys: part });
      await client.send(attempt.track(command), attempt.options);
    });
  }
}

const statuses: readonly StreamStatus[] = ['CREATING', 'DELETING', 'ACTIVE', 'UPDATING'];

function streamSummaryOf(summary: StreamDescriptionSummary): StreamSummary {
  return {
    arn: given(summary.StreamARN, 'kinesis:DescribeStreamSummary'),
    status: statuses.find(status => status === summary.StreamStatus) ?? 'UPDATING',
    mode: summary.StreamModeDetails?.StreamMode === 'ON_DEMAND' ? 'ON_DEMAND' : 'PROVISIONED',
    retentionHours: summary.RetentionPeriodHours ?? limits.minRetentionHours,
    encryption: summary.EncryptionType === 'KMS' ? 'KMS' : 'NONE',
    openShards: summary.OpenShardCount ?? 0,
    maxRecordBytes:
      summary.MaxRecordSizeInKiB === undefined ? limits.defaultRecordBytes : summary.MaxRecordSizeInKiB * 1024,
    shardLevelMetrics: (summary.EnhancedMonitoring ?? []).flatMap(part => part.ShardLevelMetrics ?? []),
    ...withoutAbsent({
      createdAt: summary.StreamCreationTimestamp,
      kmsKeyId: summary.KeyId,
      consumers: summary.ConsumerCount,
    }),
  };
}
