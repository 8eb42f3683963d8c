import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { checkUnconfirmed } from '../../src/queues/poll/checkUnconfirmed.ts';
import type { PollPlan } from '../../src/queues/poll/pollPlan.ts';
import { PollSession } from '../../src/queues/poll/pollSession.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { type Door, never, newName, openDoor } from './harness.ts';
import { drain, fill, numbered } from './queueFilling.ts';
import { type FaultProxy, startFaultProxy } from './servers/faultProxy.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sqs');
const plan: PollPlan = { waitSeconds: 0, holdSeconds: 3, want: 50, emptyReceives: 2 };
const look = { plan: { waitSeconds: 0, holdSeconds: 20 } };

/** What a second look says of unconfirmed deletes, against what is in the queue in truth. */
describe.each(kinds)('unconfirmed deletes on $name', kind => {
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
  afterEach(() => proxy.use());
  afterAll(async () => {
    door?.aws.dispose();
    await proxy?.stop();
    await server?.stop();
  });

  async function polled(): Promise<{ queue: QueueRef; session: PollSession; ids: string[] }> {
    const queue = await queues.create(newName('doubt'), {}, {}, never);
    await fill(queues, queue, numbered(5));
    const session = new PollSession(queues, queue, systemClock, 1);
    for await (const step of session.collect(plan, {}, never)) void step;
    return { queue, session, ids: [...session.messages()].map(each => each.message.messageId) };
  }

  test('deletes after the hold: what is said to be there is there, and goes for certain', async () => {
    const { queue, session, ids } = await polled();
    await systemClock.sleep(3_500);
    expect(await session.delete(ids.slice(0, 2))).toMatchObject({ done: 0 });
    const unconfirmed = [...session.messages()].filter(({ state }) => state === 'unconfirmed').length;
    const outcome = await checkUnconfirmed(session, queues, queue, systemClock, look, never);
    expect(outcome.hidden).toEqual([]);
    expect(outcome.still.length + outcome.notSeen.length).toBe(unconfirmed);
    if (outcome.still.length > 0) {
      expect(await session.delete(outcome.still)).toMatchObject({ done: outcome.still.length, unconfirmed: 0 });
    }
    const left = (await drain(queues, queue)).map(message => message.messageId);
    expect(left.filter(id => outcome.still.includes(id) || outcome.notSeen.includes(id))).toEqual([]);
    expect(left).toEqual(expect.arrayContaining(ids.slice(2)));
  });

  test('deletes whose answers were lost are not said to have failed', async () => {
    const { queue, session, ids } = await polled();
    proxy.use(({ action }) => (action === 'DeleteMessageBatch' ? { kind: 'lose answer' } : undefined));
    expect(await session.delete(ids.slice(0, 2))).toMatchObject({ done: 0, unconfirmed: 2 });
    proxy.use();
    await systemClock.sleep(3_500);
    const outcome = await checkUnconfirmed(session, queues, queue, systemClock, look, never);
    expect(outcome).toMatchObject({ still: [], notSeen: expect.arrayContaining(ids.slice(0, 2)), reason: 'empty' });
    const left = (await drain(queues, queue)).map(message => message.messageId);
    expect(left.sort()).toEqual(ids.slice(2).sort());
  });
});
