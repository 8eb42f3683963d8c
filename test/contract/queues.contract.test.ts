import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems } from '../../src/core/page.ts';
import type { QueueRef, ReceivedMessage } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { checked, type Door, never, newName, openDoor, until } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sqs');

describe.each(kinds)('queues on $name', kind => {
  let server: LocalServer;
  let door: Door;
  let queues: QueueClient;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  const create = (suffix = '', attributes: Record<string, string> = {}) =>
    queues.create(newName('queue', suffix), attributes, {}, never);
  const bodies = (messages: readonly ReceivedMessage[]) => messages.map(message => message.body).sort();

  /** Receives until `wanted` messages have come or nothing comes any more. */
  async function receive(queue: QueueRef, wanted: number, visibilitySeconds = 30): Promise<ReceivedMessage[]> {
    const got: ReceivedMessage[] = [];
    for (let empty = 0; got.length < wanted && empty < 3; ) {
      const batch = await queues.receive(queue, { max: 10, waitSeconds: 0, visibilitySeconds }, never);
      empty = batch.length === 0 ? empty + 1 : 0;
      got.push(...batch);
    }
    return got;
  }

  test('a queue is created, found, described, tagged, changed and deleted', async () => {
    const name = newName('life');
    const made = await queues.create(name, { VisibilityTimeout: '45' }, { team: 'shop', stage: 'dev' }, never);
    expect(made).toMatchObject({ name, connectionId: 'here', region: server.region });
    const found = await queues.find(name, never);
    expect(found.url).toBe(made.url);

    const attributes = await queues.attributes(found, never);
    expect(attributes.arn).toBe(`arn:aws:sqs:${server.region}:${server.accountId}:${name}`);
    expect(found.arn).toBe(attributes.arn);
    expect((await queues.find(found.arn, never)).url).toBe(made.url);
    expect(attributes).toMatchObject({ fifo: false, visibilitySeconds: 45, messages: 0 });
    expect(Math.abs((attributes.createdAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);

    expect(await queues.tags(found, never)).toEqual({ team: 'shop', stage: 'dev' });
    await queues.changeTags(found, { set: { stage: 'prod', owner: 'me' }, remove: ['team'] }, never);
    expect(await queues.tags(found, never)).toEqual({ stage: 'prod', owner: 'me' });

    await queues.setAttributes(found, { DelaySeconds: '7', VisibilityTimeout: '46' }, never);
    expect(await queues.attributes(found, never)).toMatchObject({ delaySeconds: 7, visibilitySeconds: 46 });

    await queues.delete(found, never);
    await expect(queues.find(name, never)).rejects.toMatchObject({ kind: 'not-found' });
  });

  checked(kind, 'sqs.retentionAttribute')('a queue says how long it keeps messages', async () => {
    const queue = await create('', { MessageRetentionPeriod: '3600' });
    expect((await queues.attributes(queue, never)).retentionSeconds).toBe(3600);
  });

  test('a queue deleted meanwhile is not found, whatever is asked of it', async () => {
    const queue = await create();
    await queues.delete(queue, never);
    const gone = { kind: 'not-found', message: expect.stringContaining(queue.name) };
    await expect(queues.attributes(queue, never)).rejects.toMatchObject(gone);
    await expect(queues.send(queue, { body: 'late' }, never)).rejects.toMatchObject(gone);
    await expect(queues.receive(queue, { max: 1, waitSeconds: 0 }, never)).rejects.toMatchObject(gone);
  });

  checked(kind, 'sqs.attributeValidation')('a name taken with other settings is refused', async () => {
    const queue = await create('', { VisibilityTimeout: '45' });
    await expect(queues.create(queue.name, { VisibilityTimeout: '46' }, {}, never)).rejects.toMatchObject({
      kind: 'already-exists',
    });
  });

  test('messages keep body and attributes of every type', async () => {
    const queue = await create();
    const attributes = {
      kind: { type: 'String', value: 'order' },
      price: { type: 'Number', value: '12.50' },
      blob: { type: 'Binary', value: Buffer.from([0, 1, 254, 255]).toString('base64') },
      label: { type: 'String.custom', value: 'x' },
    };
    const body = 'tab\tline\nreturn\r <&> "quotes" \u00e9 \u4e2d \uffee';
    const { messageId } = await queues.send(queue, { body, attributes }, never);
    const [message] = await receive(queue, 1);
    expect(message).toMatchObject({ messageId, body, attributes, receiveCount: 1 });
    expect(Math.abs((message?.sentAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  checked(kind, 'sqs.emojiInBody')('a body with an emoji comes back whole', async () => {
    const queue = await create();
    await queues.send(queue, { body: 'party \u{1f389}' }, never);
    expect(bodies(await receive(queue, 1))).toEqual(['party \u{1f389}']);
  });

  test('a body of 1 MiB goes through, one byte more is refused before it is sent', async () => {
    const queue = await create();
    const body = 'x'.repeat(1_048_576);
    await queues.send(queue, { body }, never);
    expect((await receive(queue, 1))[0]?.body.length).toBe(1_048_576);
    await expect(queues.send(queue, { body: `${body}x` }, never)).rejects.toMatchObject({ kind: 'too-large' });
  });

  test('a batch says of every entry what became of it', async () => {
    const queue = await create();
    const { sent, failed } = await queues.sendBatch(
      queue,
      [{ body: 'a' }, { body: 'bad \u0007' }, { body: 'c' }, { body: 'half \ud83d' }, { body: 'e' }],
      never,
    );
    expect(sent.map(entry => entry !== undefined)).toEqual([true, false, true, false, true]);
    expect(failed.map(({ index, senderFault }) => ({ index, senderFault }))).toEqual([
      { index: 1, senderFault: true },
      { index: 3, senderFault: true },
    ]);
    expect(bodies(await receive(queue, 3))).toEqual(['a', 'c', 'e']);
  });

  test('25 messages are deleted in batches', async () => {
    const queue = await create();
    for (const part of [10, 10, 5]) {
      await queues.sendBatch(
        queue,
        Array.from({ length: part }, (_, index) => ({ body: `${part}/${index}` })),
        never,
      );
    }
    const got = await receive(queue, 25);
    expect(got).toHaveLength(25);
    const handles = got.map(message => message.receiptHandle);
    expect(await queues.deleteMessages(queue, handles, never)).toEqual([]);
    const left = async () => (await queues.attributes(queue, never)).messagesNotVisible;
    expect(await until(left, count => count === 0)).toBe(0);
  });

  checked(kind, 'sqs.wrongReceiptHandle')('a handle that is none is named by its place', async () => {
    const queue = await create();
    await queues.sendBatch(
      queue,
      Array.from({ length: 10 }, () => ({ body: 'x' })),
      never,
    );
    await queues.sendBatch(queue, [{ body: 'y' }, { body: 'z' }], never);
    const handles = (await receive(queue, 12)).map(message => message.receiptHandle);
    const failures = await queues.deleteMessages(
      queue,
      [...handles.slice(0, 11), 'no handle', ...handles.slice(11)],
      never,
    );
    expect(failures.map(({ index }) => index)).toEqual([11]);
  });

  test('a released message can be received again at once', async () => {
    const queue = await create();
    await queues.send(queue, { body: 'again' }, never);
    const [first] = await receive(queue, 1, 120);
    expect(await queues.receive(queue, { max: 1, waitSeconds: 0 }, never)).toEqual([]);
    expect(await queues.changeVisibility(queue, [first?.receiptHandle ?? ''], 0, never)).toEqual([]);
    expect(bodies(await receive(queue, 1))).toEqual(['again']);
  });

  test('trap 7: a poll that hides nothing still counts, and pushes a message over to the dead-letter queue', async () => {
    const dead = await create();
    const queue = await create('', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
    });
    await queues.send(queue, { body: 'peeked at' }, never);
    const counts: number[] = [];
    for (let poll = 0; poll < 2; poll++) {
      const [message] = await until(
        () => queues.receive(queue, { max: 1, waitSeconds: 0, visibilitySeconds: 0 }, never),
        batch => batch.length > 0,
      );
      counts.push(message?.receiveCount ?? 0);
    }
    expect(counts).toEqual([1, 2]);
    expect(await queues.receive(queue, { max: 1, waitSeconds: 0, visibilitySeconds: 0 }, never)).toEqual([]);
    expect(bodies(await receive(dead, 1))).toEqual(['peeked at']);
  });

  test('the sources of a dead-letter queue are found, by one call or by reading redrive policies', async () => {
    const dead = await create();
    const policy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
    const sources = [await create('', { RedrivePolicy: policy }), await create('', { RedrivePolicy: policy })];
    const names = (list: readonly QueueRef[]) => list.map(queue => queue.name).sort();
    expect(names(await queues.sources(dead, never))).toEqual(names(sources));
  });

  checked(kind, 'sqs.clearAttribute')('an empty redrive policy takes it away', async () => {
    const dead = await create();
    const policy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 };
    const queue = await create('', { RedrivePolicy: JSON.stringify(policy) });
    expect((await queues.attributes(queue, never)).redrivePolicy).toEqual(policy);
    await queues.setAttributes(queue, { RedrivePolicy: '' }, never);
    expect((await queues.attributes(queue, never)).redrivePolicy).toBeUndefined();
    expect(await queues.sources(dead, never)).toEqual([]);
  });

  test('a FIFO queue keeps order and drops duplicates', async () => {
    const queue = await create('.fifo', { FifoQueue: 'true' });
    for (const [body, deduplicationId] of [
      ['one', 'a'],
      ['two', 'b'],
      ['two', 'b'],
      ['three', 'c'],
    ] as const) {
      const sent = await queues.send(queue, { body, groupId: 'g', deduplicationId }, never);
      expect(sent.sequenceNumber).toMatch(/^\d+$/);
    }
    const order: string[] = [];
    for (let left = 3; left > 0; left--) {
      const batch = await queues.receive(queue, { max: 10, waitSeconds: 0 }, never);
      for (const message of batch) {
        expect(message.groupId).toBe('g');
        order.push(message.body);
      }
      await queues.deleteMessages(
        queue,
        batch.map(message => message.receiptHandle),
        never,
      );
      if (order.length === 3) break;
    }
    expect(order).toEqual(['one', 'two', 'three']);
  });

  checked(kind, 'sqs.purgeAtOnce')('a purge empties the queue', async () => {
    const queue = await create();
    await queues.sendBatch(queue, [{ body: '1' }, { body: '2' }], never);
    await queues.purge(queue, never);
    const left = async () => (await queues.attributes(queue, never)).messages;
    expect(await until(left, count => count === 0, 3_000)).toBe(0);
    expect(await receive(queue, 2)).toEqual([]);
  });

  checked(kind, 'sqs.purgeOncePerMinute')('a second purge within a minute is refused', async () => {
    const queue = await create();
    await queues.purge(queue, never);
    await expect(queues.purge(queue, never)).rejects.toMatchObject({ kind: 'throttled' });
  });

  test('a long poll comes back when its wait is over', async () => {
    const queue = await create();
    const start = Date.now();
    expect(await queues.receive(queue, { max: 1, waitSeconds: 1 }, never)).toEqual([]);
    expect(Date.now() - start).toBeGreaterThan(900);
  });

  test('says whether it offers move tasks, and where it does, moves messages back', async () => {
    const dead = await create();
    const source = await create('', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
    });
    expect(await queues.offersMoveTasks(dead, never)).toBe(kind.knownWrong['sqs.moveTasks'] === undefined);
    if (kind.knownWrong['sqs.moveTasks'] !== undefined) {
      await expect(queues.startMoveTask(dead, {}, never)).rejects.toMatchObject({ kind: 'unsupported' });
      return;
    }
    await queues.send(source, { body: 'poison' }, never);
    await receive(source, 1, 0);
    await receive(source, 1, 0);
    await until(
      async () => (await queues.attributes(dead, never)).messages,
      count => count === 1,
    );
    const handle = await queues.startMoveTask(dead, { destinationArn: source.arn }, never);
    expect(handle.length).toBeGreaterThan(10);
    const [task] = await until(
      () => queues.moveTasks(dead, never),
      list => list[0]?.status === 'COMPLETED',
    );
    expect(task).toMatchObject({ status: 'COMPLETED', sourceArn: dead.arn, destinationArn: source.arn, moved: 1 });
    expect((await queues.attributes(source, never)).messages).toBe(1);
  });

  checked(kind, 'sqs.moveTaskRate')('a move task keeps its rate and can be cancelled', async () => {
    const dead = await create();
    const source = await create('', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
    });
    for (let batch = 0; batch < 2; batch++) {
      await queues.sendBatch(
        dead,
        Array.from({ length: 10 }, (_, index) => ({ body: String(index) })),
        never,
      );
    }
    const handle = await queues.startMoveTask(dead, { destinationArn: source.arn, messagesPerSecond: 1 }, never);
    const [running] = await queues.moveTasks(dead, never);
    expect(running).toMatchObject({ status: 'RUNNING', messagesPerSecond: 1, taskHandle: expect.any(String) });
    expect(await queues.cancelMoveTask(handle, door.scope, never)).toBeLessThan(20);
    await until(
      () => queues.moveTasks(dead, never),
      list => list[0]?.status !== 'RUNNING' && list[0]?.status !== 'CANCELLING',
    );
    expect((await queues.attributes(dead, never)).messages).toBeGreaterThan(10);
  });

  checked(kind, 'sqs.moveTaskHistory')('a cancelled move task stays in the history', async () => {
    const dead = await create();
    const source = await create('', {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
    });
    await queues.sendBatch(
      dead,
      Array.from({ length: 10 }, (_, index) => ({ body: String(index) })),
      never,
    );
    const handle = await queues.startMoveTask(dead, { destinationArn: source.arn, messagesPerSecond: 1 }, never);
    await queues.cancelMoveTask(handle, door.scope, never);
    const ended = await until(
      () => queues.moveTasks(dead, never),
      list => list[0]?.status === 'CANCELLED',
      5_000,
    );
    expect(ended[0]?.status).toBe('CANCELLED');
    expect(ended[0]?.moved).toBeLessThan(10);
  });

  checked(kind, 'sqs.pages')(
    'trap 5: 1,203 queues are all listed, in pages of 1,000',
    { timeout: 180_000 },
    async () => {
      const prefix = newName('many');
      const wanted = Array.from({ length: 1_203 }, (_, index) => `${prefix}-${String(index).padStart(4, '0')}`);
      for (let start = 0; start < wanted.length; start += 25) {
        await Promise.all(wanted.slice(start, start + 25).map(name => queues.create(name, {}, {}, never)));
      }
      const sizes: number[] = [];
      const all = await allItems(async token => {
        const page = await queues.list(token === undefined ? { prefix } : { prefix, token }, never);
        sizes.push(page.items.length);
        return page;
      });
      expect(all.map(queue => queue.name).sort()).toEqual(wanted);
      expect(sizes).toEqual([1_000, 203]);
    },
  );
});
