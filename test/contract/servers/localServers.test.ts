import { CreateStreamCommand, KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { CreateTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, test } from 'vitest';
import { findServers } from './findServers.ts';
import type { LocalServer } from './server.ts';

/** One call that writes and one that reads for each service a server says it offers. */
const greetings = {
  async sqs(server: LocalServer) {
    const sqs = new SQSClient(options(server));
    await sqs.send(new CreateQueueCommand({ QueueName: 'greeting' }));
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));
    expect(QueueUrls?.map(url => url.split('/').at(-1))).toContain('greeting');
  },
  async sns(server: LocalServer) {
    const sns = new SNSClient(options(server));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'greeting' }));
    const { Topics } = await sns.send(new ListTopicsCommand({}));
    expect(Topics?.map(topic => topic.TopicArn)).toContain(TopicArn);
  },
  async kinesis(server: LocalServer) {
    const kinesis = new KinesisClient(options(server));
    await kinesis.send(new CreateStreamCommand({ StreamName: 'greeting', ShardCount: 1 }));
    const { StreamNames } = await kinesis.send(new ListStreamsCommand({}));
    expect(StreamNames).toContain('greeting');
  },
};

function options(server: LocalServer) {
  return {
    endpoint: server.endpoint,
    region: server.region,
    credentials: server.credentials,
    requestHandler: new NodeHttpHandler(),
    maxAttempts: 1,
  };
}

describe('local servers', async () => {
  for (const kind of await findServers()) {
    test(`${kind.name} starts, answers each of its services and stops`, { timeout: 120_000 }, async () => {
      const server = await kind.start();
      try {
        expect(new URL(server.endpoint).hostname).toBe('127.0.0.1');
        if (server.services.includes('sqs')) await greetings.sqs(server);
        if (server.services.includes('sns')) await greetings.sns(server);
        if (server.services.includes('kinesis')) await greetings.kinesis(server);
      } finally {
        await server.stop();
      }
      await expect(fetch(server.endpoint)).rejects.toThrow();
    });
  }
});
