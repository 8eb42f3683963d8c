import type { Clock } from '../../core/clock.ts';
import { messageOf } from '../../core/errors.ts';
import { messageBytes } from '../../core/messageRules.ts';
import { Pace } from '../../core/pace.ts';
import { isFifoName, type ReceivedMessage } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import { type Chunk, chunksOf } from '../redrive/redriveRoute.ts';
import { type Sending, sendChunk, withinDeduplication } from '../redrive/redriveSend.ts';
import type { RunRecord } from '../redrive/redriveState.ts';
import { messageOfRecord, type SnapshotHeader, type SnapshotRecord } from './snapshotRecord.ts';
import type { Restore, SnapshotState } from './snapshotState.ts';

export interface RestoreSetup {
  readonly client: Pick<QueueClient, 'sendBatch'>;
  readonly header: SnapshotHeader;
  readonly log: {
    readonly state: SnapshotState;
    append(records: readonly SnapshotRecord[], durable: boolean): Promise<void>;
  };
  /** The snapshot's lines, from the first on. */
  readonly records: AsyncIterable<SnapshotRecord>;
  readonly restore: Restore;
  readonly clock: Clock;
  readonly messagesPerSecond?: number | undefined;
}

export interface RestoreProgress {
  readonly sent: number;
  readonly total: number;
}

export interface RestoreResult {
  readonly outcome: 'done' | 'cancelled' | 'stopped';
  readonly reason?: string;
  /** Confirmed by the queue, those of an interrupted run included. */
  readonly sent: number;
  /** Messages that this restore was meant for. */
  readonly total: number;
  /** Sent twice after an answer that never came: they may be in the queue twice. */
  readonly possibleDuplicates: readonly string[];
  /** No answer came and sending again was not safe or did not help: in the queue, or only in the snapshot. */
  readonly undecided: readonly string[];
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
}

/** Messages and bytes that are read ahead of what is sent. */
const windowMessages = 100;
const windowBytes = 8 * 1_048_576;
const behindAnother = 'it stands behind a message of its group that could not be sent';

/**
 * Sends the messages of a snapshot back: those whose delete was confirmed and, when asked for, those of which nobody
 * knows. Each is announced in the snapshot, sent, and confirmed in it, so that a run that was cut short goes on without
 * sending again what was confirmed. Never throws; cancelling takes effect after the batch at hand.
 */
export async function restoreSnapshot(
  setup: RestoreSetup,
  onProgress: (progress: RestoreProgress) => void,
  signal: AbortSignal,
): Promise<RestoreResult> {
  const restoring = new Restoring(setup, onProgress);
  try {
    const finished = await restoring.all(signal);
    return restoring.result(finished ? 'done' : 'cancelled');
  } catch (error) {
    return restoring.result('stopped', messageOf(error));
  }
}

/** How many messages a restore is meant for. */
export function restorable(state: SnapshotState, unconfirmedToo: boolean): number {
  return unconfirmedToo ? state.count('gone', 'unsure', 'written') : state.count('gone');
}

class Restoring {
  readonly #setup: RestoreSetup;
  readonly #onProgress: (progress: RestoreProgress) => void;
  readonly #sending: Sending;
  readonly #total: number;
  readonly #ordered: boolean;
  readonly #failed = new Map<string, string>();
  readonly #undecided = new Set<string>();
  readonly #stoppedGroups = new Set<string>();

  constructor(setup: RestoreSetup, onProgress: (progress: RestoreProgress) => void) {
    const { client, header, log, restore, clock, messagesPerSecond } = setup;
    this.#setup = setup;
    this.#onProgress = onProgress;
    this.#total = restorable(log.state, restore.unconfirmedToo);
    this.#ordered = isFifoName(restore.to.name);
    const wrap = (record: RunRecord): SnapshotRecord => ({ t: 'run', record });
    this.#sending = {
      client,
      source: header.queue,
      run: restore.run,
      clock,
      pace: new Pace(messagesPerSecond),
      // What is appended is applied to the snapshot's state, of which this is a part; applying it twice changes nothing.
      state: restore.state,
      journal: { append: (records, durable) => log.append(records.map(wrap), durable) },
    };
  }

  /** False when it was cancelled. */
  async all(signal: AbortSignal): Promise<boolean> {
    let window: ReceivedMessage[] = [];
    let bytes = 0;
    for await (const record of this.#setup.records) {
      if (signal.aborted) return false;
      if (record.t !== 'message' || !this.#isWanted(record.seq, record.id)) continue;
      const message = messageOfRecord(record);
      window.push(message);
      bytes += messageBytes(message.body, message.attributes);
      if (window.length < windowMessages && bytes < windowBytes) continue;
      if (!(await this.#send(window, signal))) return false;
      window = [];
      bytes = 0;
    }
    return this.#send(window, signal);
  }

  #isWanted(seq: number, id: string): boolean {
    const { log, restore } = this.#setup;
    const fate = log.state.fate(seq);
    const wanted = fate === 'gone' || (restore.unconfirmedToo && (fate === 'unsure' || fate === 'written'));
    return wanted && !restore.state.reached(id);
  }

  async #send(window: readonly ReceivedMessage[], signal: AbortSignal): Promise<boolean> {
    const { restore, clock } = this.#setup;
    const routed = window.map(message => ({ message, to: restore.to }));
    for (const chunk of chunksOf(routed, this.#ordered)) {
      if (signal.aborted) return false;
      const messages = chunk.messages.filter(message => this.#isFree(message));
      if (messages.length === 0) continue;
      await this.#sending.pace.turn(messages.length, clock);
      await this.#sendChunk({ ...chunk, messages });
      this.#onProgress({ sent: restore.state.sent.size, total: this.#total });
    }
    return true;
  }

  async #sendChunk(chunk: Chunk): Promise<void> {
    const outcomes = await sendChunk(this.#sending, chunk, Number.POSITIVE_INFINITY);
    for (const message of chunk.messages) {
      const outcome = outcomes.get(message.messageId);
      if (outcome?.kind === 'sent') continue;
      if (outcome?.kind === 'failed') this.#failed.set(message.messageId, outcome.reason);
      else this.#undecided.add(message.messageId);
      if (this.#ordered && message.groupId !== undefined) this.#stoppedGroups.add(message.groupId);
    }
  }

  /** False for one that must not be sent: behind a failed one of its group, or in doubt past the deduplication window. */
  #isFree({ messageId, groupId }: ReceivedMessage): boolean {
    const { restore, clock } = this.#setup;
    if (this.#ordered && groupId !== undefined && this.#stoppedGroups.has(groupId)) {
      this.#failed.set(messageId, behindAnother);
      return false;
    }
    const tried = restore.state.tried.get(messageId);
    if (tried === undefined || !this.#ordered || withinDeduplication(tried, clock.now())) return true;
    this.#undecided.add(messageId);
    return false;
  }

  result(outcome: RestoreResult['outcome'], reason?: string): RestoreResult {
    const { state } = this.#setup.restore;
    const undecided = new Set([...this.#undecided, ...state.tried.keys()]);
    for (const id of this.#failed.keys()) undecided.delete(id);
    return {
      outcome,
      ...(reason !== undefined && { reason }),
      sent: state.sent.size,
      total: this.#total,
      possibleDuplicates: [...state.possibleDuplicates],
      undecided: [...undecided],
      failed: [...this.#failed].map(([id, why]) => ({ id, reason: why })),
    };
  }
}
