import type { Clock } from '../../core/clock.ts';
import { AwsError, messageOf, UserError } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import { Pace } from '../../core/pace.ts';
import { isFifoName, type QueueRef, type ReceivedMessage } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import { messageRecord, type SnapshotRecord } from './snapshotRecord.ts';
import type { SnapshotState } from './snapshotState.ts';

export type EmptyPort = Pick<QueueClient, 'attributes' | 'receive' | 'deleteMessages' | 'changeVisibility'>;

/** Where the messages are written before they are deleted. */
export interface EmptyLog {
  readonly state: SnapshotState;
  /** With `durable`, resolves only once the records would survive a power cut. */
  append(records: readonly SnapshotRecord[], durable: boolean): Promise<void>;
}

export interface EmptySetup {
  readonly client: EmptyPort;
  readonly queue: QueueRef;
  readonly log: EmptyLog;
  readonly clock: Clock;
  /** How long each batch is hidden from others until it is deleted. */
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
  /** Batches under way at once; a FIFO queue is always emptied one batch after the other. */
  readonly lanes: number;
}

export interface EmptyProgress {
  readonly written: number;
  readonly deleted: number;
}

export interface EmptyResult {
  /** `stopped`: by an error, which `reason` tells. */
  readonly outcome: 'done' | 'cancelled' | 'stopped';
  readonly reason?: string;
  /** Messages in the snapshot. */
  readonly written: number;
  /** Of them: deleted, and the queue said so in time. */
  readonly deleted: number;
  /** Of them: the delete was not confirmed, so they may be in the queue. */
  readonly unconfirmed: number;
  /** Of them: certainly still in the queue. */
  readonly kept: number;
  /** Messages sent after the start that were met and left in the queue, unwritten. */
  readonly newer: number;
  /** When messages that a lost answer carried can be received again, in milliseconds since 1970; 0 when none was lost. */
  readonly hiddenUntil: number;
}

/** Receives in a row that bring nothing before the queue counts as empty. */
const emptyReceives = 2;
/** Batches in a row that hold nothing but newer messages before the rest counts as newer. */
const newerReceives = 3;
/** Failed calls of one kind in a row before the run stops. */
const maxFailures = 5;
/** Kept between the last moment at which a delete is sent and the end of our hold, in milliseconds. */
const holdMargin = 1_000;

/**
 * Empties a queue into a snapshot, batch by batch: receive, write to disk, delete by handle exactly what was written,
 * record what was confirmed. At every moment each message is in the queue or in the snapshot. Never throws: whatever
 * ends it is told in its result, and what it still holds is given back. Cancelling takes effect after the batch at hand.
 */
export function emptyQueue(
  setup: EmptySetup,
  onProgress: (progress: EmptyProgress) => void,
  signal: AbortSignal,
): Promise<EmptyResult> {
  return new Emptying(setup, onProgress).run(signal);
}

class Emptying {
  readonly #setup: EmptySetup;
  readonly #onProgress: (progress: EmptyProgress) => void;
  readonly #startedAt: number;
  readonly #pace = new Pace();
  readonly #newer = new Set<string>();
  /** Being written by a lane right now: another one that gets the same message leaves it alone. */
  readonly #writing = new Set<string>();
  /** Received and not deleted, to be given back at the end. */
  readonly #inHand = new Map<string, { handle: string; heldUntil: number }>();
  #next: number;
  /** The queue does not count as empty before this: messages may be hidden that are ours to delete. */
  #quietUntil = 0;
  #lostUntil = 0;
  #empty = 0;
  #onlyNewer = 0;
  #failures = 0;
  #askedForCount = false;
  #finished = false;
  #broken: unknown;

  constructor(setup: EmptySetup, onProgress: (progress: EmptyProgress) => void) {
    this.#setup = setup;
    this.#onProgress = onProgress;
    this.#startedAt = setup.clock.now();
    this.#next = setup.log.state.size;
    // A run that goes on may find what the one before it still hides.
    if (this.#next > 0) this.#quietUntil = this.#startedAt + setup.visibilitySeconds * 1_000;
  }

  async run(signal: AbortSignal): Promise<EmptyResult> {
    const { queue, lanes, clock } = this.#setup;
    const amount = isFifoName(queue.name) ? 1 : lanes;
    do {
      this.#finished = false;
      this.#empty = 0;
      await Promise.all(Array.from({ length: amount }, () => this.#lane(signal)));
      // One lane may have found the queue empty while a delete of another failed.
    } while (this.#finished && this.#broken === undefined && !signal.aborted && clock.now() < this.#quietUntil);
    await this.#giveBack();
    if (this.#broken !== undefined) return this.#result('stopped', messageOf(this.#broken));
    return this.#result(this.#finished ? 'done' : 'cancelled');
  }

  async #lane(signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted && !this.#finished && this.#broken === undefined) await this.#round();
    } catch (error) {
      this.#broken ??= error;
    }
  }

  async #round(): Promise<void> {
    const { client, queue, clock, visibilitySeconds, waitSeconds } = this.#setup;
    await this.#pace.turn(0, clock);
    const heldUntil = clock.now() + visibilitySeconds * 1_000;
    let received: readonly ReceivedMessage[];
    try {
      const options = { max: sqs.maxReceive, waitSeconds, visibilitySeconds };
      received = await client.receive(queue, options, new AbortController().signal);
      this.#failures = 0;
      this.#pace.succeeded();
    } catch (error) {
      if (++this.#failures > maxFailures || !this.#mayGoOn(error)) throw error;
      this.#pace.slowDown();
      return;
    }
    const ours = received.filter(message => this.#isOurs(message, heldUntil));
    await this.#take(ours, heldUntil);
    this.#empty = received.length === 0 ? this.#empty + 1 : 0;
    this.#onlyNewer = ours.length > 0 ? 0 : this.#onlyNewer + (received.length > 0 ? 1 : 0);
    await this.#look();
  }

  /** Decides whether anything is left to be had. */
  async #look(): Promise<void> {
    const { clock } = this.#setup;
    if (this.#onlyNewer >= newerReceives && clock.now() >= this.#quietUntil) {
      this.#finished = true;
      return;
    }
    if (this.#empty < emptyReceives) return;
    if (clock.now() < this.#quietUntil) {
      await clock.sleep(Math.min(500, this.#quietUntil - clock.now()));
      return;
    }
    this.#finished = !(await this.#seemsHidden());
  }

  /**
   * True, once, when the queue still counts messages as in flight that are not in our hands: an answer may have been
   * lost and asked for again below us, and what it carried comes back when its hold ends.
   */
  async #seemsHidden(): Promise<boolean> {
    const { client, queue, clock, visibilitySeconds } = this.#setup;
    if (this.#askedForCount) return false;
    this.#askedForCount = true;
    const counted = await client.attributes(queue, new AbortController().signal).then(
      ({ messages = 0, messagesNotVisible = 0 }) => messages + messagesNotVisible,
      () => 0,
    );
    if (counted <= this.#inHand.size) return false;
    this.#quietUntil = Math.max(this.#quietUntil, clock.now() + visibilitySeconds * 1_000);
    return true;
  }

  #mayGoOn(error: unknown): boolean {
    if (!(error instanceof AwsError)) return false;
    if (!error.mayHaveHappened) return error.kind === 'throttled' || error.kind === 'unreachable';
    this.#lostUntil = this.#setup.clock.now() + this.#setup.visibilitySeconds * 1_000;
    this.#quietUntil = Math.max(this.#quietUntil, this.#lostUntil);
    return true;
  }

  /** False for a message that was sent after the start: it is held until the end, then given back as it was. */
  #isOurs(message: ReceivedMessage, heldUntil: number): boolean {
    const { messageId, receiptHandle, sentAt } = message;
    this.#inHand.set(messageId, { handle: receiptHandle, heldUntil });
    const known = this.#setup.log.state.seqs.has(messageId);
    const newer = !known && sentAt !== undefined && sentAt.getTime() > this.#startedAt;
    // Receive counts of messages that are not to be touched must not climb.
    if (newer && this.#newer.has(messageId)) this.#broken ??= inUse(this.#setup.queue);
    if (newer) this.#newer.add(messageId);
    return !newer && !this.#writing.has(messageId);
  }

  /** Writes what is new, then deletes it and what was met again. */
  async #take(messages: readonly ReceivedMessage[], heldUntil: number): Promise<void> {
    if (messages.length === 0) return;
    const { log } = this.#setup;
    const fresh = messages.filter(message => !log.state.seqs.has(message.messageId));
    if (fresh.length > 0) {
      for (const { messageId } of fresh) this.#writing.add(messageId);
      await log.append(
        fresh.map(message => messageRecord(this.#next++, message)),
        true,
      );
      for (const { messageId } of fresh) this.#writing.delete(messageId);
      this.#report();
    }
    await this.#delete(messages, heldUntil);
    this.#report();
  }

  /**
   * A delete counts only when it is answered before our hold ends: a standard queue answers success to an expired
   * handle without deleting. What stays in doubt is met again, if it is there, and deleted then.
   */
  async #delete(messages: readonly ReceivedMessage[], heldUntil: number): Promise<void> {
    const { client, queue, clock } = this.#setup;
    let open = messages;
    const doubtful = new Set<ReceivedMessage>();
    for (let tries = 1; open.length > 0 && tries <= maxFailures && clock.now() < heldUntil - holdMargin; tries++) {
      try {
        const handles = open.map(message => message.receiptHandle);
        const failures = await client.deleteMessages(queue, handles, new AbortController().signal);
        const stay = new Set(failures.map(failure => failure.index));
        for (const { index, senderFault } of failures) {
          const message = open[index];
          if (message && !senderFault) doubtful.add(message);
        }
        const answered = open.filter((_, index) => !stay.has(index));
        open = open.filter((_, index) => stay.has(index));
        if (clock.now() >= heldUntil) {
          for (const message of answered) doubtful.add(message);
          break;
        }
        for (const message of answered) {
          this.#inHand.delete(message.messageId);
          doubtful.delete(message);
        }
        await this.#settle('gone', answered);
        this.#pace.succeeded();
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (error.mayHaveHappened) for (const message of open) doubtful.add(message);
        else if (error.kind !== 'throttled' && error.kind !== 'unreachable') {
          await this.#leave(open, doubtful, heldUntil);
          throw error;
        }
        this.#pace.slowDown();
        await this.#pace.wait(clock);
      }
    }
    await this.#leave(open, doubtful, heldUntil);
  }

  /** Writes down what became of messages whose delete was not confirmed. */
  async #leave(
    open: readonly ReceivedMessage[],
    doubtful: ReadonlySet<ReceivedMessage>,
    heldUntil: number,
  ): Promise<void> {
    await this.#settle('unsure', [...doubtful]);
    await this.#settle(
      'kept',
      open.filter(message => !doubtful.has(message)),
    );
    if (open.length + doubtful.size > 0) this.#quietUntil = Math.max(this.#quietUntil, heldUntil);
  }

  async #settle(t: 'gone' | 'unsure' | 'kept', messages: readonly ReceivedMessage[]): Promise<void> {
    const { log } = this.#setup;
    const seqs = messages.flatMap(message => log.state.seqs.get(message.messageId) ?? []);
    if (seqs.length > 0) await log.append([{ t, seqs }], false);
  }

  /** What is not given back here comes back by itself when its hold ends. */
  async #giveBack(): Promise<void> {
    const { client, queue, clock } = this.#setup;
    const now = clock.now();
    const handles = [...this.#inHand.values()].filter(held => held.heldUntil > now).map(held => held.handle);
    if (handles.length === 0) return;
    await client.changeVisibility(queue, handles, 0, new AbortController().signal).catch(() => undefined);
  }

  #result(outcome: EmptyResult['outcome'], reason?: string): EmptyResult {
    const { state } = this.#setup.log;
    return {
      outcome,
      ...(reason !== undefined && { reason }),
      written: state.size,
      deleted: state.count('gone'),
      unconfirmed: state.count('unsure', 'written'),
      kept: state.count('kept'),
      newer: this.#newer.size,
      hiddenUntil: this.#lostUntil > this.#setup.clock.now() ? this.#lostUntil : 0,
    };
  }

  #report(): void {
    const { state } = this.#setup.log;
    this.#onProgress({ written: state.size, deleted: state.count('gone') });
  }
}

function inUse(queue: QueueRef): UserError {
  return new UserError(
    `Messages keep arriving and came up a second time, so the rest was left alone. Stop what sends to the queue, or empty it again: ${queue.name}`,
  );
}
