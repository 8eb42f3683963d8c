import type { Clock } from '../../core/clock.ts';
import { chunks, mapLimited } from '../../core/concurrency.ts';
import { AwsError } from '../../core/errors.ts';
import { Handover } from '../../core/handover.ts';
import { sqs } from '../../core/limits.ts';
import type { QueueRef, ReceivedMessage } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import { type PollPlan, remainingSeconds } from './pollPlan.ts';

export type PollPort = Pick<QueueClient, 'receive' | 'changeVisibility' | 'deleteMessages'>;

/**
 * Where a message that was seen is now. `unconfirmed`: its delete was answered with success after our hold had lapsed,
 * or not answered at all, so it may still be in the queue.
 */
export type HoldState = 'held' | 'released' | 'lapsed' | 'deleted' | 'unconfirmed';

export interface SeenMessage {
  /** What an act on it needs; the rest is handed on with its batch and not kept here. */
  readonly message: Pick<ReceivedMessage, 'messageId' | 'receiptHandle'>;
  /** Milliseconds since 1970; until then nobody else gets it and a delete counts. */
  readonly heldUntil: number;
  readonly state: HoldState;
}

/** Why a poll ended. `budget`: a message came close to its maxReceiveCount. `memory`: the bodies became too many. */
export type PollEnd = 'enough' | 'empty' | 'time' | 'budget' | 'memory' | 'stopped';

export type PollStep =
  | { readonly kind: 'batch'; readonly messages: readonly ReceivedMessage[]; readonly receives: number }
  | { readonly kind: 'end'; readonly reason: PollEnd; readonly receives: number };

/** What became of the messages that an act was meant for. */
export interface ActOutcome {
  readonly done: number;
  /** Answered with success after the hold had lapsed, or not answered at all. */
  readonly unconfirmed: number;
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
}

/** Characters of bodies that one poll collects at most: 512 Mi. */
const maxHeldCharacters = 536_870_912;
/** Receives under way at once, where a queue does not count them. */
const defaultLanes = 4;
/** Batches that are given back or deleted at once. */
const actLanes = 8;

/** What the lanes of one poll share. */
interface Collecting {
  readonly plan: PollPlan;
  /** A receive count at which the poll stops. */
  readonly limit: number;
  readonly batches: Handover<readonly ReceivedMessage[]>;
  /** Messages asked for by receives that are under way. */
  reserved: number;
  /** Receives in a row that brought nothing. */
  empty: number;
  end: PollEnd | undefined;
}

/**
 * One poll of one queue: receives over many batches, keeps one entry for each message id, and gives back what it holds.
 * Stopping never abandons a receive that is under way: what it still brings is released as it arrives, so that no
 * message stays hidden that nobody has seen.
 */
export class PollSession {
  readonly #client: PollPort;
  readonly #queue: QueueRef;
  readonly #clock: Clock;
  readonly #seen = new Map<string, SeenMessage>();
  readonly #late = new Set<Promise<void>>();
  readonly #lanes: number;
  #deadline = 0;
  #characters = 0;
  #receives = 0;
  #hiddenUntil = 0;

  constructor(client: PollPort, queue: QueueRef, clock: Clock, lanes = defaultLanes) {
    this.#client = client;
    this.#queue = queue;
    this.#clock = clock;
    this.#lanes = lanes;
  }

  get distinct(): number {
    return this.#seen.size;
  }

  /** When everything still held comes back by itself, in milliseconds since 1970. */
  get deadline(): number {
    return this.#deadline;
  }

  /** Until when messages may be hidden that a lost answer carried; 0 when no answer was lost. */
  get hiddenUntil(): number {
    return this.#hiddenUntil;
  }

  message(id: string): SeenMessage | undefined {
    return this.#seen.get(id);
  }

  messages(): Iterable<SeenMessage> {
    return this.#seen.values();
  }

  /**
   * Receives until the plan is fulfilled; the last step says why it ended. Called again it goes on where it stood
   * (`want` counts what was seen before), and with `pastBudget` also beyond messages close to `maxReceiveCount`. Where
   * receives are counted, one receive is under way at a time, so that as few messages as possible pay after the first
   * one that is close to its end.
   */
  async *collect(
    plan: PollPlan,
    options: { maxReceiveCount?: number | undefined; pastBudget?: boolean | undefined },
    signal: AbortSignal,
  ): AsyncGenerator<PollStep> {
    if (this.#deadline === 0) this.#deadline = this.#clock.now() + plan.holdSeconds * 1_000;
    const counted = options.maxReceiveCount !== undefined && !options.pastBudget;
    const collecting: Collecting = {
      plan,
      limit: counted ? Math.max(1, (options.maxReceiveCount ?? 0) - 1) : Number.POSITIVE_INFINITY,
      batches: new Handover<readonly ReceivedMessage[]>(),
      reserved: 0,
      empty: 0,
      end: undefined,
    };
    const lanes = Array.from({ length: counted ? 1 : this.#lanes }, () => this.#lane(collecting, signal));
    // Every lane's last receive is waited for, whatever became of the others: what it brings must not be forgotten.
    const done = Promise.allSettled(lanes).then(ends => {
      const failed = ends.find(end => end.status === 'rejected');
      if (failed) collecting.batches.fail(failed.reason);
      else collecting.batches.close();
    });
    try {
      for await (const messages of collecting.batches) {
        yield { kind: 'batch', messages, receives: this.#receives };
      }
    } finally {
      collecting.end ??= 'stopped';
      await done;
    }
    yield { kind: 'end', reason: collecting.end, receives: this.#receives };
  }

  /** One receive after the other, until this or another lane finds a reason to end. What is under way then is kept. */
  async #lane(collecting: Collecting, signal: AbortSignal): Promise<void> {
    const { plan, batches } = collecting;
    while (collecting.end === undefined) {
      const end = this.#endBefore(plan, signal);
      if (end !== undefined) {
        collecting.end = end;
        return;
      }
      const visibilitySeconds = remainingSeconds(this.#deadline, this.#clock.now());
      const max = Math.min(sqs.maxReceive, plan.want - this.#seen.size - collecting.reserved);
      // What the other lanes have asked for may be all that is wanted; the last of them goes on if it was less.
      if (max <= 0) return;
      const waitSeconds = Math.min(plan.waitSeconds, visibilitySeconds - 1);
      collecting.reserved += max;
      let received: readonly ReceivedMessage[] | undefined;
      try {
        received = await this.#receiveUnlessStopped({ max, waitSeconds, visibilitySeconds }, signal);
      } catch (error) {
        collecting.end ??= 'stopped';
        throw error;
      } finally {
        collecting.reserved -= max;
      }
      if (received === undefined) {
        collecting.end = 'stopped';
        return;
      }
      const fresh = received.filter(message => this.#keep(message));
      collecting.empty = received.length === 0 ? collecting.empty + 1 : 0;
      if (fresh.length > 0) batches.push(fresh);
      if (fresh.some(message => message.receiveCount >= collecting.limit)) collecting.end = 'budget';
      else if (collecting.empty >= plan.emptyReceives) collecting.end ??= 'empty';
    }
  }

  #endBefore(plan: PollPlan, signal: AbortSignal): PollEnd | undefined {
    if (signal.aborted) return 'stopped';
    if (this.#seen.size >= plan.want) return 'enough';
    if (this.#characters >= maxHeldCharacters) return 'memory';
    return remainingSeconds(this.#deadline, this.#clock.now()) < 2 ? 'time' : undefined;
  }

  /** Undefined when the poll was stopped meanwhile. */
  async #receiveUnlessStopped(
    options: { max: number; waitSeconds: number; visibilitySeconds: number },
    signal: AbortSignal,
  ): Promise<ReceivedMessage[] | undefined> {
    const untilThen = this.#clock.now() + options.visibilitySeconds * 1_000;
    const receiving = this.#client.receive(this.#queue, options, new AbortController().signal);
    this.#receives++;
    let stop = (): void => undefined;
    const stopped = new Promise<undefined>(resolve => {
      stop = () => resolve(undefined);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      const first = await Promise.race([receiving, stopped]);
      if (first === undefined) this.#letGo(receiving);
      return first;
    } catch (error) {
      if (error instanceof AwsError && error.mayHaveHappened)
        this.#hiddenUntil = Math.max(this.#hiddenUntil, untilThen);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #letGo(receiving: Promise<ReceivedMessage[]>): void {
    const late = receiving
      .then(async messages => {
        const handles = messages.map(message => message.receiptHandle);
        if (handles.length > 0) {
          await this.#client.changeVisibility(this.#queue, handles, 0, new AbortController().signal);
        }
      })
      .catch(() => {
        this.#hiddenUntil = this.#deadline;
      })
      .finally(() => this.#late.delete(late));
    this.#late.add(late);
  }

  /** True when the message had not been seen; one seen before is taken over with its newer handle. */
  #keep(message: ReceivedMessage): boolean {
    const { messageId, receiptHandle } = message;
    const known = this.#seen.has(messageId);
    const entry = { message: { messageId, receiptHandle }, heldUntil: this.#deadline, state: 'held' } as const;
    this.#seen.set(messageId, entry);
    if (!known) this.#characters += message.body.length;
    return !known;
  }

  /** Takes in a message that another look at the queue has received, with its newer handle and hold. */
  takeOver(seen: SeenMessage): void {
    this.#seen.set(seen.message.messageId, seen);
  }

  /** Waits for receives that were under way when the poll was stopped. */
  async settled(): Promise<void> {
    await Promise.all([...this.#late]);
  }

  /** Marks what came back by itself; true when something did. */
  lapse(): boolean {
    const now = this.#clock.now();
    let any = false;
    for (const [id, entry] of this.#seen) {
      if (entry.state === 'held' && now >= entry.heldUntil) {
        this.#seen.set(id, { ...entry, state: 'lapsed' });
        any = true;
      }
    }
    return any;
  }

  /** Gives messages back, all that are held by default: receivable again at once. */
  async release(ids: Iterable<string> = [...this.#seen.keys()]): Promise<ActOutcome> {
    this.lapse();
    await this.settled();
    return this.#act(ids, 'released', (handles, signal) =>
      this.#client.changeVisibility(this.#queue, handles, 0, signal),
    );
  }

  /** Deletes messages. One whose hold has lapsed is tried as well and ends as `unconfirmed`. */
  async delete(ids: Iterable<string>): Promise<ActOutcome> {
    this.lapse();
    return this.#act(ids, 'deleted', (handles, signal) => this.#client.deleteMessages(this.#queue, handles, signal));
  }

  async #act(
    ids: Iterable<string>,
    goal: 'released' | 'deleted',
    call: (handles: readonly string[], signal: AbortSignal) => ReturnType<PollPort['deleteMessages']>,
  ): Promise<ActOutcome> {
    const failed: { id: string; reason: string }[] = [];
    let done = 0;
    let unconfirmed = 0;
    const possible: readonly HoldState[] = goal === 'deleted' ? ['held', 'lapsed', 'unconfirmed'] : ['held'];
    const chosen = [...ids].filter(id => possible.some(state => state === this.#seen.get(id)?.state));
    await mapLimited(chunks(chosen, sqs.maxBatchEntries), actLanes, async part => {
      const sentAt = this.#clock.now();
      const outcome = await this.#callBatch(part, call);
      for (const [index, id] of part.entries()) {
        const entry = this.#seen.get(id);
        if (entry === undefined) continue;
        const late = sentAt >= entry.heldUntil;
        const reason = outcome.failures.get(index);
        if (reason !== undefined) failed.push({ id, reason });
        else if (late || outcome.unanswered) unconfirmed++;
        else done++;
        const settled = reason === undefined && !late && !outcome.unanswered;
        const unsure = reason === undefined && goal === 'deleted' ? 'unconfirmed' : late ? 'lapsed' : entry.state;
        this.#seen.set(id, { ...entry, state: settled ? goal : unsure });
      }
    });
    return { done, unconfirmed, failed };
  }

  /** Failures by position. A call that may have happened without an answer is repeated once: both acts can be. */
  async #callBatch(
    ids: readonly string[],
    call: (handles: readonly string[], signal: AbortSignal) => ReturnType<PollPort['deleteMessages']>,
  ): Promise<{ failures: ReadonlyMap<number, string>; unanswered: boolean }> {
    const handles = ids.map(id => this.#seen.get(id)?.message.receiptHandle ?? '');
    for (let attempt = 1; ; attempt++) {
      try {
        const failures = await call(handles, new AbortController().signal);
        return { failures: new Map(failures.map(failure => [failure.index, failure.message])), unanswered: false };
      } catch (error) {
        if (error instanceof AwsError && error.mayHaveHappened) {
          if (attempt === 1) continue;
          return { failures: new Map(), unanswered: true };
        }
        const reason = error instanceof Error ? error.message : String(error);
        return { failures: new Map(ids.map((_, index) => [index, reason])), unanswered: false };
      }
    }
  }
}
