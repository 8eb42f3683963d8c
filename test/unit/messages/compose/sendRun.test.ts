import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../../src/core/clock.ts';
import { AwsError, CancelledError } from '../../../../src/core/errors.ts';
import { entryBytes, type OutgoingEntry } from '../../../../src/messages/compose/outgoingEntry.ts';
import {
  afterRetry,
  inDoubt,
  type RunItem,
  type RunReport,
  reportWords,
  retryable,
} from '../../../../src/messages/compose/runReport.ts';
import { itemsOfList, itemsOfRepetition } from '../../../../src/messages/compose/runSources.ts';
import { maxFailures, type RunOptions, type RunTarget, runSend } from '../../../../src/messages/compose/sendRun.ts';

const never = new AbortController().signal;
const items = (entries: readonly OutgoingEntry[]): RunItem[] => entries.map((entry, at) => ({ number: at + 1, entry }));
const plain = (amount: number): OutgoingEntry[] => Array.from({ length: amount }, (_, at) => ({ body: `m${at + 1}` }));

/** Time that passes only while somebody sleeps. */
function stepClock(): Clock & { time: number } {
  const clock = {
    time: 0,
    now: () => clock.time,
    sleep: async (ms: number, signal?: AbortSignal) => {
      if (signal?.aborted) throw new CancelledError();
      clock.time += ms;
      await new Promise(resolve => setImmediate(resolve));
    },
  };
  return clock;
}

type Answer = Awaited<ReturnType<RunTarget['sendBatch']>>;

/** A service that takes everything but what `answer` decides otherwise, and remembers what it took, in order. */
class Service implements RunTarget {
  readonly maxBatchEntries = 10;
  readonly maxBatchBytes: number;
  readonly ordered: boolean;
  readonly taken: string[] = [];
  readonly calls: string[][] = [];
  underWay = 0;
  mostUnderWay = 0;
  #ids = 0;
  readonly #answer: (bodies: readonly string[], nth: number) => Promise<Partial<Answer> | undefined> | undefined;

  constructor(
    answer: (bodies: readonly string[], nth: number) => Promise<Partial<Answer> | undefined> | undefined = () =>
      undefined,
    { ordered = false, maxBatchBytes = 1_000 } = {},
  ) {
    this.#answer = answer;
    this.ordered = ordered;
    this.maxBatchBytes = maxBatchBytes;
  }

  faults(entry: OutgoingEntry): string[] {
    return entry.body === '' ? ['The body cannot be empty'] : [];
  }

  async sendBatch(entries: readonly OutgoingEntry[]): Promise<Answer> {
    const bodies = entries.map(({ body }) => body);
    this.calls.push(bodies);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    try {
      await new Promise(resolve => setImmediate(resolve));
      const answer = (await this.#answer(bodies, this.calls.length)) ?? {};
      const failed = answer.failed ?? [];
      return {
        failed,
        sent: bodies.map((body, index) => {
          if (failed.some(failure => failure.index === index)) return undefined;
          this.taken.push(body);
          return { messageId: `id-${++this.#ids}` };
        }),
      };
    } finally {
      this.underWay--;
    }
  }
}

function send(service: Service, entries: readonly RunItem[], options: Partial<RunOptions> = {}): Promise<RunReport> {
  return runSend(itemsOfList(entries), service, { clock: stepClock(), signal: never, ...options });
}

function awsError(kind: AwsError['kind'], mayHaveHappened = false): AwsError {
  return new AwsError(`What ${kind} means`, { kind, code: kind, mayHaveHappened });
}

describe('batches', () => {
  test('of ten, several at once, everything exactly once', async () => {
    const service = new Service();
    const report = await send(service, items(plain(95)), { concurrency: 3 });
    expect(service.calls.map(call => call.length)).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
    expect(service.taken.toSorted()).toEqual(
      plain(95)
        .map(({ body }) => body)
        .toSorted(),
    );
    expect(service.mostUnderWay).toBe(3);
    expect(report).toMatchObject({ sent: 95, end: 'done', failures: [], firstId: 'id-1' });
  });

  test('never larger than the limit, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 60 }),
        fc.boolean(),
        async (sizes, ordered) => {
          const service = new Service(undefined, { ordered });
          const entries = sizes.map((size, at) => ({ body: 'x'.repeat(size), groupId: `g${at % 7}` }));
          const report = await send(service, items(entries));
          for (const call of service.calls) {
            expect(call.length).toBeLessThanOrEqual(10);
            expect(call.reduce((sum, body) => sum + entryBytes({ body }), 0)).toBeLessThanOrEqual(1_000);
          }
          expect(report.sent).toBe(sizes.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('at the chosen rate, and evenly when it is slow', async () => {
    const clock = stepClock();
    await send(new Service(), items(plain(100)), { clock, messagesPerSecond: 50 });
    expect(clock.time).toBeGreaterThanOrEqual(1_800);
    const slow = new Service();
    await send(slow, items(plain(6)), { clock, messagesPerSecond: 2 });
    expect(slow.calls.map(call => call.length)).toEqual([2, 2, 2]);
  });
});

describe('what fails', () => {
  test('entries of a batch, by themselves, and only they are tried again', async () => {
    let broken = true;
    const service = new Service(async bodies =>
      broken && bodies.includes('m3')
        ? {
            failed: [
              { index: 2, code: 'InternalError', message: 'Try again', senderFault: false },
              { index: 4, code: 'Bad', message: 'Wrong', senderFault: true },
            ],
          }
        : undefined,
    );
    const report = await send(service, items(plain(12)));
    expect(report).toMatchObject({ sent: 10, failed: 1, refused: 1, end: 'done' });
    expect(report.failures).toMatchObject([
      { number: 3, kind: 'failed', reason: 'Try again' },
      { number: 5, kind: 'refused', reason: 'Wrong' },
    ]);
    broken = false;
    const again = await send(service, retryable(report));
    expect(again).toMatchObject({ sent: 1, failures: [] });
    expect(service.taken.filter(body => body === 'm3')).toHaveLength(1);
    expect(service.taken).not.toContain('m5');
  });

  test('what a second run does not take up is still told after it', async () => {
    const service = new Service(async (_bodies, nth) => {
      if (nth === 1) throw awsError('timeout', true);
      if (nth === 2) return { failed: [{ index: 0, code: 'x', message: 'Busy', senderFault: false }] };
      return undefined;
    });
    const first = await send(service, items(plain(20)), { concurrency: 1 });
    expect(first).toMatchObject({ sent: 9, failed: 1, possiblySent: 10 });
    const again = retryable(first);
    const second = afterRetry(first, again, await send(service, again));
    expect(second).toMatchObject({ sent: 1, failed: 0, possiblySent: 10 });
    expect(inDoubt(second)).toHaveLength(10);
  });

  test('a call without an answer is never repeated: its messages are possibly sent', async () => {
    const service = new Service(async (_bodies, nth) => {
      if (nth === 1) throw awsError('timeout', true);
      return undefined;
    });
    const report = await send(service, items(plain(15)), { concurrency: 1 });
    expect(report).toMatchObject({ sent: 5, possiblySent: 10, end: 'done' });
    expect(service.calls).toHaveLength(2);
    expect(retryable(report)).toEqual([]);
    expect(inDoubt(report).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('a throttled call waits longer each time and goes through', async () => {
    const clock = stepClock();
    const service = new Service(async (_bodies, nth) => {
      if (nth <= 3) throw awsError('throttled');
      return undefined;
    });
    expect(await send(service, items(plain(3)), { clock })).toMatchObject({ sent: 3, failures: [] });
    expect(clock.time).toBe(700);
  });

  test('what stands in the way of every message ends the run and is told once', async () => {
    const service = new Service(async (_bodies, nth) => {
      if (nth === 2) throw awsError('access-denied');
      return undefined;
    });
    const report = await send(service, items(plain(50)), { concurrency: 1 });
    expect(report).toMatchObject({
      sent: 10,
      failed: 10,
      heldBack: 30,
      end: 'stopped',
      stoppedBy: 'What access-denied means',
    });
    expect(retryable(report)).toHaveLength(40);
  });

  test('a batch that one message spoils is sent one by one', async () => {
    const service = new Service(async bodies => {
      if (bodies.includes('m2')) throw awsError('invalid');
      return undefined;
    });
    const report = await send(service, items(plain(3)));
    expect(report).toMatchObject({ sent: 2, refused: 1 });
    expect(service.taken).toEqual(['m1', 'm3']);
  });

  test('a wrong message is refused before the call, a place without one keeps its line', async () => {
    const service = new Service();
    const given: RunItem[] = [
      { number: 1, line: 2, entry: { body: '' } },
      { number: 2, line: 3, problem: 'This is not valid JSON' },
      { number: 3, line: 4, entry: { body: 'fine' } },
    ];
    const report = await send(service, given);
    expect(service.calls).toEqual([['fine']]);
    expect(report.failures).toMatchObject([
      { number: 1, line: 2, kind: 'refused', reason: 'The body cannot be empty.' },
      { number: 2, line: 3, kind: 'refused', reason: 'This is not valid JSON' },
    ]);
  });

  test('too many failures end the run', async () => {
    const report = await send(new Service(), items(Array.from({ length: maxFailures + 5 }, () => ({ body: '' }))));
    expect(report.end).toBe('stopped');
    expect(report.stoppedBy).toMatch(/1,000 messages were not sent/);
  });

  test('a body that arrived damaged is there, so it is not sent again', async () => {
    const damaged = { index: 0, code: 'ChecksumMismatch', message: 'Another body', senderFault: false };
    const report = await send(new Service(async () => ({ failed: [damaged] })), items(plain(1)));
    expect(report).toMatchObject({ possiblySent: 1, failed: 0 });
  });

  test('a source that breaks ends the run with its reason', async () => {
    async function* broken(): AsyncGenerator<readonly RunItem[]> {
      yield items(plain(2));
      throw new Error('The disk is gone');
    }
    const report = await runSend(broken(), new Service(), { clock: stepClock(), signal: never });
    expect(report).toMatchObject({ end: 'stopped', stoppedBy: 'The disk is gone' });
    expect(report.sent + report.heldBack).toBe(2);
  });
});

describe('order', () => {
  const group = (groupId: string, ...bodies: string[]): OutgoingEntry[] => bodies.map(body => ({ body, groupId }));

  test('each group in its order, whatever fails where', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.constantFrom('ok', 'ok', 'ok', 'ok', 'entry', 'lost', 'throttled')),
        async (groups, concurrency, luck) => {
          const entries = groups.map((number, at) => ({ body: `${number}:${at}`, groupId: `g${number}` }));
          const service = new Service(
            async bodies => {
              const what = luck.next().value;
              if (what === 'entry')
                return { failed: [{ index: bodies.length - 1, code: 'x', message: 'x', senderFault: false }] };
              if (what === 'lost') throw awsError('timeout', true);
              if (what === 'throttled') throw awsError('throttled');
              return undefined;
            },
            { ordered: true },
          );
          const report = await send(service, items(entries), { concurrency });
          for (const number of [0, 1, 2, 3, 4]) {
            const wanted = entries.filter(({ groupId }) => groupId === `g${number}`).map(({ body }) => body);
            const taken = service.taken.filter(body => body.startsWith(`${number}:`));
            expect(taken).toEqual(wanted.slice(0, taken.length));
          }
          expect(report.sent + report.failures.length).toBe(entries.length);
          expect(report.sent).toBe(service.taken.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('one that fails stops its group and no other; a second run takes the group up in order', async () => {
    let broken = true;
    const service = new Service(
      async bodies => {
        const index = bodies.indexOf('a2');
        return broken && index >= 0
          ? { failed: [{ index, code: 'x', message: 'Busy', senderFault: false }] }
          : undefined;
      },
      { ordered: true },
    );
    const report = await send(service, items([...group('a', 'a1', 'a2', 'a3', 'a4'), ...group('b', 'b1', 'b2')]));
    expect(report).toMatchObject({ sent: 3, failed: 1, heldBack: 2, end: 'done' });
    expect(report.failures[1]?.reason).toBe('An earlier message of its group was not sent: number 2');
    broken = false;
    await send(service, retryable(report));
    expect(service.taken.filter(body => body.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4']);
  });

  test('a message that the queue took for a repetition is told, and its group goes on', async () => {
    const ids = ['id-a', 'id-a', 'id-b'];
    const service = new Service(undefined, { ordered: true });
    service.sendBatch = async () => ({ sent: [{ messageId: ids.shift() ?? '' }], failed: [] });
    const report = await send(service, items(group('a', 'a1', 'a1', 'a2')));
    expect(report).toMatchObject({ sent: 2, refused: 1, heldBack: 0 });
    expect(report.failures[0]).toMatchObject({ number: 2, reason: expect.stringContaining('same deduplication id') });
  });

  test('a wrong message stops its group as well', async () => {
    const report = await send(new Service(undefined, { ordered: true }), items(group('a', 'a1', '', 'a3')));
    expect(report).toMatchObject({ sent: 1, refused: 1, heldBack: 1 });
  });
});

describe('cancel', () => {
  test('nothing new leaves, what is on its way is waited for, the rest is held back', async () => {
    const stop = new AbortController();
    const service = new Service(async (_bodies, nth) => {
      if (nth === 2) stop.abort();
      return undefined;
    });
    const report = await send(service, items(plain(100)), { signal: stop.signal, concurrency: 2 });
    expect(report.end).toBe('cancelled');
    expect(report.possiblySent).toBe(0);
    expect(report.sent).toBe(service.taken.length);
    expect(report.sent + report.heldBack).toBe(100);
    expect(service.calls.length).toBeLessThanOrEqual(4);
  });

  test('while it waits for the rate', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const report = await send(new Service(), items(plain(5)), {
      clock: systemClock,
      signal: stop.signal,
      messagesPerSecond: 0.1,
    });
    expect(report).toMatchObject({ sent: 1, heldBack: 4, end: 'cancelled' });
  });
});

describe('repeat', () => {
  const source = { now: () => 0, random: () => 0, uuid: () => 'u' };

  test('a number of times, each one filled anew', async () => {
    const service = new Service();
    const entry = { body: 'm{{counter}}' };
    const clock = stepClock();
    const report = await runSend(itemsOfRepetition(entry, { times: 250 }, source, clock, never), service, {
      clock,
      signal: never,
    });
    expect(report.sent).toBe(250);
    expect(new Set(service.taken).size).toBe(250);
    expect(service.taken).toContain('m250');
  });

  test('every so often until stopped, without waiting for a full batch', async () => {
    const stop = new AbortController();
    const service = new Service(async (_bodies, nth) => {
      if (nth === 3) stop.abort();
      return undefined;
    });
    const rounds = itemsOfRepetition({ body: 'x' }, { everySeconds: 0.05 }, undefined, systemClock, stop.signal);
    const report = await runSend(rounds, service, { clock: systemClock, signal: stop.signal });
    expect(service.calls).toEqual([['x'], ['x'], ['x']]);
    expect(report).toMatchObject({ sent: 3, end: 'cancelled' });
    expect(report.endedAt - report.startedAt).toBeGreaterThanOrEqual(100);
  });

  test('a wrong placeholder stops before anything is sent', async () => {
    const service = new Service();
    const clock = stepClock();
    const report = await runSend(itemsOfRepetition({ body: '{{x}}' }, { times: 3 }, source, clock, never), service, {
      clock,
      signal: never,
    });
    expect(report).toMatchObject({ sent: 0, end: 'stopped', stoppedBy: expect.stringContaining('unknown') });
    expect(service.calls).toEqual([]);
  });
});

test('a report in a line', () => {
  expect(reportWords({ sent: 1, refused: 0, failed: 0, possiblySent: 0, heldBack: 0 })).toBe('1 message sent');
  expect(reportWords({ sent: 1_200, refused: 1, failed: 2, possiblySent: 3, heldBack: 4 })).toBe(
    '1,200 messages sent, 1 refused, 2 failed, 3 possibly sent, 4 held back',
  );
});
