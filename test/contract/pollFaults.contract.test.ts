import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { defaultPlan, type PollPlan } from '../../src/queues/poll/pollPlan.ts';
import { PollSession, type PollStep } from '../../src/queues/poll/pollSession.ts';
import type { QueueRef, ReceivedMessage } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { checked, type Door, never, newName, openDoor } from './harness.ts';
import { drain, fill, numbered } from './queueFilling.ts';
import { type FaultProxy, startFaultProxy, throttled, unavailable } from './servers/faultProxy.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { localAwsSqs } from './servers/localAwsSqs.ts';
import type { LocalServer } from './servers/server.ts';

const holdSeconds = 5;
const inQueue = 40;
const plan: PollPlan = { ...defaultPlan, waitSeconds: 0, holdSeconds, want: inQueue, emptyReceives: 3 };

/** A poll through a network and a service that fail: nothing is lost, nothing used up, and the person is told. */
describe.each([fauxqs, localAwsSqs])('a poll in trouble on $name', kind => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let faulty: Door;
  let queues: QueueClient;

  beforeAll(async () => {
    server = await kind.start();
    proxy = await startFaultProxy(server.endpoint);
    door = openDoor(server);
    faulty = openDoor({ ...server, endpoint: proxy.endpoint }, {}, { requestTimeoutMs: () => 3_000 });
    queues = door.aws.queues(door.scope);
  });
  afterEach(() => proxy.use());
  afterAll(async () => {
    door?.aws.dispose();
    faulty?.aws.dispose();
    await proxy?.stop();
    await server?.stop();
  });

  async function filled(): Promise<QueueRef> {
    const queue = await queues.create(newName('trouble'), {}, {}, never);
    await fill(queues, queue, numbered(inQueue));
    return queue;
  }

  const sessionOn = (queue: QueueRef, clock: Clock = systemClock) =>
    new PollSession(faulty.aws.queues(faulty.scope), queue, clock);

  async function collect(steps: AsyncIterable<PollStep>) {
    const messages: ReceivedMessage[] = [];
    for await (const step of steps) {
      if (step.kind === 'end') return { messages, reason: step.reason };
      messages.push(...step.messages);
    }
    throw new Error('the poll never said how it ended');
  }

  // By the poll and by this check; one server counts a release as well.
  const mostReceives = kind.knownWrong['sqs.releaseKeepsCount'] === undefined ? 2 : 3;

  /** Every message is there, none received more often than it should be. */
  async function expectAllBack(queue: QueueRef): Promise<void> {
    const back = await drain(queues, queue);
    expect(new Set(back.map(message => message.body)).size).toBe(inQueue);
    expect(Math.max(...back.map(message => message.receiveCount))).toBeLessThanOrEqual(mostReceives);
  }

  test('throttled and refused now and then, it sees every message once and gives all back', async () => {
    const queue = await filled();
    proxy.use(({ nth }) => (nth % 3 === 0 ? throttled.sqs : nth % 7 === 0 ? unavailable.sqs : undefined));
    const session = sessionOn(queue);
    const { messages } = await collect(session.collect(plan, {}, never));
    expect(new Set(messages.map(message => message.body)).size).toBe(inQueue);
    expect(await session.release()).toMatchObject({ done: inQueue, failed: [] });
    proxy.use();
    await expectAllBack(queue);
  });

  test('an answer that is lost hides its messages until the hold ends, and no longer', async () => {
    const queue = await filled();
    proxy.use(({ action, nth }) => (action === 'ReceiveMessage' && nth === 2 ? { kind: 'lose answer' } : undefined));
    const session = sessionOn(queue);
    const { messages } = await collect(session.collect(plan, {}, never));
    expect(messages.length).toBeLessThan(inQueue);
    await session.release();
    await systemClock.sleep((holdSeconds + 1.5) * 1_000);
    await expectAllBack(queue);
  });

  test('a connection that breaks ends it with an error; what it saw comes back with the hold', async () => {
    const queue = await filled();
    let cut = false;
    proxy.use(({ action, nth }) => {
      cut ||= action === 'ReceiveMessage' && nth > 2;
      return cut ? { kind: 'reset' } : undefined;
    });
    const session = sessionOn(queue);
    await expect(collect(session.collect(plan, {}, never))).rejects.toThrow('sqs:ReceiveMessage');
    expect(session.distinct).toBeGreaterThan(0);
    const outcome = await session.release();
    expect(outcome.done).toBe(0);
    expect(outcome.failed.length + outcome.unconfirmed).toBe(session.distinct);
    proxy.use();
    await systemClock.sleep((holdSeconds + 1.5) * 1_000);
    await expectAllBack(queue);
  });

  checked(kind, 'sqs.purgeAtOnce')(
    'a queue that is purged meanwhile is empty afterwards, and every message is accounted for',
    async () => {
      const queue = await filled();
      const session = sessionOn(queue);
      const { messages } = await collect(session.collect({ ...plan, want: 20 }, {}, never));
      await queues.purge(queue, never);
      const outcome = await session.release();
      expect(outcome.done + outcome.unconfirmed + outcome.failed.length).toBe(messages.length);
      expect(await drain(queues, queue)).toHaveLength(0);
    },
  );

  test.each([-3_600_000, 3_600_000])('a clock that is %i ms off changes nothing', async skew => {
    const queue = await filled();
    const clock: Clock = { now: () => Date.now() + skew, sleep: systemClock.sleep };
    const session = sessionOn(queue, clock);
    const { messages } = await collect(session.collect(plan, {}, never));
    expect(messages).toHaveLength(inQueue);
    expect(session.lapse()).toBe(false);
    expect(await session.release()).toMatchObject({ done: inQueue, failed: [] });
    await expectAllBack(queue);
  });
});
