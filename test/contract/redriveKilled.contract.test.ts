import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import type { RedriveResult } from '../../src/queues/redrive/redriveResult.ts';
import { unfinishedRuns } from '../../src/queues/redrive/redriveRuns.ts';
import { journalsIn } from '../../src/storage/journal.ts';
import { dice } from './dice.ts';
import { type Door, never, newName, openDoor } from './harness.ts';
import { type Killable, killAtRequest, startKillable } from './killable.ts';
import { drain, fill, numbered, numbersOf } from './queueFilling.ts';
import type { Job } from './redriveMover.ts';
import { type FaultProxy, startFaultProxy } from './servers/faultProxy.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { localAwsSqs } from './servers/localAwsSqs.ts';
import type { LocalServer } from './servers/server.ts';

/** The process that moves messages is killed without a word, again and again, and the next one takes up its journal. */
describe.each([fauxqs, localAwsSqs])('a killed redrive on $name', kind => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let queues: QueueClient;
  let directory: string;

  beforeAll(async () => {
    server = await kind.start();
    proxy = await startFaultProxy(server.endpoint);
    door = openDoor(server);
    queues = door.aws.queues(door.scope);
  });
  afterAll(async () => {
    door?.aws.dispose();
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

  async function filledPair(fifo: boolean): Promise<{ source: QueueRef; destination: QueueRef }> {
    const suffix = fifo ? '.fifo' : '';
    const attributes: Record<string, string> = fifo ? { FifoQueue: 'true' } : {};
    const source = await queues.create(newName('dead', suffix), attributes, {}, never);
    const destination = await queues.create(newName('live', suffix), attributes, {}, never);
    await fill(queues, source, numbered(30, fifo ? 3 : undefined));
    return { source, destination };
  }

  test.each([
    [false, 11],
    [false, 12],
    [true, 13],
  ])('FIFO %s, seed %i: nothing is lost, and the rest is moved', { timeout: 120_000 }, async (fifo, seed) => {
    const { source, destination } = await filledPair(fifo);
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
  });

  const mover = (job: Job): Killable => startKillable('redriveMover.ts', job);
  const killedMover = (job: Job, nth: number, afterwards: boolean): Promise<void> =>
    killAtRequest(proxy, () => mover(job), nth, afterwards);
});
