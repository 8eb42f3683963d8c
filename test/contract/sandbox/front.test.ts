import { execFileSync } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateStreamCommand, KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import {
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandboxService.ts';
import { sandboxProgram } from '../servers/sandbox.ts';

const start = () => startSandbox({ serverPath: sandboxProgram, signal: AbortSignal.timeout(30_000) });

describe('the front of the sandbox', () => {
  let sandbox: Sandbox;
  let sqs: SQSClient;
  let sns: SNSClient;

  beforeAll(async () => {
    sandbox = await start();
    sqs = new SQSClient({ ...sandbox, maxAttempts: 1 });
    sns = new SNSClient({ ...sandbox, maxAttempts: 1 });
  });
  afterAll(() => sandbox.stop());

  const queue = async (name: string, attributes: Record<string, string> = {}) =>
    (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))).QueueUrl ?? '';
  const authorization = (key: string, service: string) =>
    `AWS4-HMAC-SHA256 Credential=${key}/20260302/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;

  /** The status of a bare request; `fetch` would not let us set Host or Origin. */
  const status = (headers: Record<string, string>, options: { method?: string; path?: string; body?: string } = {}) =>
    new Promise<number>((resolve, reject) => {
      const url = new URL(options.path ?? '/', sandbox.endpoint);
      const sent = httpRequest(url, { method: options.method ?? 'POST', headers }, reply => {
        reply.resume().on('end', () => resolve(reply.statusCode ?? 0));
      });
      sent.on('error', reject).end(options.body ?? '');
    });
  const signed = (key: string, service = 'sns') => ({
    authorization: authorization(key, service),
    'content-type': 'application/x-www-form-urlencoded',
  });
  const listTopics = { body: 'Action=ListTopics&Version=2010-03-31' };

  test('answers its own key, over the header and over a presigned query', async () => {
    const key = sandbox.credentials.accessKeyId;
    expect(await status(signed(key), listTopics)).toBe(200);
    const credential = encodeURIComponent(`${key}/20260302/us-east-1/sns/aws4_request`);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await status(headers, { ...listTopics, path: `/?X-Amz-Credential=${credential}` })).toBe(200);
  });

  test('refuses a page, another key, no key, another host name and other methods', async () => {
    const own = signed(sandbox.credentials.accessKeyId);
    expect(await status({ ...own, origin: 'https://example.com' }, listTopics)).toBe(403);
    expect(await status({ ...own, origin: 'null' }, listTopics)).toBe(403);
    expect(await status({ ...own, host: 'rebound.example.com' }, listTopics)).toBe(403);
    expect(await status(signed('test'), listTopics)).toBe(403);
    expect(await status(signed('test', 'kinesis'), listTopics)).toBe(403);
    expect(await status({ 'content-type': 'application/x-www-form-urlencoded' }, listTopics)).toBe(403);
    expect(await status(own, { method: 'GET' })).toBe(405);
    expect(await status(signed(sandbox.credentials.accessKeyId, 's3'), listTopics)).toBe(400);
  });

  test('a wrong key fails in the words of AWS', async () => {
    const other = new SQSClient({
      ...sandbox,
      credentials: { accessKeyId: 'other', secretAccessKey: 'x' },
      maxAttempts: 1,
    });
    await expect(other.send(new ListQueuesCommand({}))).rejects.toMatchObject({
      name: expect.stringContaining('InvalidClientTokenId'),
    });
  });

  test('refuses a body past its limit', async () => {
    expect(await status(signed(sandbox.credentials.accessKeyId), { body: 'x'.repeat(9 * 1_048_576) })).toBe(413);
  });

  test('queue URLs lead to the front, wherever they are given', async () => {
    const created = await queue('urls');
    expect(created).toBe(`${sandbox.endpoint}/000000000000/urls`);
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'urls' }))).QueueUrl).toBe(created);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toContain(created);
  });

  test('tells regions apart', async () => {
    await queue('here');
    await sns.send(new CreateTopicCommand({ Name: 'here' }));
    const elsewhere = { ...sandbox, region: 'eu-central-1', maxAttempts: 1 };
    const there = new SQSClient(elsewhere);
    await there.send(new CreateQueueCommand({ QueueName: 'there' }));
    expect((await there.send(new ListQueuesCommand({}))).QueueUrls?.map(url => url.split('/').at(-1))).toEqual([
      'there',
    ]);
    expect((await new SNSClient(elsewhere).send(new ListTopicsCommand({}))).Topics).toEqual([]);
  });

  test('says who calls', async () => {
    const identity = await new STSClient({ ...sandbox, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root' });
  });

  test('starts Kinesis with the first call for it', async () => {
    const kinesis = new KinesisClient({ ...sandbox, requestHandler: new NodeHttpHandler(), maxAttempts: 1 });
    await kinesis.send(new CreateStreamCommand({ StreamName: 'clicks', ShardCount: 1 }));
    expect((await kinesis.send(new ListStreamsCommand({}))).StreamNames).toEqual(['clicks']);
  });

  test('takes emoji and refuses half of one', async () => {
    const QueueUrl = await queue('emoji');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'paid 💳' }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.[0]?.Body).toBe('paid 💳');
    await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'half \ud83d' }))).rejects.toThrow(
      'Invalid characters',
    );
  });

  test('publishes the part of a structured message that is meant for queues', async () => {
    const QueueUrl = await queue('structured');
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'structured' }));
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:000000000000:structured',
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
    const publish = (Message: string) => sns.send(new PublishCommand({ TopicArn, Message, MessageStructure: 'json' }));
    await publish('{"default":"for all","sqs":"for queues"}');
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.Body).toBe('for queues');
    await expect(publish('{"sqs":"no default"}')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('counts age without anybody receiving', async () => {
    const QueueUrl = await queue('ageing');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 1 }));
    const visible = async () => {
      const names = ['ApproximateNumberOfMessages'] as const;
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
      return Attributes?.ApproximateNumberOfMessages;
    };
    expect(await visible()).toBe('0');
    await delay(1_100);
    expect(await visible()).toBe('1');
  });

  test('a FIFO receive takes several of a group, in order, and again in order once they are visible', async () => {
    const QueueUrl = await queue('steps.fifo', {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      VisibilityTimeout: '1',
    });
    for (const step of ['one', 'two', 'three']) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: step, MessageGroupId: 'g' }));
    }
    const receive = async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(message => message.Body);
    };
    expect(await receive()).toEqual(['one', 'two', 'three']);
    expect(await receive()).toEqual([]);
    await delay(1_100);
    expect(await receive()).toEqual(['one', 'two', 'three']);
  });

  test('a receive whose caller hung up keeps no messages', async () => {
    const QueueUrl = await queue('abandoned');
    const hangUp = new AbortController();
    const waiting = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }), {
      abortSignal: hangUp.signal,
    });
    await delay(100);
    hangUp.abort();
    await expect(waiting).rejects.toThrow();
    await delay(100);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for the next' }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
    expect(Messages?.[0]?.Body).toBe('for the next');
  });

  test('knows the sources of a dead-letter queue and moves its messages home', async () => {
    const dead = await queue('dead');
    const source = await queue('source');
    const deadArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: source, Attributes: { RedrivePolicy } }));
    expect((await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }))).queueUrls).toEqual([source]);
    await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: 'poison' }));
    const touch = () => sqs.send(new ReceiveMessageCommand({ QueueUrl: source, VisibilityTimeout: 0 }));
    await touch();
    await touch();
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadArn }));
    const latest = async () => (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: deadArn }))).Results?.[0];
    await expect.poll(latest, { timeout: 5_000 }).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 1,
      ApproximateNumberOfMessagesToMove: 1,
    });
    expect((await touch()).Messages?.[0]?.Body).toBe('poison');
  });
});

describe('a sandbox that stops', () => {
  test('leaves no process behind, Kinesis included, within 3 seconds', { timeout: 30_000 }, async () => {
    const sandbox = await start();
    const kinesis = new KinesisClient({ ...sandbox, requestHandler: new NodeHttpHandler() });
    await kinesis.send(new ListStreamsCommand({}));
    const family = [sandbox.pid, ...childrenOf(sandbox.pid)];
    expect(family).toHaveLength(2);
    const began = Date.now();
    await sandbox.stop();
    expect(Date.now() - began).toBeLessThan(3_000);
    await expect.poll(() => family.filter(isAlive), { timeout: 1_000 }).toEqual([]);
    await expect(fetch(sandbox.endpoint)).rejects.toThrow();
  });

  test('ends with its parent, even one that is killed', { timeout: 30_000 }, async () => {
    const program = new URL('../../../src/sandbox/sandboxService.ts', import.meta.url).href;
    const parent = `
      const { startSandbox } = await import(${JSON.stringify(program)});
      const sandbox = await startSandbox({ serverPath: ${JSON.stringify(sandboxProgram)}, signal: AbortSignal.timeout(20000) });
      console.log(sandbox.pid);
      process.kill(process.pid, 'SIGKILL');`;
    let output = '';
    try {
      execFileSync(process.execPath, ['--input-type=module', '-e', parent], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch (error) {
      output = (error as { stdout: string }).stdout;
    }
    const pid = Number(output);
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isAlive(pid), { timeout: 3_000 }).toBe(false);
  });

  test('tells its owner when it ends by itself', async () => {
    let wanted: boolean | undefined;
    const sandbox = await startSandbox({
      serverPath: sandboxProgram,
      signal: AbortSignal.timeout(30_000),
      onExit: event => {
        wanted = event.wanted;
      },
    });
    process.kill(sandbox.pid, 'SIGKILL');
    await expect.poll(() => wanted).toBe(false);
    await sandbox.stop();
  });

  test('a program that does not start is an error a person can read', async () => {
    const starting = startSandbox({ serverPath: '/nowhere/server.js', signal: AbortSignal.timeout(30_000) });
    await expect(starting).rejects.toThrow('The local sandbox did not start');
  });
});

function childrenOf(pid: number): number[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return listing
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
