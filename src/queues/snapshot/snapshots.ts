import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.ts';
import { UserError } from '../../core/errors.ts';
import type { QueueRef } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import { isAtWork } from '../runOwner.ts';
import { type EmptyPort, type EmptyProgress, type EmptyResult, emptyQueue } from './emptyQueue.ts';
import { type RestoreProgress, type RestoreResult, restorable, restoreSnapshot } from './restoreSnapshot.ts';
import { keyIdOf } from './snapshotCodec.ts';
import { readSnapshot, recordsOf, SnapshotLog, type SnapshotServices } from './snapshotLog.ts';
import type { SnapshotHeader } from './snapshotRecord.ts';
import type { SnapshotSummary } from './snapshotStore.ts';

export interface RunOptions {
  /** How long a batch is hidden from others; 60 by default. */
  readonly visibilitySeconds?: number;
  /** How long a receive waits; 2 by default, so that every server of SQS is asked. */
  readonly waitSeconds?: number;
  /** Batches under way at once; 4 by default. */
  readonly lanes?: number;
}

export interface EmptyServices extends SnapshotServices {
  readonly client: EmptyPort;
  readonly clock: Clock;
}

/** A snapshot as the list shows it. */
export interface SnapshotEntry extends SnapshotSummary {
  /**
   * `whole`: laid down in good order. `running`: somebody is at it now. `cut short`: its process died. `unreadable`,
   * `missing`: what `problem` says.
   */
  readonly condition: 'whole' | 'running' | 'cut short' | 'unreadable' | 'missing';
  readonly problem?: string;
}

/** Every snapshot this editor knows of, newest first. Those without a summary of their end are read through. */
export async function listSnapshots(services: SnapshotServices, now: number): Promise<SnapshotEntry[]> {
  const entries: SnapshotEntry[] = [];
  for (const summary of await services.store.summaries()) entries.push(await entryOf(services, summary, now));
  return entries;
}

async function entryOf(services: SnapshotServices, summary: SnapshotSummary, now: number): Promise<SnapshotEntry> {
  const modifiedAt = await services.store.modifiedAt(summary.file);
  if (modifiedAt === undefined) {
    return { ...summary, condition: 'missing', problem: `The file is gone: ${summary.file}` };
  }
  if (summary.lines !== undefined && !summary.open) return { ...summary, condition: 'whole' };
  try {
    const { state } = await readSnapshot(services, summary.file);
    return {
      ...summary,
      messages: state.size,
      deleted: state.count('gone'),
      unconfirmed: state.count('unsure', 'written'),
      ...(state.restore && { restored: state.restore.state.sent.size, restoring: !state.restore.finished }),
      condition: isAtWork(state.owner, modifiedAt, now) ? 'running' : state.ended ? 'whole' : 'cut short',
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...summary, condition: 'unreadable', problem: error.message };
  }
}

/** The snapshot of this queue whose emptying was cut short: the next emptying goes on in it. */
export async function unfinishedEmptying(
  services: SnapshotServices,
  queue: QueueRef,
  now: number,
): Promise<SnapshotEntry | undefined> {
  const mine = (await services.store.summaries()).filter(
    each =>
      (each.lines === undefined || each.open) &&
      each.queue.arn === queue.arn &&
      each.queue.connectionId === queue.connectionId,
  );
  for (const summary of mine) {
    const entry = await entryOf(services, summary, now);
    if (entry.condition === 'running') {
      throw new UserError(`This queue is being emptied already, perhaps in another window: ${queue.name}`);
    }
    if (entry.condition === 'cut short' && entry.restoring === undefined) return entry;
  }
  return undefined;
}

/**
 * Empties a queue into a snapshot: into `file`, readable, when the person chose one, else encrypted where the editor
 * keeps its own. An emptying of the same queue that was cut short is gone on with in its own file.
 */
export async function startEmptying(
  services: EmptyServices,
  queue: QueueRef,
  file: string | undefined,
  options: RunOptions,
  onProgress: (progress: EmptyProgress) => void,
  signal: AbortSignal,
): Promise<EmptyResult & { readonly id: string; readonly file: string }> {
  const { clock, client } = services;
  const unfinished = await unfinishedEmptying(services, queue, clock.now());
  const log =
    unfinished && (file === undefined || file === unfinished.file)
      ? await SnapshotLog.resume(services, unfinished.file)
      : await newLog(services, queue, file);
  try {
    const result = await emptyQueue(
      {
        client,
        queue,
        log,
        clock,
        visibilitySeconds: options.visibilitySeconds ?? 60,
        waitSeconds: options.waitSeconds ?? 2,
        lanes: options.lanes ?? 4,
      },
      onProgress,
      signal,
    );
    return { ...result, id: log.header.id, file: log.file };
  } finally {
    await log.close();
  }
}

async function newLog(services: EmptyServices, queue: QueueRef, file: string | undefined): Promise<SnapshotLog> {
  const { store, keys, clock } = services;
  const id = randomUUID();
  const target = file ?? (await store.fileOf(id));
  if ((await store.modifiedAt(target)) !== undefined) {
    throw new UserError(`There is a file of this name already, and a snapshot never writes over one: ${target}`);
  }
  const key = file === undefined ? await keys.key() : undefined;
  const header: SnapshotHeader = {
    t: 'snapshot',
    version: 1,
    id,
    at: clock.now(),
    queue,
    encrypted: key !== undefined,
    ...(key && { keyId: keyIdOf(key) }),
  };
  return SnapshotLog.create(services, target, header, key);
}

export interface RestoreServices extends SnapshotServices {
  readonly client: Pick<QueueClient, 'sendBatch'>;
  readonly clock: Clock;
}

export interface RestoreChoice {
  readonly to: QueueRef;
  /** Also the messages of which nobody knows whether they are still in the queue. */
  readonly unconfirmedToo: boolean;
  /** Everything once more, although a restore has come to its end before. */
  readonly again: boolean;
  readonly messagesPerSecond?: number | undefined;
}

/** What a restore would do, told before it does it. */
export interface RestoreOutlook {
  readonly header: SnapshotHeader;
  readonly confirmed: number;
  readonly unconfirmed: number;
  /** A restore before: gone on with when it was cut short. */
  readonly before?: {
    readonly finished: boolean;
    readonly sent: number;
    readonly to: QueueRef;
    readonly unconfirmedToo: boolean;
  };
}

export async function lookAtSnapshot(services: SnapshotServices, file: string, now: number): Promise<RestoreOutlook> {
  const { header, state } = await readSnapshot(services, file);
  await refuseRunning(services, file, state.owner, now);
  const { restore } = state;
  return {
    header,
    confirmed: state.count('gone'),
    unconfirmed: restorable(state, true) - state.count('gone'),
    ...(restore && {
      before: {
        finished: restore.finished,
        sent: restore.state.sent.size,
        to: restore.to,
        unconfirmedToo: restore.unconfirmedToo,
      },
    }),
  };
}

/** Sends the messages of a snapshot back. A restore that was cut short is gone on with as it was begun. */
export async function startRestore(
  services: RestoreServices,
  file: string,
  choice: RestoreChoice,
  onProgress: (progress: RestoreProgress) => void,
  signal: AbortSignal,
): Promise<RestoreResult> {
  const { clock, client } = services;
  const { state } = await readSnapshot(services, file);
  await refuseRunning(services, file, state.owner, clock.now());
  const log = await SnapshotLog.resume(services, file);
  try {
    const open = log.state.restore;
    if (open?.finished && !choice.again) {
      throw new UserError(`This snapshot was restored already: ${open.state.sent.size} messages were sent`);
    }
    if (!open || open.finished) {
      const { to, unconfirmedToo } = choice;
      await log.append([{ t: 'restore', run: randomUUID(), at: clock.now(), to, unconfirmedToo }], true);
    }
    const restore = log.state.restore;
    if (!restore) throw new UserError('The restore could not be begun');
    const { messagesPerSecond } = choice;
    const records = recordsOf(services, file);
    const setup = { client, header: log.header, log, records, restore, clock, messagesPerSecond };
    const result = await restoreSnapshot(setup, onProgress, signal);
    const whole = result.outcome === 'done' && result.failed.length + result.undecided.length === 0;
    if (whole) await log.append([{ t: 'restored' }], true);
    return result;
  } finally {
    await log.close();
  }
}

async function refuseRunning(
  { store }: SnapshotServices,
  file: string,
  owner: Parameters<typeof isAtWork>[0],
  now: number,
): Promise<void> {
  if (isAtWork(owner, (await store.modifiedAt(file)) ?? 0, now)) {
    throw new UserError(`Somebody is at this snapshot already, perhaps in another window: ${file}`);
  }
}

/** Deletes a snapshot for good; its file goes too, wherever it lies. */
export async function removeSnapshot(services: SnapshotServices, entry: SnapshotEntry): Promise<void> {
  if (entry.condition === 'running') throw new UserError(`This snapshot is being written: ${entry.queue.name}`);
  await services.store.remove(entry.file);
  await services.store.forget(entry.id);
}
