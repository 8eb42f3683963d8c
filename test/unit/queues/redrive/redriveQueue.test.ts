import { describe, expect, test } from 'vitest';
import type { QueueRef } from '../../../../src/queues/queue.ts';
import { redriveQueue } from '../../../../src/queues/redrive/redriveQueue.ts';
import type { RedriveResult } from '../../../../src/queues/redrive/redriveResult.ts';
import { type Destination, type RunRecord, RunState } from '../../../../src/queues/redrive/redriveState.ts';
import { type Fault, ManualClock, MemorySqs } from '../memoryQueue.ts';

const never = new AbortController().signal;

function setup(options: { fifo?: boolean; messages?: number; groups?: number } = {}) {
  const end = options.fifo ? '.fifo' : '';
  const clock = new ManualClock();
  const sqs = new MemorySqs(clock);
  const source = sqs.queue(`orders-dlq${end}`);
  const destination = sqs.queue(`orders${end}`);
  for (let n = 0; n < (options.messages ?? 25); n++) {
    const groupId = options.fifo ? `g${n % (options.groups ?? 3)}` : undefined;
    sqs.put(source, {
      body: `b${n}`,
      attributes: { n: { type: 'Number', value: String(n) } },
      traceHeader: `Root=1-${n}`,
      ...(groupId !== undefined && { groupId }),
    });
  }
  const lines: RunRecord[] = [];
  const state = new RunState();
  const run = (to: Destination | QueueRef, more: { resumed?: boolean; state?: RunState; signal?: AbortSignal } = {}) =>
    redriveQueue(
      {
        client: sqs,
        source,
        destination: 'kind' in to ? to : { kind: 'queue', queue: to },
        run: 'run-1',
        journal: {
          append: async records => {
            lines.push(...records);
          },
        },
        state: more.state ?? state,
        resumed: more.resumed ?? false,
        clock,
        visibilitySeconds: 60,
        waitSeconds: 1,
      },
      () => undefined,
      more.signal ?? never,
    );
  return { clock, sqs, source, destination, lines, state, run };
}

function replayed(lines: readonly RunRecord[]): RunState {
  const state = new RunState();
  for (const line of lines) state.apply(line);
  return state;
}

const clean: Partial<RedriveResult> = {
  outcome: 'done',
  failed: [],
  skipped: [],
  possibleDuplicates: [],
  undecided: [],
  unconfirmed: [],
};

describe('redriveQueue', () => {
  test('moves everything with body, attributes and trace header, and leaves nothing held', async () => {
    const { sqs, source, destination, run, lines } = setup();
    expect(await run(destination)).toMatchObject({ ...clean, moved: 25 });
    expect(sqs.bodies(source)).toEqual([]);
    expect(new Set(sqs.bodies(destination)).size).toBe(25);
    const [moved] = await sqs.receive(destination, { max: 1, waitSeconds: 0 });
    expect(moved?.attributes['n']).toEqual({ type: 'Number', value: '0' });
    expect(moved?.systemAttributes['AWSTraceHeader']).toBe('Root=1-0');
    expect(JSON.stringify(lines)).not.toContain('b1');
  });

  test('journals before it sends and deletes only after the confirmation is journaled', async () => {
    const { sqs, destination, run, lines } = setup({ messages: 3 });
    const order: string[] = [];
    sqs.fault = call => {
      order.push(`${call} after ${lines.at(-1)?.t ?? 'nothing'}`);
      return undefined;
    };
    await run(destination);
    expect(order.slice(0, 3)).toEqual(['receive after nothing', 'send after try', 'delete after sent']);
  });

  test('keeps the order of every FIFO group', async () => {
    const { sqs, destination, run } = setup({ fifo: true, messages: 60, groups: 4 });
    expect(await run(destination)).toMatchObject({ ...clean, moved: 60 });
    for (let group = 0; group < 4; group++) {
      const order = sqs
        .bodies(destination)
        .map(body => Number(body.slice(1)))
        .filter(n => n % 4 === group);
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order).toHaveLength(15);
    }
  });

  test('a message that fails stops its FIFO group and no other', async () => {
    const { sqs, source, destination, run } = setup({ fifo: true, messages: 12, groups: 2 });
    const sendBatch = sqs.sendBatch.bind(sqs);
    sqs.sendBatch = async (queue, messages) => {
      const bad = messages.findIndex(message => message.body === 'b4');
      if (bad < 0) return sendBatch(queue, messages);
      const good = await sendBatch(
        queue,
        messages.filter((_, index) => index !== bad),
      );
      const sent = [...good.sent];
      sent.splice(bad, 0, undefined);
      return { sent, failed: [{ index: bad, code: 'Bad', message: 'refused', senderFault: true }] };
    };
    const result = await run(destination);
    expect(result.failed).toContainEqual({ id: 'm5', reason: 'refused' });
    expect(sqs.bodies(source).sort()).toEqual(['b10', 'b4', 'b6', 'b8']);
    expect(sqs.visible(source)).toHaveLength(4);
    expect(sqs.bodies(destination).filter(body => Number(body.slice(1)) % 2 === 1)).toEqual([
      'b1',
      'b3',
      'b5',
      'b7',
      'b9',
      'b11',
    ]);
  });

  test('a lost answer on a standard queue is repeated and listed as a possible duplicate', async () => {
    const { sqs, source, destination, run } = setup({ messages: 5 });
    let sends = 0;
    sqs.fault = call => (call === 'send' && ++sends === 1 ? 'lost-answer' : undefined);
    const result = await run(destination);
    expect(result).toMatchObject({ moved: 5, undecided: [], unconfirmed: [] });
    expect(result.possibleDuplicates).toHaveLength(5);
    expect(sqs.bodies(source)).toEqual([]);
    expect(new Set(sqs.bodies(destination)).size).toBe(5);
  });

  test('a lost answer on a FIFO queue makes no duplicate', async () => {
    const { sqs, destination, run } = setup({ fifo: true, messages: 6 });
    let sends = 0;
    sqs.fault = call => (call === 'send' && ++sends % 2 === 1 ? 'lost-answer' : undefined);
    expect(await run(destination)).toMatchObject({ ...clean, moved: 6 });
    expect(sqs.bodies(destination)).toHaveLength(6);
  });

  test('answers that never come leave the message in the source and say so', async () => {
    const { sqs, source, destination, run } = setup({ messages: 2 });
    sqs.fault = call => (call === 'send' ? 'lost-answer' : undefined);
    const result = await run(destination);
    expect(result.moved).toBe(0);
    expect(result.undecided).toHaveLength(2);
    expect(sqs.visible(source)).toHaveLength(2);
  });

  test('past the deduplication window an unanswered FIFO message is not sent again', async () => {
    const { sqs, source, destination, run, clock, lines } = setup({ fifo: true, messages: 4, groups: 2 });
    sqs.fault = call => {
      if (call === 'send') throw new Error('killed');
      return undefined;
    };
    await run(destination);
    sqs.fault = () => undefined;
    clock.advance(400);
    const result = await run(destination, { resumed: true, state: replayed(lines) });
    expect([...result.undecided].sort()).toEqual(['m1', 'm2']);
    expect(result.failed.map(left => left.id).sort()).toEqual(['m3', 'm4']);
    expect(sqs.bodies(source)).toHaveLength(4);
    expect(sqs.bodies(destination)).toHaveLength(0);
  });

  test('two messages answered with one id stop the run before anything is deleted', async () => {
    const { sqs, source, destination, run } = setup({ fifo: true, messages: 2, groups: 2 });
    const sendBatch = sqs.sendBatch.bind(sqs);
    sqs.sendBatch = (queue, messages) =>
      sendBatch(
        queue,
        messages.map(message => ({ ...message, deduplicationId: 'the same' })),
      );
    const result = await run(destination);
    expect(result.outcome).toBe('stopped');
    expect(result.reason).toContain('one id');
    expect(sqs.bodies(source)).toHaveLength(2);
    expect(sqs.visible(source)).toHaveLength(2);
  });

  test('what comes back to the source while the run lasts is left alone, so that the run ends', async () => {
    const { sqs, source, destination, run } = setup({ messages: 12 });
    sqs.fault = call => {
      if (call === 'receive') sqs.transfer(destination, source);
      return undefined;
    };
    const result = await run(destination);
    expect(result).toMatchObject({ ...clean, moved: 12 });
    expect(result.cameBack).toBeGreaterThan(0);
    expect(sqs.bodies(source)).toHaveLength(12);
  });

  test('a delete that fails or comes too late is met again and deleted, never sent twice', async () => {
    const { sqs, source, destination, run, clock, lines } = setup({ messages: 8 });
    let calls = 0;
    sqs.fault = (call): Fault | undefined => {
      if (call === 'delete' && ++calls <= 3) return 'entry-fails';
      if (call === 'send' && calls === 0) clock.advance(61);
      return undefined;
    };
    expect(await run(destination)).toMatchObject({ ...clean, moved: 8 });
    expect(sqs.bodies(source)).toEqual([]);
    expect(sqs.bodies(destination)).toHaveLength(8);
    expect(lines.flatMap(line => (line.t === 'gone' ? line.ids : []))).toHaveLength(8);
  });

  test('messages of several sources go each to its own; without the attribute they stay', async () => {
    const { sqs, source, destination, run } = setup({ messages: 1 });
    const other = sqs.queue('invoices');
    sqs.put(source, { body: 'invoice' }, other.arn);
    sqs.put(source, { body: 'stranger' }, 'arn:aws:sqs:eu-west-1:123456789012:gone');
    const result = await run({ kind: 'sources', sources: [destination, other] });
    expect(sqs.bodies(other)).toEqual(['invoice']);
    expect(result.skipped.map(left => left.id)).toEqual(['m1', 'm3']);
    expect(sqs.visible(source).sort()).toEqual(['b0', 'stranger']);
  });

  test('throttling slows it down, a lost receive is waited out', async () => {
    const { sqs, source, destination, run } = setup();
    let calls = 0;
    sqs.fault = (call): Fault | undefined => {
      calls++;
      if (call === 'receive' && calls === 1) return 'lost-answer';
      return calls % 3 === 0 ? 'throttled' : undefined;
    };
    expect(await run(destination)).toMatchObject({ ...clean, moved: 25 });
    expect(sqs.bodies(source)).toEqual([]);
  });

  test('a refusal stops the run and gives back what it held', async () => {
    const { sqs, source, run } = setup({ messages: 5 });
    const missing = { ...source, name: 'missing', arn: `${source.arn}x` };
    const result = await run(missing);
    expect(result).toMatchObject({ outcome: 'stopped', moved: 0, undecided: [] });
    expect(result.reason).toContain('missing');
    expect(sqs.visible(source)).toHaveLength(5);
  });

  test('a cancel ends it after the batch at hand', async () => {
    const { sqs, source, destination, run } = setup();
    const cancelling = new AbortController();
    sqs.fault = call => {
      if (call === 'send') cancelling.abort();
      return undefined;
    };
    expect(await run(destination, { signal: cancelling.signal })).toMatchObject({ outcome: 'cancelled', moved: 10 });
    expect(sqs.visible(source)).toHaveLength(15);
  });

  test('a full disk stops it before it sends', async () => {
    const { sqs, source, destination, state, clock } = setup({ messages: 3 });
    const result = await redriveQueue(
      {
        client: sqs,
        source,
        destination: { kind: 'queue', queue: destination },
        run: 'r',
        journal: { append: () => Promise.reject(new Error('ENOSPC: no space left on device')) },
        state,
        resumed: false,
        clock,
        visibilitySeconds: 60,
        waitSeconds: 1,
      },
      () => undefined,
      never,
    );
    expect(result.reason).toContain('ENOSPC');
    expect(sqs.bodies(destination)).toEqual([]);
    expect(sqs.visible(source)).toHaveLength(3);
  });
});
