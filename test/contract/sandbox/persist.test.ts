import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { ListSubscriptionsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seedTarget } from '../../../scripts/seedTarget.ts';
import { startSandbox } from '../../../src/sandbox/sandboxService.ts';
import { seedShop } from '../../../src/sandbox/seed.ts';
import { sandboxProgram } from '../servers/sandbox.ts';

describe('a sandbox that keeps its data', () => {
  let persistDir: string;
  const start = () => startSandbox({ serverPath: sandboxProgram, persistDir, signal: AbortSignal.timeout(30_000) });

  beforeEach(async () => {
    persistDir = path.join(await mkdtemp(path.join(tmpdir(), 'sandbox-')), 'data');
  });
  afterEach(() => rm(path.dirname(persistDir), { recursive: true, force: true }));

  test('brings queues, messages, subscriptions, streams and records into the next run', async () => {
    const first = await start();
    await seedShop(seedTarget(first), AbortSignal.timeout(30_000));
    const read = async (sandbox: typeof first) => {
      const QueueUrl = `${sandbox.endpoint}/000000000000/shop-payments-dlq`;
      const { Messages = [] } = await new SQSClient(sandbox).send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
          MessageSystemAttributeNames: ['All'],
        }),
      );
      return Messages.map(message => [message.MessageId, message.Attributes?.DeadLetterQueueSourceArn]).sort();
    };
    const before = await read(first);
    await delay(1_500);
    await first.stop();

    const second = await start();
    try {
      expect(second.endpoint).not.toBe(first.endpoint);
      const { QueueUrls = [] } = await new SQSClient(second).send(new ListQueuesCommand({}));
      expect(QueueUrls).toHaveLength(8);
      expect(QueueUrls.every(url => url.startsWith(second.endpoint))).toBe(true);
      const messages = await read(second);
      expect(messages).toHaveLength(10);
      expect(new Set([...before, ...messages].map(String)).size).toBeLessThanOrEqual(11);
      expect((await new SNSClient(second).send(new ListSubscriptionsCommand({}))).Subscriptions).toHaveLength(5);
      expect(await recordCount(second)).toBe(120);
      expect(await seedShop(seedTarget(second), AbortSignal.timeout(30_000))).toMatchObject({
        messages: 0,
        records: 0,
      });
    } finally {
      await second.stop();
    }
  });

  test('sets a damaged file aside and starts empty', async () => {
    await (await start()).stop();
    const file = path.join(persistDir, 'queues.json');
    await writeFile(file, '{"version":1,"queues":[{');
    const sandbox = await start();
    try {
      expect((await new SQSClient(sandbox).send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
      expect(await readFile(`${file}.damaged`, 'utf8')).toContain('"queues"');
    } finally {
      await sandbox.stop();
    }
  });
});

async function recordCount(where: Parameters<typeof seedTarget>[0]): Promise<number> {
  const kinesis = new KinesisClient({ ...where, requestHandler: new NodeHttpHandler() });
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: 'shop-clicks' }));
  const counts = Shards.map(async ({ ShardId }) => {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName: 'shop-clicks', ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    return (await kinesis.send(new GetRecordsCommand({ ShardIterator }))).Records?.length ?? 0;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
