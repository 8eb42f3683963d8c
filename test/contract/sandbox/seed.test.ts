import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { ListSubscriptionsCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedTarget } from '../../../scripts/seedTarget.ts';
import { seedShop } from '../../../src/sandbox/seed.ts';
import { sandbox } from '../servers/sandbox.ts';
import type { LocalServer } from '../servers/server.ts';

describe('seeding the sandbox', () => {
  let server: LocalServer;
  let sqs: SQSClient;
  const signal = () => AbortSignal.timeout(30_000);

  beforeAll(async () => {
    server = await sandbox.start();
    sqs = new SQSClient(server);
  });
  afterAll(() => server.stop());

  async function counts(): Promise<Record<string, number>> {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const entries = QueueUrls.map(async url => {
      const count = await seedTarget(server).messageCount(url, signal());
      return [url.split('/').at(-1), count] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  test('builds the shop, and a second run changes nothing', async () => {
    const first = await seedShop(seedTarget(server), signal());
    expect(first).toEqual({ queues: 8, topics: 2, streams: 1, messages: 47, records: 120 });
    const stocked = await counts();
    expect(stocked).toEqual({
      'shop-payments-dlq': 11,
      'shop-shipping-dlq': 0,
      'shop-fulfilment-dlq.fifo': 0,
      'shop-payments': 12,
      'shop-shipping': 5,
      'shop-analytics': 24,
      'shop-mail': 15,
      'shop-fulfilment.fifo': 12,
    });
    const second = await seedShop(seedTarget(server), signal());
    expect(second).toMatchObject({ messages: 0, records: 0 });
    expect(await counts()).toEqual(stocked);
    const sns = new SNSClient(server);
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toHaveLength(2);
    expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toHaveLength(5);
    const kinesis = new KinesisClient({ ...server, requestHandler: new NodeHttpHandler() });
    const { StreamDescriptionSummary } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: 'shop-clicks' }),
    );
    expect(StreamDescriptionSummary?.OpenShardCount).toBe(4);
  });

  test('poison messages came through the work queue and say so', async () => {
    const QueueUrl = `${server.endpoint}/000000000000/shop-payments-dlq`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    expect(Messages).toHaveLength(10);
    for (const { Attributes } of Messages) {
      expect(Attributes?.DeadLetterQueueSourceArn).toBe('arn:aws:sqs:us-east-1:000000000000:shop-payments');
      expect(Number(Attributes?.ApproximateReceiveCount)).toBeGreaterThan(3);
    }
  });

  test('the queue policies and redrive policies are in place', async () => {
    const QueueUrl = `${server.endpoint}/000000000000/shop-payments`;
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:shop-payments-dlq',
      maxReceiveCount: 3,
    });
    expect(Attributes?.Policy).toContain('arn:aws:sns:us-east-1:000000000000:shop-orders');
  });
});
