import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { OutgoingEntry } from '../../src/messages/compose/outgoingEntry.ts';
import { systemSource } from '../../src/messages/compose/placeholders.ts';
import { type RunItem, type RunReport, retryable } from '../../src/messages/compose/runReport.ts';
import { itemsOfFile, itemsOfList, itemsOfRepetition } from '../../src/messages/compose/runSources.ts';
import { type RunOptions, runSend } from '../../src/messages/compose/sendRun.ts';
import type { QueueRef, ReceivedMessage } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { queueTarget } from '../../src/queues/send/queueTarget.ts';
import { sendRules } from '../../src/queues/send/sendMessage.ts';
import { checked, type Door, never, newName, openDoor } from './harness.ts';
import { denied, type FaultProxy, startFaultProxy, throttled } from './servers/faultProxy.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const servers = await findServers('sqs');

describe.each(servers)('runs of sends on $name', kind => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let queues: QueueClient;

  beforeAll(async () => {
    server = await kind.start();
    proxy = await startFaultProxy(server.endpoint);
    door = openDoor({ ...server, endpoint: proxy.endpoint });
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door.aws.dispose();
    await proxy.stop();
    await server.stop();
  });

  async function run(
    queue: QueueRef,
    source: AsyncIterable<readonly RunItem[]>,
    options: Partial<RunOptions> = {},
  ): Promise<RunReport> {
    const target = queueTarget(queues, queue, await sendRules(queues, queue, never));
    return runSend(source, target, { clock: systemClock, signal: never, ...options });
  }

  const list = (entries: readonly OutgoingEntry[]) =>
    itemsOfList(entries.map((entry, index) => ({ number: index + 1, entry })));

  /** Everything in a queue, in the order in which it comes out; deleted as it comes, so that FIFO groups go on. */
  async function drain(queue: QueueRef, wanted: number): Promise<ReceivedMessage[]> {
    proxy.use();
    const found: ReceivedMessage[] = [];
    for (let empty = 0; empty < 3; ) {
      const some = await queues.receive(queue, { max: 10, waitSeconds: 0, visibilitySeconds: 60 }, never);
      empty = some.length === 0 ? empty + 1 : 0;
      if (some.length > 0)
        await queues.deleteMessages(
          queue,
          some.map(message => message.receiptHandle),
          never,
        );
      found.push(...some);
      if (found.length >= wanted) empty = Math.max(empty, 2);
    }
    return found;
  }

  async function* bytes(text: string): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(text);
  }

  test('a file arrives whole: bodies, attributes of every type, trace header', async () => {
    const queue = await queues.create(newName('file'), {}, {}, never);
    const csv = `body,attr.kind,attr.price:Number.eur,attr.raw:Binary,AWSTraceHeader\n${Array.from(
      { length: 25 },
      (_, at) => `"{""n"": ${at}}",order,${at}.5,AAEC,Root=1-5759e988-bd862e3fe1be46a994272793`,
    ).join('\n')}\n`;
    const report = await run(queue, itemsOfFile(bytes(csv), 'csv', undefined));
    expect(report).toMatchObject({ sent: 25, failures: [], end: 'done' });
    const found = await drain(queue, 25);
    expect(found.map(({ body }) => body).sort()).toEqual(Array.from({ length: 25 }, (_, at) => `{"n": ${at}}`).sort());
    const last = found.find(({ body }) => body === '{"n": 24}');
    expect(last?.attributes).toEqual({
      kind: { type: 'String', value: 'order' },
      price: { type: 'Number.eur', value: '24.5' },
      raw: { type: 'Binary', value: 'AAEC' },
    });
  });

  test('a batch that is refused for now fails by itself, and a second run sends only that one', async () => {
    const queue = await queues.create(newName('partial'), {}, {}, never);
    proxy.use(({ action, nth }) =>
      action === 'SendMessageBatch' && nth === 2 ? denied('sqs', 'sqs:sendmessage') : undefined,
    );
    const entries = Array.from({ length: 30 }, (_, at) => ({ body: `m${at}` }));
    const report = await run(queue, list(entries), { concurrency: 1 });
    expect(report).toMatchObject({ sent: 10, failed: 10, end: 'stopped' });
    proxy.use();
    const again = await run(queue, itemsOfList(retryable(report)));
    expect(again).toMatchObject({ sent: 20, failures: [] });
    expect((await drain(queue, 30)).map(({ body }) => body).sort()).toEqual(entries.map(({ body }) => body).sort());
  });

  test('a call whose answer is lost is possibly sent, and is not sent twice', async () => {
    const queue = await queues.create(newName('lost'), {}, {}, never);
    proxy.use(({ action, nth }) => (action === 'SendMessageBatch' && nth === 1 ? { kind: 'lose answer' } : undefined));
    const report = await run(queue, list(Array.from({ length: 15 }, (_, at) => ({ body: `m${at}` }))), {
      concurrency: 1,
    });
    expect(report).toMatchObject({ sent: 5, possiblySent: 10, failed: 0, end: 'done' });
    expect(retryable(report)).toEqual([]);
    const found = await drain(queue, 15);
    expect(new Set(found.map(({ body }) => body)).size).toBe(15);
    expect(found).toHaveLength(15);
  });

  test('a throttled queue gets everything once', async () => {
    const queue = await queues.create(newName('throttled'), {}, {}, never);
    proxy.use(({ action, nth }) => (action === 'SendMessageBatch' && nth % 2 === 1 ? throttled.sqs : undefined));
    const report = await run(queue, list(Array.from({ length: 40 }, (_, at) => ({ body: `m${at}` }))));
    expect(report).toMatchObject({ sent: 40, failures: [] });
    expect(new Set((await drain(queue, 40)).map(({ body }) => body)).size).toBe(40);
  });

  checked(kind, 'sqs.maximumSizeAttribute')(
    'a message past the limit of the queue is refused before the call',
    async () => {
      const queue = await queues.create(newName('limit'), { MaximumMessageSize: '1024' }, {}, never);
      const report = await run(queue, list([{ body: 'x'.repeat(1_025) }, { body: 'fits' }]));
      expect(report).toMatchObject({ sent: 1, refused: 1 });
      expect(report.failures[0]?.reason).toMatch(/1 byte more than the 1 KiB this queue takes/);
    },
  );

  test('a FIFO queue keeps the order of each group', async () => {
    const queue = await queues.create(newName('order', '.fifo'), { FifoQueue: 'true' }, {}, never);
    const entries = Array.from({ length: 24 }, (_, at) => ({
      body: `${at}`,
      groupId: `g${at % 3}`,
      deduplicationId: `d${at}`,
    }));
    expect(await run(queue, list(entries))).toMatchObject({ sent: 24, failures: [] });
    const found = await drain(queue, 24);
    for (const group of ['g0', 'g1', 'g2']) {
      const bodies = found.filter(message => message.groupId === group).map(({ body }) => Number(body));
      expect(bodies).toEqual(bodies.toSorted((a, b) => a - b));
      expect(bodies).toHaveLength(8);
    }
  });

  test('a repetition with placeholders', async () => {
    const queue = await queues.create(newName('repeat'), {}, {}, never);
    const entry = { body: '{"n":{{counter}},"id":"{{uuid}}"}' };
    const report = await run(queue, itemsOfRepetition(entry, { times: 23 }, systemSource, systemClock, never));
    expect(report.sent).toBe(23);
    const numbers = (await drain(queue, 23)).map(({ body }) => (JSON.parse(body) as { n: number }).n);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, at) => at + 1));
  });
});
