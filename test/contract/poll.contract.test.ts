import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { defaultPlan, type PollPlan } from '../../src/queues/poll/pollPlan.ts';
import { PollSession } from '../../src/queues/poll/pollSession.ts';
import type { QueueRef, ReceivedMessage } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { checked, type Door, never, newName, openDoor } from './harness.ts';
import { drain, fill, numbered } from './queueFilling.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sqs');
const plan: PollPlan = { ...defaultPlan, waitSeconds: 0, emptyReceives: 3 };

describe.each(kinds)('poll on $name', kind => {
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

  /** A server that gives one message to two receives is polled by one lane, so that all other checks count. */
  const newSession = (queue: QueueRef) =>
    kind.knownWrong['sqs.receivesApart'] === undefined
      ? new PollSession(queues, queue, systemClock)
      : new PollSession(queues, queue, systemClock, 1);

  async function filled(count: number, attributes: Record<string, string> = {}): Promise<QueueRef> {
    const queue = await queues.create(newName('poll'), attributes, {}, never);
    await fill(queues, queue, numbered(count));
    return queue;
  }

  async function collect(session: PollSession, options: Partial<PollPlan>, signal = never, maxReceiveCount?: number) {
    const messages: ReceivedMessage[] = [];
    for await (const step of session.collect({ ...plan, ...options }, { maxReceiveCount }, signal)) {
      if (step.kind === 'end') return { messages, reason: step.reason };
      messages.push(...step.messages);
    }
    throw new Error('the poll never said how it ended');
  }

  checked(kind, 'sqs.releaseKeepsCount')(
    'sees each message once, raises its receive count by one, and gives all back',
    async () => {
      const queue = await filled(34);
      const session = newSession(queue);
      const { messages, reason } = await collect(session, { want: 100 });
      expect(reason).toBe('empty');
      expect(new Set(messages.map(message => message.body)).size).toBe(34);
      expect(messages.map(message => message.receiveCount)).toEqual(messages.map(() => 1));
      expect(await session.release()).toMatchObject({ done: 34, failed: [] });
      const again = await drain(queues, queue);
      expect(again).toHaveLength(34);
      expect(again.map(message => message.receiveCount)).toEqual(again.map(() => 2));
    },
  );

  checked(kind, 'sqs.releaseKeepsCount')('after a stop everything is receivable again', async () => {
    const queue = await filled(60);
    const session = newSession(queue);
    const stopping = new AbortController();
    const seen: ReceivedMessage[] = [];
    for await (const step of session.collect({ ...plan, want: 60 }, {}, stopping.signal)) {
      if (step.kind === 'batch') seen.push(...step.messages);
      if (seen.length >= 20) stopping.abort();
    }
    expect(seen.length).toBeLessThan(60);
    await session.release();
    const again = await drain(queues, queue);
    expect(again).toHaveLength(60);
    expect(Math.max(...again.map(message => message.receiveCount))).toBeLessThanOrEqual(2);
  });

  checked(kind, 'sqs.releaseKeepsCount')(
    'stops before a message has used up its receives, which then still reaches its consumer',
    async () => {
      const dead = await queues.create(newName('poll-dlq'), {}, {}, never);
      const redrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 });
      const queue = await filled(15, { RedrivePolicy: redrivePolicy });
      const first = newSession(queue);
      expect(await collect(first, { want: 15 }, never, 3)).toMatchObject({ reason: 'enough' });
      await first.release();
      const second = newSession(queue);
      const stopped = await collect(second, { want: 15 }, never, 3);
      expect(stopped.reason).toBe('budget');
      expect(stopped.messages.length).toBeLessThanOrEqual(10);
      await second.release();
      expect(await drain(queues, queue)).toHaveLength(15);
      expect(await drain(queues, dead)).toHaveLength(0);
    },
  );

  test('deletes exactly what was chosen', async () => {
    const queue = await filled(12);
    const session = newSession(queue);
    const { messages } = await collect(session, { want: 12 });
    const chosen = messages.filter(message => Number(message.body.slice(1)) % 3 === 0);
    expect(await session.delete(chosen.map(message => message.messageId))).toMatchObject({ done: 4, unconfirmed: 0 });
    await session.release();
    const left = await drain(queues, queue);
    expect(left.map(message => message.body).sort()).toEqual(
      messages
        .filter(message => !chosen.includes(message))
        .map(message => message.body)
        .sort(),
    );
  });

  test('a hold that has ended lets the messages come back by themselves', async () => {
    const queue = await filled(3);
    const session = newSession(queue);
    await collect(session, { want: 3, holdSeconds: 3 });
    await systemClock.sleep(3_100);
    expect(session.lapse()).toBe(true);
    expect(await drain(queues, queue)).toHaveLength(3);
  });
});
