import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CancelledError } from '../../src/core/errors.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { type Door, listen, never, newName, openDoor } from './harness.ts';
import { broken, denied, type FaultProxy, startFaultProxy, throttled } from './servers/faultProxy.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { kinesisLocal } from './servers/kinesisLocal.ts';
import type { LocalServer } from './servers/server.ts';

/** Long enough for every repeat and the pauses between them. */
const patientMs = 20_000;
/** The limit that the tests of the limit set. */
const limitMs = 2_000;
const limit = { ms: patientMs };

describe('failures, from a real server behind a fault proxy', () => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let queues: QueueClient;
  let queue: QueueRef;

  beforeAll(async () => {
    server = await fauxqs.start();
    proxy = await startFaultProxy(server.endpoint);
    door = openDoor({ ...server, endpoint: proxy.endpoint }, {}, { requestTimeoutMs: () => limit.ms });
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door.aws.dispose();
    await proxy.stop();
    await server.stop();
  });
  beforeEach(async () => {
    queue = await queues.create(newName('failing'), {}, {}, never);
    door.activities.length = 0;
  });
  afterEach(() => {
    proxy.use();
    limit.ms = patientMs;
  });

  /** Messages that stand in the queue, and requests of a kind that the proxy has seen. */
  async function standing(): Promise<number | undefined> {
    proxy.use();
    return (await queues.attributes(queue, never)).messages;
  }
  const requests = (action: string) => proxy.seen.filter(seen => seen === action).length;

  test('a send whose answer is lost is not repeated, and says that it may have happened', async () => {
    const before = requests('SendMessage');
    proxy.use(() => ({ kind: 'lose answer' }));
    await expect(queues.send(queue, { body: 'once' }, never)).rejects.toMatchObject({
      mayHaveHappened: true,
      kind: 'unreachable',
      message: expect.stringContaining('may have been carried out'),
    });
    expect(requests('SendMessage')).toBe(before + 1);
    expect(door.activities).toMatchObject([{ action: 'sqs:SendMessage', outcome: 'unknown' }]);
    expect(await standing()).toBe(1);
  });

  test('so for a batch and for a publish', async () => {
    const topics = door.aws.topics(door.scope);
    const topic = await topics.create(newName('failing'), {}, {}, never);
    proxy.use(() => ({ kind: 'lose answer' }));
    await expect(queues.sendBatch(queue, [{ body: '1' }, { body: '2' }], never)).rejects.toMatchObject({
      mayHaveHappened: true,
    });
    await expect(topics.publish(topic, { body: 'x' }, never)).rejects.toMatchObject({ mayHaveHappened: true });
    expect(requests('Publish')).toBe(1);
    expect(await standing()).toBe(2);
  });

  test('a send answered with 500 may have happened and is not repeated', async () => {
    const before = requests('SendMessage');
    proxy.use(() => broken.sqs);
    await expect(queues.send(queue, { body: 'x' }, never)).rejects.toMatchObject({
      kind: 'service',
      mayHaveHappened: true,
    });
    expect(requests('SendMessage')).toBe(before + 1);
  });

  test('a throttled send was not carried out and is tried again', async () => {
    proxy.use(({ action, nth }) => (action === 'SendMessage' && nth === 1 ? throttled.sqs : undefined));
    await queues.send(queue, { body: 'second try' }, never);
    expect(await standing()).toBe(1);
  });

  test('a send throttled again and again gives up and certainly did not happen', async () => {
    const before = requests('SendMessage');
    proxy.use(() => throttled.sqs);
    await expect(queues.send(queue, { body: 'x' }, never)).rejects.toMatchObject({
      kind: 'throttled',
      mayHaveHappened: false,
    });
    expect(requests('SendMessage')).toBe(before + 3);
    expect(door.activities).toMatchObject([{ outcome: 'failed', detail: 'RequestThrottled' }]);
  });

  test('a read is tried again after a torn connection and a 500', async () => {
    proxy.use(({ nth }) => (nth === 1 ? { kind: 'reset' } : nth === 2 ? broken.sqs : undefined));
    expect((await queues.attributes(queue, never)).messages).toBe(0);
  });

  test('a server that never answers runs into the time limit, which is named', async () => {
    limit.ms = limitMs;
    proxy.use(() => ({ kind: 'hang' }));
    const start = Date.now();
    await expect(queues.list({}, never)).rejects.toMatchObject({
      kind: 'timeout',
      mayHaveHappened: false,
      message: expect.stringMatching(/sqs:ListQueues.*2 s.*127\.0\.0\.1/),
    });
    await expect(queues.send(queue, { body: 'x' }, never)).rejects.toMatchObject({
      kind: 'timeout',
      mayHaveHappened: true,
    });
    expect(Date.now() - start).toBeLessThan(3 * limitMs);
  });

  test('a long poll has its wait on top of the time limit', async () => {
    limit.ms = limitMs;
    proxy.use(() => ({ kind: 'delay', ms: limitMs - 500 }));
    expect(await queues.receive(queue, { max: 1, waitSeconds: 1, visibilitySeconds: 1 }, never)).toEqual([]);
  });

  test('a cancel ends a call at once', async () => {
    limit.ms = limitMs;
    proxy.use(() => ({ kind: 'hang' }));
    const cancel = new AbortController();
    const start = Date.now();
    const polling = queues.receive(queue, { max: 1, waitSeconds: 20 }, cancel.signal);
    setTimeout(() => cancel.abort(), 200);
    await expect(polling).rejects.toBeInstanceOf(CancelledError);
    expect(Date.now() - start).toBeLessThan(1_000);
    expect(door.activities).toMatchObject([{ action: 'sqs:ReceiveMessage', outcome: 'unknown', detail: 'cancelled' }]);
    await expect(queues.list({}, cancel.signal)).rejects.toBeInstanceOf(CancelledError);
  });

  test('a refusal names the IAM action; the other service goes on', async () => {
    proxy.use(({ action }) => (action === 'ListQueues' ? denied('sqs', 'sqs:listqueues') : undefined));
    await expect(queues.list({}, never)).rejects.toMatchObject({
      kind: 'access-denied',
      action: 'sqs:ListQueues',
      message: expect.stringContaining('sqs:ListQueues'),
    });
    expect(Array.isArray((await door.aws.topics(door.scope).list({}, never)).items)).toBe(true);
    proxy.use(({ action }) => (action === 'ListTopics' ? denied('sns', 'SNS:ListTopics') : undefined));
    await expect(door.aws.topics(door.scope).list({}, never)).rejects.toMatchObject({
      kind: 'access-denied',
      action: 'sns:ListTopics',
    });
    expect(Array.isArray((await queues.list({}, never)).items)).toBe(true);
  });

  test('a page of HTML instead of an answer is not what AWS says', async () => {
    proxy.use(() => ({ kind: 'answer', status: 200, body: '<html>hotel wifi</html>' }));
    await expect(queues.list({}, never)).rejects.toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining(proxy.endpoint),
    });
  });

  test('deletes that fail half-way say which were done', async () => {
    for (const part of [10, 10])
      await queues.sendBatch(
        queue,
        Array.from({ length: part }, () => ({ body: 'x' })),
        never,
      );
    const handles: string[] = [];
    while (handles.length < 20) {
      handles.push(
        ...(await queues.receive(queue, { max: 10, waitSeconds: 0 }, never)).map(message => message.receiptHandle),
      );
    }
    proxy.use(({ nth }) => (nth > 1 ? denied('sqs', 'sqs:deletemessage') : undefined));
    const failures = await queues.deleteMessages(queue, handles, never);
    expect(failures.map(failure => failure.index)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(failures[0]).toMatchObject({ code: 'AccessDenied', senderFault: false });
  });
});

test('a put whose answer is lost is not repeated', async () => {
  const server = await kinesisLocal.start();
  const proxy = await startFaultProxy(server.endpoint);
  const door = openDoor({ ...server, endpoint: proxy.endpoint });
  try {
    const streams = door.aws.streams(door.scope);
    const stream = await streams.create(newName('lost'), { mode: 'PROVISIONED', shards: 1 }, never);
    const record = { data: Buffer.from('x'), partitionKey: 'k' };
    proxy.use(({ action }) => (action === 'PutRecord' ? { kind: 'lose answer' } : undefined));
    await expect(streams.put(stream, record, never)).rejects.toMatchObject({ mayHaveHappened: true });
    expect(proxy.seen.filter(action => action === 'PutRecord')).toHaveLength(1);
  } finally {
    door.aws.dispose();
    await proxy.stop();
    await server.stop();
  }
});

test('a connection left idle is not used for the next send, and a long poll may be quiet for longer', async () => {
  const sockets = new Set<number>();
  const service = createServer((request, response) => {
    sockets.add(request.socket.remotePort ?? 0);
    const wait = request.headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage' ? 5_000 : 0;
    request.resume().on('end', () => setTimeout(() => response.end('{"MessageId":"m"}'), wait));
  });
  service.keepAliveTimeout = 60_000;
  await new Promise<void>(resolve => service.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const door = openDoor({ endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, region: 'us-east-1' });
  try {
    const queues = door.aws.queues(door.scope);
    const queue = {
      ...door.scope,
      name: 'q',
      url: `${endpoint}/000000000000/q`,
      arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    };
    await queues.send(queue, { body: 'x' }, never);
    await queues.send(queue, { body: 'x' }, never);
    expect(sockets.size).toBe(1);
    expect(await queues.receive(queue, { max: 1, waitSeconds: 5 }, never)).toEqual([]);
    await new Promise(resolve => setTimeout(resolve, 4_500));
    await queues.send(queue, { body: 'x' }, never);
    expect(sockets.size).toBe(2);
  } finally {
    door.aws.dispose();
    service.closeAllConnections();
    await new Promise(resolve => service.close(resolve));
  }
});

test('an endpoint that is down is named, and the call certainly did not happen', async () => {
  const gone = await listen(() => ({ status: 200, body: '' }));
  await gone.stop();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const door = openDoor({ endpoint: gone.endpoint, credentials, region: 'us-east-1' });
  const queues = door.aws.queues(door.scope);
  const down = { kind: 'unreachable', message: expect.stringMatching(new RegExp(`${gone.endpoint}.*ECONNREFUSED`)) };
  await expect(queues.list({}, never)).rejects.toMatchObject(down);
  const queue = {
    ...door.scope,
    name: 'q',
    url: `${gone.endpoint}/000000000000/q`,
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
  };
  await expect(queues.send(queue, { body: 'x' }, never)).rejects.toMatchObject({ ...down, mayHaveHappened: false });
  expect(door.activities).toMatchObject([{ outcome: 'failed' }]);
  door.aws.dispose();
});
