import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordsCommand,
  ResourceInUseException,
} from '@aws-sdk/client-kinesis';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SeedMessage, SeedTarget } from '../src/sandbox/seedTarget.ts';

interface Where {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const countNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** A seed target straight on the AWS SDK, for scripts and tests that have no connection of the product at hand. */
export function sdkSeedTarget({ endpoint, region, credentials }: Where): SeedTarget {
  const config = { endpoint, region, credentials, ignoreConfiguredEndpointUrls: true };
  const sqs = new SQSClient(config);
  const sns = new SNSClient(config);
  const kinesis = new KinesisClient({ ...config, requestHandler: new NodeHttpHandler() });
  return {
    async createQueue(name, attributes, tags, signal) {
      const created = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes, tags }), {
        abortSignal: signal,
      });
      const url = created.QueueUrl ?? '';
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
        { abortSignal: signal },
      );
      return { url, arn: Attributes?.QueueArn ?? '' };
    },
    async setQueueAttributes(url, attributes, signal) {
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }), { abortSignal: signal });
    },
    async messageCount(url, signal) {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...countNames] }),
        { abortSignal: signal },
      );
      return countNames.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
    },
    async sendMessages(url, messages, signal) {
      for (let start = 0; start < messages.length; start += 10) {
        const Entries = messages.slice(start, start + 10).map((message, index) => ({
          Id: String(index),
          MessageBody: message.body,
          MessageAttributes: attributesOf(message),
          ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
        }));
        const { Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }), {
          abortSignal: signal,
        });
        if (Failed !== undefined && Failed.length > 0) throw new Error(`Seeding failed: ${Failed[0]?.Message}`);
      }
    },
    async touchMessages(url, signal) {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
        { abortSignal: signal },
      );
      return Messages?.length ?? 0;
    },
    async createTopic(name, attributes, tags, signal) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Attributes: attributes, Tags }), {
        abortSignal: signal,
      });
      return TopicArn ?? '';
    },
    async subscribeQueue(topicArn, queueArn, attributes, signal) {
      await sns.send(
        new SubscribeCommand({
          TopicArn: topicArn,
          Protocol: 'sqs',
          Endpoint: queueArn,
          Attributes: attributes,
          ReturnSubscriptionArn: true,
        }),
        { abortSignal: signal },
      );
    },
    async publish(topicArn, message, signal) {
      await sns.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: message.body,
          MessageAttributes: attributesOf(message),
          ...(message.subject === undefined ? {} : { Subject: message.subject }),
          ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
        }),
        { abortSignal: signal },
      );
    },
    async createStream(name, shards, tags, signal) {
      let created = true;
      try {
        await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards, Tags: tags }), {
          abortSignal: signal,
        });
      } catch (error) {
        if (!(error instanceof ResourceInUseException)) throw error;
        created = false;
      }
      for (;;) {
        const { StreamDescriptionSummary } = await kinesis.send(
          new DescribeStreamSummaryCommand({ StreamName: name }),
          { abortSignal: signal },
        );
        if (StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return { created };
        await delay(100, undefined, { signal });
      }
    },
    async putRecords(name, records, signal) {
      const Records = records.map(({ data, partitionKey }) => ({
        Data: Buffer.from(data),
        PartitionKey: partitionKey,
      }));
      const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName: name, Records }), {
        abortSignal: signal,
      });
      if (FailedRecordCount) throw new Error(`Seeding failed: ${FailedRecordCount} records were not taken.`);
    },
  };
}

function attributesOf(message: SeedMessage) {
  return Object.fromEntries(
    Object.entries(message.attributes ?? {}).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );
}
