import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { QueueRef } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { recordsOf } from '../../src/queues/snapshot/snapshotLog.ts';
import { type RunOptions, startEmptying, startRestore } from '../../src/queues/snapshot/snapshots.ts';
import { snapshotsIn } from '../../src/storage/snapshotFiles.ts';
import { dice } from './dice.ts';
import { type Door, never, newName, openDoor } from './harness.ts';
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

describe.each(kinds)('snapshots on $name', kind => {
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
    directory = await mkdtemp(path.join(tmpdir(), 'snapshots-'));
  });
  afterEach(async () => {
    proxy.use();
    await rm(directory, { recursive: true });
  });

  const create = (fifo: boolean): Promise<QueueRef> =>
    queues.create(newName('full', fifo ? '.fifo' : ''), fifo ? { FifoQueue: 'true' } : {}, {}, never);
  const services = (client: QueueClient) => ({
    store: snapshotsIn(directory),
    keys: { key: async () => Buffer.alloc(32, 5) },
    client,
    clock: systemClock,
  });

  /** Numbers of the messages in a snapshot, in its order, and of those whose delete it calls confirmed. */
  async function inSnapshot(file: string): Promise<{ written: number[]; gone: number[] }> {
    const written: number[] = [];
    const gone: number[] = [];
    for await (const record of recordsOf(services(queues), file)) {
      if (record.t === 'message') written[record.seq] = Number(record.body.slice(1));
      if (record.t === 'gone') gone.push(...record.seqs.map(seq => written[seq] ?? -1));
    }
    return { written, gone };
  }

  test.each([false, true])('FIFO %s: all of it goes into the snapshot and back', { timeout: 60_000 }, async fifo => {
    const queue = await create(fifo);
    await fill(queues, queue, numbered(34, fifo ? 3 : undefined));
    const emptied = await startEmptying(services(queues), queue, undefined, options, quiet, never);
    expect(emptied).toMatchObject({ outcome: 'done', written: 34, deleted: 34, unconfirmed: 0, kept: 0, newer: 0 });
    expect(await drain(queues, queue)).toEqual([]);
    const choice = { to: queue, unconfirmedToo: false, again: false };
    const restored = await startRestore(services(queues), emptied.file, choice, quiet, never);
    expect(restored).toMatchObject({ outcome: 'done', sent: 34, failed: [], undecided: [], possibleDuplicates: [] });
    const there = await drain(queues, queue);
    expect(numbersOf(there).sort((a, b) => a - b)).toEqual(Array.from({ length: 34 }, (_, n) => n));
    for (const message of there) {
      expect(message.attributes['n']).toEqual({ type: 'Number', value: message.body.slice(1) });
    }
    for (let group = 0; fifo && group < 3; group++) {
      const order = numbersOf(there.filter(message => message.groupId === `g${group}`));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      expect(order[0]).toBe(group);
    }
  });

  test.each([
    [false, 1],
    [false, 2],
    [true, 3],
  ])('FIFO %s, faults of seed %i: nothing is lost, and confirmed is gone', { timeout: 120_000 }, async (fifo, seed) => {
    const queue = await create(fifo);
    await fill(queues, queue, numbered(30, fifo ? 3 : undefined));
    proxy.use(chaos(dice(seed)));
    const faulty = faultyDoor.aws.queues(faultyDoor.scope);
    const emptied = await startEmptying(services(faulty), queue, undefined, options, quiet, never);
    proxy.use();
    await systemClock.sleep(3_100);
    const left = numbersOf(await drain(queues, queue));
    const { written, gone } = await inSnapshot(emptied.file);
    expect(new Set([...left, ...written]).size).toBe(30);
    expect(gone.filter(n => left.includes(n))).toEqual([]);
    expect(emptied.deleted + emptied.unconfirmed + emptied.kept).toBe(emptied.written);
    proxy.use(chaos(dice(seed + 10)));
    const choice = { to: queue, unconfirmedToo: false, again: false };
    const restored = await startRestore(services(faulty), emptied.file, choice, quiet, never);
    proxy.use();
    const there = numbersOf(await drain(queues, queue));
    const missing = gone.filter(n => !there.includes(n));
    expect(missing.length).toBeLessThanOrEqual(
      restored.total - restored.sent + restored.undecided.length + restored.failed.length,
    );
    const doubled = there.length - new Set(there).size;
    expect(doubled).toBeLessThanOrEqual(fifo ? 0 : restored.possibleDuplicates.length + restored.undecided.length);
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
