import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import type { EmptyResult } from '../../src/queues/snapshot/emptyQueue.ts';
import type { RestoreResult } from '../../src/queues/snapshot/restoreSnapshot.ts';
import { recordsOf, type SnapshotServices } from '../../src/queues/snapshot/snapshotLog.ts';
import { listSnapshots } from '../../src/queues/snapshot/snapshots.ts';
import { snapshotsIn } from '../../src/storage/snapshotFiles.ts';
import { dice } from './dice.ts';
import { type Door, never, newName, openDoor } from './harness.ts';
import { type Killable, killAtRequest, startKillable } from './killable.ts';
import { drain, fill, numbered, numbersOf } from './queueFilling.ts';
import { type FaultProxy, startFaultProxy } from './servers/faultProxy.ts';
import { fauxqs } from './servers/fauxqs.ts';
import { localAwsSqs } from './servers/localAwsSqs.ts';
import type { LocalServer } from './servers/server.ts';
import type { Job } from './snapshotRunner.ts';

/** The process that empties or restores is killed without a word, and the next one goes on in the same snapshot. */
describe.each([fauxqs, localAwsSqs])('a killed snapshot on $name', kind => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let queues: QueueClient;
  let directory: string;
  let services: SnapshotServices;
  const key = Buffer.alloc(32, 9);

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
    directory = await mkdtemp(path.join(tmpdir(), 'snapshots-'));
    services = { store: snapshotsIn(directory), keys: { key: async () => key } };
  });
  afterEach(async () => {
    proxy.use();
    await rm(directory, { recursive: true });
  });

  async function inSnapshots(): Promise<{ written: number[]; gone: number[] }> {
    const written: number[] = [];
    const gone: number[] = [];
    for (const { file } of await services.store.summaries()) {
      for await (const record of recordsOf(services, file)) {
        if (record.t === 'message') written[record.seq] = Number(record.body.slice(1));
        if (record.t === 'gone') gone.push(...record.seqs.map(seq => written[seq] ?? -1));
      }
    }
    return { written, gone };
  }

  test.each([
    [false, 21],
    [true, 22],
  ])('FIFO %s, seed %i: every message is in the queue or in the snapshot', { timeout: 120_000 }, async (fifo, seed) => {
    const queue = await queues.create(
      newName('full', fifo ? '.fifo' : ''),
      fifo ? { FifoQueue: 'true' } : {},
      {},
      never,
    );
    await fill(queues, queue, numbered(30, fifo ? 3 : undefined));
    const job: Job = {
      endpoint: proxy.endpoint,
      credentials: server.credentials,
      queue,
      directory,
      key: key.toString('base64'),
    };
    const roll = dice(seed);
    for (let kills = 0; kills < 3; kills++) {
      await killed(job, 2 + Math.floor(roll() * 5), roll() < 0.5);
      const { gone } = await inSnapshots();
      expect(new Set(gone).size).toBeLessThan(30);
    }
    const [cut] = await listSnapshots(services, Date.now());
    expect(cut).toMatchObject({ condition: 'cut short' });
    await systemClock.sleep(3_100);
    await expectAllThere(queue);
    const emptied = JSON.parse(await runner(job).output) as EmptyResult & { file: string };
    expect(emptied).toMatchObject({ outcome: 'done', written: 30, kept: 0, newer: 0 });
    expect(await drain(queues, queue)).toEqual([]);
    expect(await services.store.summaries()).toHaveLength(1);

    const restore: Job = { ...job, restore: emptied.file };
    for (let kills = 0; kills < 2; kills++) await killed(restore, 1 + kills, roll() < 0.5);
    const restored = JSON.parse(await runner(restore).output) as RestoreResult;
    expect(restored).toMatchObject({ outcome: 'done', sent: emptied.deleted, failed: [], undecided: [] });
    const there = numbersOf(await drain(queues, queue));
    expect(new Set(there).size).toBe(emptied.deleted);
    expect(there.length - emptied.deleted).toBeLessThanOrEqual(fifo ? 0 : restored.possibleDuplicates.length);
  });

  /** Looks at everything that can be received and gives it back. */
  async function expectAllThere(queue: QueueRef): Promise<void> {
    const { written, gone } = await inSnapshots();
    const seen = new Set<number>();
    const handles: string[] = [];
    for (let empty = 0; empty < 2; ) {
      const batch = await queues.receive(queue, { max: 10, waitSeconds: 0, visibilitySeconds: 20 }, never);
      empty = batch.length === 0 ? empty + 1 : 0;
      for (const n of numbersOf(batch)) seen.add(n);
      handles.push(...batch.map(message => message.receiptHandle));
    }
    if (handles.length > 0) await queues.changeVisibility(queue, handles, 0, never);
    expect(gone.filter(n => seen.has(n))).toEqual([]);
    // Of a FIFO queue only the first of each group can be seen; what was not written can only be there.
    if (!queue.name.endsWith('.fifo')) expect(new Set([...seen, ...written]).size).toBe(30);
  }

  const runner = (job: Job): Killable => startKillable('snapshotRunner.ts', job);
  const killed = (job: Job, nth: number, afterwards: boolean): Promise<void> =>
    killAtRequest(proxy, () => runner(job), nth, afterwards);
});
