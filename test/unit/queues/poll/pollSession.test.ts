import { describe, expect, test } from 'vitest';
import { defaultPlan } from '../../../../src/queues/poll/pollPlan.ts';
import { PollSession, type PollStep } from '../../../../src/queues/poll/pollSession.ts';
import type { ReceivedMessage } from '../../../../src/queues/queue.ts';
import { ManualClock, MemorySqs } from '../memoryQueue.ts';

function setup(messages: number, name = 'orders', lanes = 1) {
  const clock = new ManualClock();
  const sqs = new MemorySqs(clock);
  const queue = sqs.queue(name);
  for (let n = 0; n < messages; n++) sqs.put(queue, { body: `b${n}`, groupId: `g${n % 3}` });
  return { clock, sqs, queue, session: new PollSession(sqs, queue, clock, lanes) };
}

async function drain(steps: AsyncIterable<PollStep>) {
  const messages: ReceivedMessage[] = [];
  for await (const step of steps) {
    if (step.kind === 'batch') messages.push(...step.messages);
    else return { messages, reason: step.reason, receives: step.receives };
  }
  throw new Error('the poll never said how it ended');
}

const never = new AbortController().signal;

describe('PollSession', () => {
  test('collects over many batches up to what is wanted, each message once', async () => {
    const { session, sqs, queue } = setup(40);
    const result = await drain(session.collect({ ...defaultPlan, want: 25 }, {}, never));
    expect(result.reason).toBe('enough');
    expect(new Set(result.messages.map(message => message.messageId)).size).toBe(25);
    expect(result.messages).toHaveLength(25);
    expect(result.receives).toBe(3);
    expect(Math.max(...sqs.receiveCounts(queue))).toBe(1);
    expect((await session.release()).done).toBe(25);
    expect(sqs.visible(queue)).toHaveLength(40);
  });

  test('ends after the chosen number of empty receives', async () => {
    const { session } = setup(3);
    const result = await drain(session.collect({ ...defaultPlan, emptyReceives: 3 }, {}, never));
    expect(result).toMatchObject({ reason: 'empty', receives: 4 });
  });

  test('asks for the rest of the run as visibility, so that nothing is seen twice and all lapses at once', async () => {
    const { session, sqs, queue, clock } = setup(30);
    sqs.latency = 20;
    const result = await drain(session.collect({ ...defaultPlan, holdSeconds: 60, want: 100 }, {}, never));
    expect(result.reason).toBe('time');
    expect(Math.max(...sqs.receiveCounts(queue))).toBe(1);
    sqs.latency = 0;
    clock.advance(21);
    expect(session.lapse()).toBe(true);
    expect([...session.messages()].every(entry => entry.state === 'lapsed')).toBe(true);
    expect(sqs.visible(queue)).toHaveLength(30);
  });

  test('stops at the first count of maxReceiveCount - 1 and goes on only when told to', async () => {
    const { session, sqs, queue } = setup(30);
    const before = await sqs.receive(queue, { max: 10, waitSeconds: 0, visibilitySeconds: 0 });
    expect(before).toHaveLength(10);
    const plan = { ...defaultPlan, want: 30 };
    const first = await drain(session.collect(plan, { maxReceiveCount: 3 }, never));
    expect(first.reason).toBe('budget');
    expect(first.messages).toHaveLength(10);
    const second = await drain(session.collect(plan, { maxReceiveCount: 3, pastBudget: true }, never));
    expect(second.reason).toBe('enough');
    expect(session.distinct).toBe(30);
  });

  test('a stop releases what the receive under way still brings', async () => {
    const { session, sqs, queue } = setup(5);
    let answer = (): void => undefined;
    const gate = new Promise<void>(resolve => {
      answer = resolve;
    });
    const slow = {
      receive: async (...args: Parameters<typeof sqs.receive>) => {
        const messages = await sqs.receive(...args);
        await gate;
        return messages;
      },
      changeVisibility: sqs.changeVisibility.bind(sqs),
      deleteMessages: sqs.deleteMessages.bind(sqs),
    };
    const stopping = new AbortController();
    const polling = new PollSession(slow, queue, new ManualClock());
    const running = drain(polling.collect(defaultPlan, {}, stopping.signal));
    stopping.abort();
    expect(await running).toMatchObject({ reason: 'stopped', messages: [] });
    expect(sqs.visible(queue)).toHaveLength(0);
    answer();
    await polling.settled();
    expect(sqs.visible(queue)).toHaveLength(5);
    expect(session.distinct).toBe(0);
  });

  test('a lost answer says until when messages may be hidden', async () => {
    const { session, sqs, clock } = setup(5);
    sqs.fault = call => (call === 'receive' ? 'lost-answer' : undefined);
    await expect(drain(session.collect(defaultPlan, {}, never))).rejects.toThrow('No answer came');
    expect(session.hiddenUntil).toBe(clock.now() + defaultPlan.holdSeconds * 1_000);
  });

  test('deletes what it holds; after the hold a success proves nothing', async () => {
    const { session, sqs, queue, clock } = setup(12);
    await drain(session.collect({ ...defaultPlan, want: 12 }, {}, never));
    const ids = [...session.messages()].map(entry => entry.message.messageId);
    expect(await session.delete(ids.slice(0, 11))).toEqual({ done: 11, unconfirmed: 0, failed: [] });
    expect(sqs.bodies(queue)).toEqual(['b11']);
    clock.advance(defaultPlan.holdSeconds);
    expect(await session.delete(ids)).toEqual({ done: 0, unconfirmed: 1, failed: [] });
    expect(session.message(ids[11] ?? '')?.state).toBe('unconfirmed');
    expect(sqs.bodies(queue)).toEqual(['b11']);
  });

  test('a failed entry is named, a lost answer to a delete is asked again', async () => {
    const { session, sqs, queue } = setup(3);
    await drain(session.collect({ ...defaultPlan, want: 3 }, {}, never));
    const ids = [...session.messages()].map(entry => entry.message.messageId);
    sqs.fault = call => (call === 'delete' ? 'entry-fails' : undefined);
    expect(await session.delete(ids)).toEqual({
      done: 2,
      unconfirmed: 0,
      failed: [{ id: ids[0], reason: 'Try again' }],
    });
    let calls = 0;
    sqs.fault = call => (call === 'delete' && ++calls === 1 ? 'lost-answer' : undefined);
    expect(await session.delete(ids)).toEqual({ done: 1, unconfirmed: 0, failed: [] });
    expect(sqs.bodies(queue)).toEqual([]);
  });

  test('of a FIFO queue it sees the head of each group while it holds', async () => {
    const { session, sqs, queue } = setup(9, 'orders.fifo');
    const result = await drain(session.collect({ ...defaultPlan, want: 20 }, {}, never));
    expect(result.reason).toBe('empty');
    await session.release();
    expect(sqs.visible(queue)).toHaveLength(9);
  });

  test('lanes share what is wanted: never more, each message once', async () => {
    const { session, sqs, queue } = setup(200, 'orders', 4);
    const result = await drain(session.collect({ ...defaultPlan, want: 57 }, {}, never));
    expect(result.reason).toBe('enough');
    expect(new Set(result.messages.map(message => message.messageId)).size).toBe(57);
    expect(sqs.receiveCounts(queue).filter(count => count > 0)).toHaveLength(57);
    expect((await session.release()).done).toBe(57);
  });

  test('where receives are counted there is one lane', async () => {
    const { session, sqs, queue } = setup(200, 'orders', 4);
    await sqs.receive(queue, { max: 10, waitSeconds: 0, visibilitySeconds: 0 });
    const result = await drain(session.collect({ ...defaultPlan, want: 100 }, { maxReceiveCount: 3 }, never));
    expect(result).toMatchObject({ reason: 'budget', receives: 1 });
  });

  test('a lane that fails ends the poll; what the others bring is kept and given back', async () => {
    const { session, sqs, queue } = setup(200, 'orders', 4);
    let receives = 0;
    sqs.fault = call => (call === 'receive' && ++receives === 3 ? 'refused' : undefined);
    await expect(drain(session.collect({ ...defaultPlan, want: 100 }, {}, never))).rejects.toThrow();
    expect(session.distinct).toBeGreaterThan(0);
    expect((await session.release()).done).toBe(session.distinct);
    expect(sqs.visible(queue)).toHaveLength(200);
  });

  test('who leaves before the end leaves nothing running', async () => {
    const { session, sqs, queue } = setup(200, 'orders', 4);
    for await (const _ of session.collect({ ...defaultPlan, want: 100 }, {}, never)) break;
    const seen = session.distinct;
    await new Promise(resolve => setTimeout(resolve, 10));
    expect(session.distinct).toBe(seen);
    await session.release();
    expect(sqs.visible(queue)).toHaveLength(200);
  });
});
