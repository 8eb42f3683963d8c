import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QueueRef } from '../../../../src/queues/queue.ts';
import { recordsOf } from '../../../../src/queues/snapshot/snapshotLog.ts';
import { listSnapshots, startEmptying, startRestore } from '../../../../src/queues/snapshot/snapshots.ts';
import { type Fault, ManualClock, MemorySqs } from '../memoryQueue.ts';
import { MemoryStore, servicesOf } from './memoryStore.ts';

const faults: readonly (Fault | undefined)[] = ['lost-answer', 'refused', 'throttled', 'entry-fails'];
const options = { visibilitySeconds: 20, waitSeconds: 1, lanes: 3 };
const quiet = (): void => undefined;
const never = new AbortController().signal;
const total = 37;

class Bench {
  readonly clock = new ManualClock();
  readonly sqs = new MemorySqs(this.clock);
  readonly store = new MemoryStore();
  readonly queue: QueueRef;
  readonly #dice: readonly number[];
  #calls = 0;

  constructor(fifo: boolean, dice: readonly number[]) {
    this.#dice = dice;
    this.queue = this.sqs.queue(`orders${fifo ? '.fifo' : ''}`);
    for (let n = 0; n < total; n++) this.sqs.put(this.queue, { body: `b${n}`, ...(fifo && { groupId: `g${n % 4}` }) });
  }

  get services() {
    return { ...servicesOf(this.store), client: this.sqs, clock: this.clock };
  }

  /** Runs a process that dies after so many steps, a step being a call or a write; faults on the way if asked for. */
  async run<T>(act: () => Promise<T>, steps: number, faulty: boolean): Promise<T | undefined> {
    let left = steps;
    const dead = new Error('killed');
    const step = (): void => {
      if (left-- <= 0) throw dead;
    };
    this.store.write = step;
    this.sqs.fault = () => {
      step();
      const roll = this.#dice[this.#calls++ % this.#dice.length] ?? 99;
      return faulty && roll < faults.length ? faults[roll] : undefined;
    };
    const result = await act().catch(error => {
      if (error !== dead) throw error;
      return undefined;
    });
    this.store.write = quiet;
    this.sqs.fault = () => undefined;
    return result;
  }

  empty(steps = Number.POSITIVE_INFINITY, faulty = false) {
    return this.run(() => startEmptying(this.services, this.queue, undefined, options, quiet, never), steps, faulty);
  }

  restore(file: string, steps = Number.POSITIVE_INFINITY, faulty = false) {
    const choice = { to: this.queue, unconfirmedToo: false, again: false };
    return this.run(() => startRestore(this.services, file, choice, quiet, never), steps, faulty);
  }

  /** Bodies in all snapshots, with how many times each stands there. */
  async written(): Promise<string[]> {
    const bodies: string[] = [];
    for (const [file, lines] of this.store.files) {
      if (lines.length === 0) continue;
      for await (const record of recordsOf(servicesOf(this.store), file)) {
        if (record.t === 'message') bodies.push(record.body);
      }
    }
    return bodies;
  }
}

const dice = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 20, maxLength: 60 });
const kills = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 });
const all = Array.from({ length: total }, (_, n) => `b${n}`);
const inOrder = (bodies: readonly string[]): string[] =>
  [...bodies].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

test.each([false, true])('FIFO %s: at every moment each message is in the queue or in the snapshot', async fifo => {
  await fc.assert(
    fc.asyncProperty(dice, kills, async (rolls, ends) => {
      const bench = new Bench(fifo, rolls);
      for (const end of ends) {
        await bench.empty(end, true);
        const both = new Set([...bench.sqs.bodies(bench.queue), ...(await bench.written())]);
        expect(both.size).toBe(total);
      }
      bench.clock.advance(30);
      const result = await bench.empty();
      expect(result).toMatchObject({ outcome: 'done', kept: 0, newer: 0 });
      expect(bench.sqs.bodies(bench.queue)).toEqual([]);
      const written = await bench.written();
      expect(inOrder([...new Set(written)])).toEqual(all);
      for (let group = 0; fifo && group < 4; group++) {
        const order = [...new Set(written)].filter(body => Number(body.slice(1)) % 4 === group);
        expect(order).toEqual(inOrder(order));
      }
    }),
    { seed: 11, numRuns: 120 },
  );
});

test.each([false, true])('FIFO %s: a confirmed delete is one that happened', async fifo => {
  await fc.assert(
    fc.asyncProperty(dice, fc.integer({ min: 0, max: 60 }), async (rolls, end) => {
      const bench = new Bench(fifo, rolls);
      bench.sqs.latency = 1;
      await bench.empty(end, true);
      const there = new Set(bench.sqs.bodies(bench.queue));
      for (const [file, lines] of bench.store.files) {
        if (lines.length === 0) continue;
        const bodies: string[] = [];
        for await (const record of recordsOf(servicesOf(bench.store), file)) {
          if (record.t === 'message') bodies[record.seq] = record.body;
          if (record.t === 'gone') for (const seq of record.seqs) expect(there).not.toContain(bodies[seq]);
          if (record.t === 'kept') for (const seq of record.seqs) expect(bodies[seq]).toBeDefined();
        }
      }
    }),
    { seed: 12, numRuns: 150 },
  );
});

/** The run before had sent everything and died on its last line. */
function alreadyDone(error: unknown): undefined {
  expect(String(error)).toContain('was restored already');
}

test.each([false, true])('FIFO %s: a restore sends everything, and lists what may be there twice', async fifo => {
  await fc.assert(
    fc.asyncProperty(dice, kills, async (rolls, ends) => {
      const bench = new Bench(fifo, rolls);
      const emptied = await bench.empty();
      expect(emptied).toMatchObject({ deleted: total, unconfirmed: 0 });
      const [file = ''] = bench.store.files.keys();
      const results = [];
      for (const end of [...ends, Number.POSITIVE_INFINITY]) {
        results.push(await bench.restore(file, end, end !== Number.POSITIVE_INFINITY).catch(alreadyDone));
      }
      const there = bench.sqs.bodies(bench.queue);
      const missing = all.filter(body => !there.includes(body));
      const doubled = there.length - new Set(there).size;
      if (fifo) {
        expect(doubled).toBe(0);
        for (let group = 0; group < 4; group++) {
          const order = there.filter(body => Number(body.slice(1)) % 4 === group);
          expect(order).toEqual(inOrder(order));
        }
      }
      const told = results.findLast(result => result !== undefined);
      expect(missing.length).toBeLessThanOrEqual((told?.undecided.length ?? 0) + (told?.failed.length ?? 0));
      const ids = new Map(bench.sqs.accepted.slice(0, total).map(({ id, body }) => [body, id]));
      for (const body of all) {
        if (there.filter(other => other === body).length < 2) continue;
        expect([...(told?.possibleDuplicates ?? []), ...(told?.undecided ?? [])]).toContain(ids.get(body));
      }
    }),
    { seed: 13, numRuns: 120 },
  );
});

test('what arrives after the start stays in the queue, unwritten', async () => {
  const bench = new Bench(false, [99]);
  let receives = 0;
  const services = {
    ...bench.services,
    client: new Proxy(bench.sqs, {
      get(target, name) {
        if (name !== 'receive') return Reflect.get(target, name).bind(target);
        return async (...args: Parameters<MemorySqs['receive']>) => {
          if (++receives === 2) {
            bench.clock.advance(1);
            for (let n = 0; n < 5; n++) bench.sqs.put(bench.queue, { body: `late${n}` });
          }
          return target.receive(...args);
        };
      },
    }),
  };
  const result = await startEmptying(services, bench.queue, undefined, { ...options, lanes: 1 }, quiet, never);
  expect(result).toMatchObject({ outcome: 'done', written: total, deleted: total, newer: 5 });
  expect(bench.sqs.visible(bench.queue)).toEqual(['late0', 'late1', 'late2', 'late3', 'late4']);
  expect(await bench.written()).not.toContain('late0');
});

test('a delete that is answered after the hold has ended is not taken for one', async () => {
  const bench = new Bench(false, [99]);
  const client = new Proxy(bench.sqs, {
    get(target, name) {
      if (name !== 'deleteMessages') return Reflect.get(target, name).bind(target);
      return async (...args: Parameters<MemorySqs['deleteMessages']>) => {
        bench.clock.advance(25);
        return target.deleteMessages(...args);
      };
    },
  });
  const stopping = new AbortController();
  const result = await startEmptying(
    { ...bench.services, client },
    bench.queue,
    undefined,
    { ...options, lanes: 1 },
    ({ written }) => written > 0 && stopping.abort(),
    stopping.signal,
  );
  expect(result).toMatchObject({ outcome: 'cancelled', deleted: 0, unconfirmed: 10 });
  expect(bench.sqs.bodies(bench.queue)).toHaveLength(total);
});

test('a disk that takes nothing more ends it, and nothing unwritten is deleted', async () => {
  const bench = new Bench(false, [99]);
  let writes = 0;
  bench.store.write = () => {
    if (++writes > 5) throw new Error('ENOSPC: no space left on device');
  };
  const result = await startEmptying(bench.services, bench.queue, undefined, options, quiet, never);
  expect(result.outcome).toBe('stopped');
  expect(result.reason).toContain('ENOSPC');
  bench.store.write = quiet;
  const both = new Set([...bench.sqs.bodies(bench.queue), ...(await bench.written())]);
  expect(both.size).toBe(total);
  expect(bench.sqs.visible(bench.queue)).toHaveLength(bench.sqs.bodies(bench.queue).length);
});

test('a restore that was cut short shows in the list, is gone on with, and no emptying goes on in it', async () => {
  const bench = new Bench(false, [99]);
  await bench.empty();
  const [{ file = '' } = {}] = await listSnapshots(bench.services, bench.clock.now());
  await bench.restore(file, 8);
  const [entry] = await listSnapshots(bench.services, bench.clock.now());
  expect(entry).toMatchObject({ condition: 'cut short', restoring: true, deleted: total });
  expect(entry?.restored).toBeGreaterThan(0);
  expect((await bench.empty())?.file).not.toBe(file);
  const { restored = 0 } = entry ?? {};
  expect(await bench.restore(file)).toMatchObject({ outcome: 'done', sent: total });
  expect(bench.sqs.bodies(bench.queue).length).toBeLessThanOrEqual(total - restored + 10);
  expect((await listSnapshots(bench.services, bench.clock.now())).find(each => each.file === file)).toMatchObject({
    condition: 'whole',
    restored: total,
    restoring: false,
  });
});

test('a restore that came to its end is not done again unasked', async () => {
  const bench = new Bench(false, [99]);
  await bench.empty();
  const [entry] = await listSnapshots(bench.services, bench.clock.now());
  expect(entry).toMatchObject({ condition: 'whole', messages: total, deleted: total, unconfirmed: 0 });
  expect(await bench.restore(entry?.file ?? '')).toMatchObject({ outcome: 'done', sent: total, total });
  await expect(bench.restore(entry?.file ?? '')).rejects.toThrow('was restored already');
  expect(bench.sqs.bodies(bench.queue)).toHaveLength(total);
});
