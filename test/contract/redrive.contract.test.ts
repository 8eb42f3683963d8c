import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import type { RedriveResult } from '../../src/queues/redrive/redriveResult.ts';
import { type RunOptions, startRun } from '../../src/queues/redrive/redriveRuns.ts';
import type { Destination } from '../../src/queues/redrive/redriveState.ts';
import { journalsIn } from '../../src/storage/journal.ts';
import { dice } from './dice.ts';
import { checked, type Door, never, newName, openDoor, until } from './harness.ts';
import { drain, fill, numbered, numbersOf } from './queueFilling.ts';
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

  test.each([1, 2])(
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

  test.each([4])(
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

  checked(kind, 'sqs.moveTasks')('a move task is started, watched and told apart', async () => {
    const { source: dead } = await pair(false);
    expect(await queues.offersMoveTasks(dead, never)).toBe(true);
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
