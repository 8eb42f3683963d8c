import type { Clock } from '../../core/clock.ts';
import { AwsError, isCancelled, messageOf } from '../../core/errors.ts';
import { Pace } from '../../core/pace.ts';
import { entryBytes, type OutgoingEntry } from './outgoingEntry.ts';
import type { FailureKind, RunEntry, RunFailure, RunItem, RunProgress, RunReport } from './runReport.ts';

/** What a run sends to. */
export interface RunTarget {
  readonly maxBatchEntries: number;
  /** Of all messages of one call together. */
  readonly maxBatchBytes: number;
  /** Messages of one group are sent in their order, and none after one that was not confirmed. */
  readonly ordered: boolean;
  /** What is wrong with a message before it is sent, in words; empty when nothing is. */
  faults(entry: OutgoingEntry): readonly string[];
  /** One call. Rejects with an AwsError; failures are by position in the list. */
  sendBatch(
    entries: readonly OutgoingEntry[],
    signal: AbortSignal,
  ): Promise<{
    readonly sent: readonly ({ readonly messageId: string } | undefined)[];
    readonly failed: readonly {
      readonly index: number;
      readonly code: string;
      readonly message: string;
      readonly senderFault: boolean;
    }[];
  }>;
}

export interface RunOptions {
  readonly clock: Clock;
  /** Ends the run: nothing new leaves, and what is on its way is waited for, so that its outcome is known. */
  readonly signal: AbortSignal;
  /** Absent = as fast as the answers come. */
  readonly messagesPerSecond?: number | undefined;
  /** Calls under way at once; 4 unless said otherwise. */
  readonly concurrency?: number;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Failures that a report holds with their messages; a run ends when there are more. */
export const maxFailures = 1_000;
/** Bytes of messages read ahead, to fill batches and to find other groups. */
const maxAhead = 8 * 1_048_576;
const maxAheadEntries = 1_000;
/** Ids that a run remembers, to notice repetitions. */
const maxRememberedIds = 200_000;
/** How long a batch that is not full waits for more messages, in milliseconds. */
const fillMs = 20;
/** Tries of a call that the service throttled or that never reached it. */
const maxTries = 6;
/** The adapter's word for a body whose MD5 differs: something arrived, but not this message. */
const damagedOnTheWay = 'ChecksumMismatch';
/** Refusals that one message of a batch may have caused: its messages are then sent one by one. */
const divisible: ReadonlySet<string> = new Set(['too-large', 'invalid']);

/** Sends what `source` yields, in batches. Never rejects for what a service says; the report tells what became of each. */
export function runSend(
  source: AsyncIterable<readonly RunItem[]>,
  target: RunTarget,
  options: RunOptions,
): Promise<RunReport> {
  return new SendRun(source, target, options).run();
}

class SendRun {
  readonly #target: RunTarget;
  readonly #options: RunOptions;
  readonly #pace: Pace;
  readonly #iterator: AsyncIterator<readonly RunItem[]>;
  readonly #ahead: RunEntry[] = [];
  readonly #busyGroups = new Set<string>();
  /** For each group the number of its first message that was not confirmed. */
  readonly #haltedGroups = new Map<string, number>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #failures: RunFailure[] = [];
  readonly #ids = new Set<string>();
  readonly #counts = { sent: 0, refused: 0, failed: 0, possiblySent: 0, heldBack: 0 };
  readonly #batchEntries: number;
  #aheadBytes = 0;
  #reading: Promise<void> | undefined;
  #ended = false;
  #cancelled = false;
  #stoppedBy: string | undefined;
  #firstId: string | undefined;
  #lastId: string | undefined;

  constructor(source: AsyncIterable<readonly RunItem[]>, target: RunTarget, options: RunOptions) {
    this.#target = target;
    this.#options = options;
    this.#pace = new Pace(options.messagesPerSecond);
    this.#iterator = source[Symbol.asyncIterator]();
    // A slow rate is an even one: ten at once and then a long pause would not be what was asked for.
    this.#batchEntries = Math.max(
      1,
      Math.min(target.maxBatchEntries, Math.floor(options.messagesPerSecond ?? target.maxBatchEntries)),
    );
  }

  async run(): Promise<RunReport> {
    const startedAt = this.#options.clock.now();
    try {
      while (!this.#over) {
        await this.#fill();
        const batch = this.#take();
        if (batch.length > 0) await this.#start(batch);
        else if (this.#underWay.size > 0) await this.#wait();
        else if (this.#ended) break;
      }
    } catch (error) {
      if (isCancelled(error)) this.#cancelled = true;
      else this.#stoppedBy ??= messageOf(error);
    }
    await Promise.all(this.#underWay);
    if (this.#over) {
      const why = this.#stoppedBy === undefined ? 'The run was cancelled first' : 'The run was stopped first';
      for (const entry of this.#ahead) this.#fail(entry, 'heldBack', why);
      await this.#iterator.return?.().catch(() => undefined);
    }
    this.#tell();
    return {
      ...this.#counts,
      end: this.#stoppedBy !== undefined ? 'stopped' : this.#wasCancelled ? 'cancelled' : 'done',
      ...(this.#stoppedBy !== undefined && { stoppedBy: this.#stoppedBy }),
      failures: this.#failures.sort((a, b) => a.number - b.number),
      ...(this.#firstId !== undefined && { firstId: this.#firstId }),
      ...(this.#lastId !== undefined && { lastId: this.#lastId }),
      startedAt,
      endedAt: this.#options.clock.now(),
    };
  }

  get #over(): boolean {
    return this.#stoppedBy !== undefined || this.#wasCancelled;
  }

  get #wasCancelled(): boolean {
    return this.#cancelled || (this.#options.signal.aborted && !this.#done);
  }

  get #done(): boolean {
    return this.#ended && this.#ahead.length === 0;
  }

  /** Reads ahead until a batch can be full, but waits for a slow source only when there is nothing else to do. */
  async #fill(): Promise<void> {
    const wanted = this.#target.ordered ? maxAheadEntries : this.#batchEntries;
    while (!this.#ended && !this.#over && this.#ahead.length < wanted && this.#aheadBytes < maxAhead) {
      this.#reading ??= this.#read();
      const idle = this.#ahead.length === 0;
      const waits: Promise<unknown>[] = [this.#reading.then(() => 'read')];
      if (!idle) waits.push(new Promise(resolve => setTimeout(resolve, fillMs)));
      else if (this.#underWay.size > 0) waits.push(...this.#underWay);
      if ((await Promise.race(waits)) !== 'read' && !idle) return;
    }
  }

  async #read(): Promise<void> {
    try {
      const { value, done } = await this.#iterator.next();
      if (done) this.#ended = true;
      else for (const item of value) this.#accept(item);
    } catch (error) {
      this.#ended = true;
      if (isCancelled(error)) this.#cancelled = true;
      else this.#stoppedBy ??= messageOf(error);
    } finally {
      this.#reading = undefined;
    }
  }

  #accept(item: RunItem): void {
    if ('problem' in item) {
      this.#keep({ number: item.number, ...lineOf(item), kind: 'refused', reason: item.problem });
      return;
    }
    const faults = this.#target.faults(item.entry);
    if (faults.length > 0) {
      this.#fail(item, 'refused', faults.map(fault => `${fault}.`).join(' '));
      return;
    }
    this.#ahead.push(item);
    this.#aheadBytes += entryBytes(item.entry);
  }

  /**
   * The next batch. Where order counts, a batch holds one message of a group at most: SQS answers for each entry by
   * itself, so that a later one could be taken although an earlier one was not.
   */
  #take(): RunEntry[] {
    if (this.#underWay.size >= (this.#options.concurrency ?? 4)) return [];
    const batch: RunEntry[] = [];
    let bytes = 0;
    const passedOver = new Set<string>();
    for (let at = 0; at < this.#ahead.length && batch.length < this.#batchEntries; ) {
      const item = this.#ahead[at] as RunEntry;
      const size = entryBytes(item.entry);
      const group = this.#groupOf(item);
      const halt = group === undefined ? undefined : this.#haltedGroups.get(group);
      if (halt !== undefined && halt < item.number) {
        this.#drop(at, size);
        this.#fail(item, 'heldBack', `An earlier message of its group was not sent: number ${halt}`);
        continue;
      }
      const waits = group !== undefined && (this.#busyGroups.has(group) || passedOver.has(group));
      if (waits || (batch.length > 0 && bytes + size > this.#target.maxBatchBytes)) {
        if (group === undefined) break;
        passedOver.add(group);
        at++;
        continue;
      }
      this.#drop(at, size);
      batch.push(item);
      bytes += size;
      if (group !== undefined) this.#busyGroups.add(group);
    }
    return batch;
  }

  #drop(at: number, size: number): void {
    this.#ahead.splice(at, 1);
    this.#aheadBytes -= size;
  }

  #groupOf({ entry }: RunEntry): string | undefined {
    return this.#target.ordered ? (entry.groupId ?? '') : undefined;
  }

  async #start(batch: readonly RunEntry[]): Promise<void> {
    try {
      await this.#pace.turn(batch.length, this.#options.clock, this.#options.signal);
    } catch (error) {
      for (const item of batch) this.#fail(item, 'heldBack', 'The run was cancelled first');
      throw error;
    }
    const work = this.#send(batch).finally(() => {
      this.#underWay.delete(work);
      for (const item of batch) this.#busyGroups.delete(this.#groupOf(item) ?? '');
      this.#tell();
    });
    this.#underWay.add(work);
  }

  async #wait(): Promise<void> {
    await Promise.race(this.#underWay);
  }

  async #send(batch: readonly RunEntry[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        // Not the run's own signal: a call that is torn down half-way leaves nobody knowing what it did.
        const answer = await this.#target.sendBatch(
          batch.map(({ entry }) => entry),
          new AbortController().signal,
        );
        this.#pace.succeeded();
        for (const failure of answer.failed) {
          const item = batch[failure.index];
          const kind = failure.code === damagedOnTheWay ? 'possiblySent' : failure.senderFault ? 'refused' : 'failed';
          if (item) this.#fail(item, kind, failure.message || failure.code);
        }
        for (const [index, item] of batch.entries()) {
          const id = answer.sent[index]?.messageId;
          if (id !== undefined) this.#confirm(item, id);
          else if (!answer.failed.some(failure => failure.index === index)) {
            this.#fail(item, 'possiblySent', 'The service did not say what became of it');
          }
        }
        return;
      } catch (error) {
        if (!(error instanceof AwsError)) return this.#stop(batch, 'possiblySent', messageOf(error));
        if (error.mayHaveHappened) {
          for (const item of batch) this.#fail(item, 'possiblySent', error.message);
          return;
        }
        if (divisible.has(error.kind)) {
          if (batch.length > 1) {
            for (const item of batch) await this.#send([item]);
            return;
          }
          for (const item of batch) this.#fail(item, 'refused', error.message);
          return;
        }
        const passing = error.kind === 'throttled' || error.kind === 'unreachable';
        if (!passing || tries >= maxTries || this.#over) return this.#stop(batch, 'failed', error.message);
        this.#pace.slowDown();
        await this.#pace.wait(this.#options.clock);
      }
    }
  }

  #stop(batch: readonly RunEntry[], kind: FailureKind, reason: string): void {
    for (const item of batch) this.#fail(item, kind, reason);
    this.#stoppedBy ??= reason;
  }

  /** A FIFO queue answers a repetition with the id of the first one and drops it, which is no failure of its group. */
  #confirm(item: RunEntry, id: string): void {
    if (this.#target.ordered && this.#ids.has(id)) {
      const reason = 'The queue took it for a repetition of an earlier message and dropped it: same deduplication id';
      this.#keep({ number: item.number, ...lineOf(item), kind: 'refused', reason, entry: item.entry });
      return;
    }
    if (this.#target.ordered && this.#ids.size < maxRememberedIds) this.#ids.add(id);
    this.#counts.sent++;
    this.#firstId ??= id;
    this.#lastId = id;
  }

  #fail(item: RunEntry, kind: FailureKind, reason: string): void {
    const group = this.#groupOf(item);
    if (group !== undefined) {
      this.#haltedGroups.set(group, Math.min(item.number, this.#haltedGroups.get(group) ?? item.number));
    }
    this.#keep({ number: item.number, ...lineOf(item), kind, reason, entry: item.entry });
  }

  #keep(failure: RunFailure): void {
    this.#counts[failure.kind]++;
    this.#failures.push(failure);
    if (this.#failures.length >= maxFailures) {
      this.#stoppedBy ??= `${maxFailures.toLocaleString('en-US')} messages were not sent, so the rest was not tried`;
    }
  }

  #tell(): void {
    this.#options.onProgress?.({ ...this.#counts });
  }
}

function lineOf({ line }: { readonly line?: number }): { line?: number } {
  return line === undefined ? {} : { line };
}
