import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy, throttled } from './faultProxy.ts';
import { fauxqs } from './fauxqs.ts';
import type { LocalServer } from './server.ts';

describe('the fault proxy in front of fauxqs', () => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let queueUrl: string;
  /** Talks to the server without the proxy. */
  let direct: SQSClient;

  beforeAll(async () => {
    server = await fauxqs.start();
    proxy = await startFaultProxy(server.endpoint);
    direct = new SQSClient({ ...server, useQueueUrlAsEndpoint: false });
    queueUrl = (await direct.send(new CreateQueueCommand({ QueueName: 'faults' }))).QueueUrl ?? '';
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  const through = (maxAttempts: number) =>
    new SQSClient({ ...server, endpoint: proxy.endpoint, useQueueUrlAsEndpoint: false, maxAttempts });
  const send = (body: string, maxAttempts = 1) =>
    through(maxAttempts).send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  const count = async () => {
    const { Attributes } = await direct.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  };

  test('lets everything pass without a rule', async () => {
    proxy.use();
    const before = await count();
    await send('plain');
    expect(await count()).toBe(before + 1);
    expect(proxy.seen.at(-1)).toBe('SendMessage');
  });

  test('a reset reaches nobody; a lost answer comes after the server acted', async () => {
    const before = await count();
    proxy.use(() => ({ kind: 'reset' }));
    await expect(send('never arrives')).rejects.toThrow();
    expect(await count()).toBe(before);
    proxy.use(() => ({ kind: 'lose answer' }));
    await expect(send('arrives')).rejects.toThrow();
    expect(await count()).toBe(before + 1);
  });

  test('throttles the first request and lets the second pass', async () => {
    const before = await count();
    proxy.use(({ action, nth }) => (action === 'SendMessage' && nth === 1 ? throttled.sqs : undefined));
    await send('second time', 2);
    expect(proxy.seen.slice(-2)).toEqual(['SendMessage', 'SendMessage']);
    expect(await count()).toBe(before + 1);
  });

  test('delays', async () => {
    proxy.use(() => ({ kind: 'delay', ms: 200 }));
    const start = Date.now();
    await send('late');
    expect(Date.now() - start).toBeGreaterThanOrEqual(195);
  });
});
