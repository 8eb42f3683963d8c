import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import type { RedriveResult } from '../../src/queues/redrive/redriveQueue.ts';
import { type RunOptions, startRun, unfinishedRuns } from '../../src/queues/redrive/redriveRuns.ts';
import type { Destination } from '../../src/queues/redrive/redriveState.ts';
import { journalsIn } from '../../src/storage/journal.ts';
import { type Door, never, newName, openDoor, until } from './harness.ts';
import { drain, fill, numbered, numbersOf } from './queueFilling.ts';
import type { Job } from './redriveMover.ts';
import {
  broken,
  type FaultProxy,
  type FaultRule,
  startFaultProxy,
  throttled,
  unavailable,
} from './servers/faultProxy.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sqs');
const options: RunOptions = { visibilitySeconds: 3, waitSeconds: 0 };
const quiet = (): void => undefined;

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe.each(kinds)('redrive on $name', kind => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let faultyDoor: Door;
  let queues: QueueClient;
  let directory: string;

  beforeAll(async () => {
    server = await kind.start();
    proxy = await startFaultProxy(server.endpoint);
    door = openDoor(server);
    faultyDoor = openDoor({ ...server, endpoint: proxy.endpoint }, {}, { requestTimeoutMs: () => 5_000 });
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door?.aws.dispose();
    faultyDoor?.aws.dispose();
    await proxy?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'redrive-'));
  });
  afterEach(async () => {
    proxy.use();
    await rm(directory, { recursive: true });
  });

  async function pair(fifo: boolean): Promise<{ source: QueueRef; destination: QueueRef }> {
    const suffix = fifo ? '.fifo' : '';
    const attributes: Record<string, string> = fifo ? { FifoQueue: 'true' } : {};
    const source = await queues.create(newName('dead', suffix), attributes, {}, never);
    const destination = await queues.create(newName('live', suffix), attributes, {}, never);
    return { source, destination };
  }

  const move = (client: QueueClient, source: QueueRef, to: QueueRef | Destination): Promise<RedriveResult> =>
    startRun(
      { client, journals: journalsIn(directory), clock: systemClock },
      source,
      'kind' in to ? to : { kind: 'queue', queue: to },
      options,
      quiet,
      never,
    );

  test('moves every message with its attributes and leaves no journal', async () => {
    const { source, destination } = await pair(false);
    await fill(queues, source, numbered(45));
    const result = await move(queues, source, destination);
    expect(result).toMatchObject({ outcome: 'done', moved: 45, failed: [], unconfirmed: [], possibleDuplicates: [] });
    const there = await drain(queues, destination);
    expect(numbersOf(there).sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, n) => n));
    for (const message of there) {
      expect(message.attributes['n']).toEqual({ type: 'Number', value: message.body.slice(1) });
    }
    expect(await drain(queues, source)).toEqual([]);
    expect(await journalsIn(directory).list()).toEqual([]);
  });

  test('keeps group and order of a FIFO queue', { timeout: 120_000 }, async () => {
    const { source, destination } = await pair(true);
    await fill(queues, source, numbered(40, 4));
    expect(await move(queues, source, destination)).toMatchObject({ outcome: 'done', moved: 40, failed: [] });
    const there = await drain(queues, destination);
    expect(there).toHaveLength(40);
    for (let group = 0; group < 4; group++) {
      const order = numbersOf(there.filter(message => message.groupId === `g${group}`));
      expect(order).toEqual(Array.from({ length: 10 }, (_, n) => n * 4 + group));
    }
  });

  test('takes messages back to the queue whose dead-letter queue this is', async () => {
    const { source: dead } = await pair(false);
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const live = await queues.create(newName('live'), { RedrivePolicy: redrivePolicy }, {}, never);
    await fill(queues, live, numbered(5));
    await until(
      async () => {
        await queues.receive(live, { max: 10, waitSeconds: 0, visibilitySeconds: 0 }, never);
        return queues.attributes(dead, never);
      },
      ({ messages }) => messages === 5,
    );
    const sources = await queues.sources(dead, never);
    expect(sources.map(queue => queue.name)).toEqual([live.name]);
    expect(await move(queues, dead, { kind: 'sources', sources })).toMatchObject({ outcome: 'done', moved: 5 });
    expect((await queues.attributes(live, never)).messages).toBe(5);
  });

  test.each([1, 2, 3])(
    'standard with faults on the way, seed %i: nothing lost, duplicates listed',
    { timeout: 120_000 },
    async seed => {
      const { source, destination } = await pair(false);
      await fill(queues, source, numbered(40));
      const roll = dice(seed);
      proxy.use(chaos(roll));
      const result = await move(faultyDoor.aws.queues(faultyDoor.scope), source, destination);
      proxy.use();
      await systemClock.sleep(3_100);
      const there = numbersOf(await drain(queues, destination));
      const left = numbersOf(await drain(queues, source));
      expect(new Set([...there, ...left]).size).toBe(40);
      const doubled = there.length + left.length - 40;
      expect(
        result.possibleDuplicates.length + result.undecided.length + result.unconfirmed.length,
      ).toBeGreaterThanOrEqual(doubled);
      expect(result.moved + left.length).toBeGreaterThanOrEqual(40);
    },
  );

  test.each([4, 5])(
    'FIFO with faults on the way, seed %i: nothing lost, nothing doubled, order kept',
    { timeout: 120_000 },
    async seed => {
      const { source, destination } = await pair(true);
      await fill(queues, source, numbered(24, 4));
      proxy.use(chaos(dice(seed)));
      const result = await move(faultyDoor.aws.queues(faultyDoor.scope), source, destination);
      proxy.use();
      await systemClock.sleep(3_100);
      const there = numbersOf(await drain(queues, destination));
      const left = numbersOf(await drain(queues, source));
      expect(new Set(there).size).toBe(there.length);
      expect(new Set([...there, ...left]).size).toBe(24);
      for (let group = 0; group < 4; group++) {
        const order = there.filter(n => n % 4 === group);
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }
      expect(result.moved).toBeGreaterThan(0);
    },
  );

  test.each([
    [false, 11],
    [false, 12],
    [true, 13],
  ])(
    'a mover killed at random points (FIFO %s, seed %i) loses nothing and is resumed',
    { timeout: 120_000 },
    async (fifo, seed) => {
      const { source, destination } = await pair(fifo);
      await fill(queues, source, numbered(30, fifo ? 3 : undefined));
      const job: Job = {
        endpoint: proxy.endpoint,
        credentials: server.credentials,
        source,
        destination,
        journals: directory,
      };
      const roll = dice(seed);
      for (let kills = 0; kills < 2; kills++) await killedMover(job, 3 + Math.floor(roll() * 8), roll() < 0.5);
      const [cut] = await unfinishedRuns(journalsIn(directory), Date.now());
      expect(cut?.running).toBe(false);
      expect(cut?.sentence).toContain(`in ${source.name} only.`);
      const result = JSON.parse(await mover(job).output) as RedriveResult;
      expect(result).toMatchObject({ outcome: 'done', failed: [], unconfirmed: [], undecided: [] });
      expect(await drain(queues, source)).toEqual([]);
      const there = numbersOf(await drain(queues, destination));
      expect(new Set(there).size).toBe(30);
      expect(there.length - 30).toBeLessThanOrEqual(fifo ? 0 : result.possibleDuplicates.length);
      expect(await journalsIn(directory).list()).toEqual([]);
    },
  );

  function mover(job: Job): { kill(): void; output: Promise<string> } {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'redriveMover.ts'), JSON.stringify(job)]);
    let text = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString('utf8');
    });
    const output = new Promise<string>((resolve, reject) => {
      child.on('close', code => (code === 0 || code === null ? resolve(text) : reject(new Error(errors))));
    });
    return { kill: () => void child.kill('SIGKILL'), output };
  }

  /** Kills the mover when its `nth` request comes by, before or after the server has acted on it. */
  async function killedMover(job: Job, nth: number, afterwards: boolean): Promise<void> {
    let requests = 0;
    const running = mover(job);
    proxy.use(() => {
      if (++requests !== nth) return undefined;
      running.kill();
      return afterwards ? { kind: 'lose answer' } : { kind: 'reset' };
    });
    await running.output;
    proxy.use();
  }

  test('where the server moves messages itself, the task can be started, watched and told apart', {
    timeout: 60_000,
  }, async context => {
    const { source: dead } = await pair(false);
    if (!(await queues.offersMoveTasks(dead, never))) {
      expect(kind.knownWrong['sqs.moveTasks'], 'this server is not known to lack move tasks').toBeDefined();
      return context.skip('the server has no move tasks');
    }
    const redrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    await queues.create(newName('live'), { RedrivePolicy: redrivePolicy }, {}, never);
    const elsewhere = await queues.create(newName('elsewhere'), {}, {}, never);
    await fill(queues, dead, numbered(20));
    await queues.startMoveTask(dead, { destinationArn: elsewhere.arn, messagesPerSecond: 500 }, never);
    const tasks = await until(
      () => queues.moveTasks(dead, never),
      list => list[0]?.status === 'COMPLETED',
      20_000,
    );
    expect(tasks[0]).toMatchObject({ status: 'COMPLETED', moved: 20, destinationArn: elsewhere.arn });
    expect(await drain(queues, elsewhere)).toHaveLength(20);
  });
});

/** Every fifth call or so goes wrong: answers lost, connections cut, errors of the service, throttling. */
function chaos(roll: () => number): FaultRule {
  return () => {
    const number = roll();
    if (number < 0.06) return { kind: 'lose answer' };
    if (number < 0.1) return { kind: 'reset' };
    if (number < 0.13) return broken.sqs;
    if (number < 0.16) return unavailable.sqs;
    if (number < 0.2) return throttled.sqs;
    return undefined;
  };
}
