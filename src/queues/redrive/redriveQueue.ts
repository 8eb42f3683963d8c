import type { Clock } from '../../core/clock.ts';
import { AwsError, messageOf } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import { Pace } from '../../core/pace.ts';
import { isFifoName, type QueueRef, type ReceivedMessage } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import type { Left, RedriveProgress, RedriveResult } from './redriveResult.ts';
import { type Chunk, chunksOf, routeOf } from './redriveRoute.ts';
import { type Sending, type SendOutcome, sendChunk, withinDeduplication } from './redriveSend.ts';
import type { Destination, JournalWriter, RunState } from './redriveState.ts';

export type RedrivePort = Pick<
  QueueClient,
  'attributes' | 'receive' | 'sendBatch' | 'deleteMessages' | 'changeVisibility'
>;

export interface RedriveSetup {
  readonly client: RedrivePort;
  readonly source: QueueRef;
  readonly destination: Destination;
  /** The run's own id; part of every deduplication id. */
  readonly run: string;
  readonly journal: JournalWriter;
  /** Empty for a new run, replayed from its journal for one that goes on. */
  readonly state: RunState;
  readonly resumed: boolean;
  readonly clock: Clock;
  /** How long each batch is hidden from others while it is moved. */
  readonly visibilitySeconds: number;
  readonly waitSeconds: number;
  readonly messagesPerSecond?: number;
}

/** Receives in a row that bring nothing before the source counts as empty. */
const emptyReceives = 2;
/** Failed receives in a row before the run stops. */
const maxFailures = 5;
const behindAnother = 'it stands behind a message of its group that stays';
/** Kept between the last moment we send a delete and the end of our hold. */
const holdMargin = 1_000;

/**
 * Moves messages one batch at a time: receive, journal, send, confirm, delete, mark. A message is deleted only after
 * the destination confirmed it, so that at every moment it is in one of the two queues. Never throws: whatever ends the
 * run is told in its result, and everything it still held is given back. Cancelling takes effect after the batch at hand.
 */
export async function redriveQueue(
  setup: RedriveSetup,
  onProgress: (progress: RedriveProgress) => void,
  signal: AbortSignal,
): Promise<RedriveResult> {
  return new Mover(setup, onProgress).run(signal);
}

/** One receive's worth of messages and how long they are ours. */
interface Batch {
  readonly heldUntil: number;
  /** Groups of which a message was let go: what stands behind it must not overtake it. */
  readonly waiting: Set<string>;
}

class Mover {
  readonly #setup: RedriveSetup;
  readonly #onProgress: (progress: RedriveProgress) => void;
  readonly #pace: Pace;
  readonly #sending: Sending;
  /** The order within a group is kept when the source has one. */
  readonly #ordered: boolean;
  readonly #failed = new Map<string, string>();
  readonly #skipped = new Map<string, string>();
  readonly #undecided = new Set<string>();
  readonly #cameBack = new Set<string>();
  readonly #stoppedGroups = new Set<string>();
  /** Everything received and not deleted, to be given back at the end. */
  readonly #inHand = new Map<string, { handle: string; heldUntil: number }>();
  /** The source does not count as empty before this: messages may be hidden that are ours to move. */
  #quietUntil = 0;
  #lostUntil = 0;
  #drained = false;
  #askedForCount = false;

  constructor(setup: RedriveSetup, onProgress: (progress: RedriveProgress) => void) {
    this.#setup = setup;
    this.#onProgress = onProgress;
    this.#pace = new Pace(setup.messagesPerSecond);
    this.#sending = { ...setup, pace: this.#pace };
    this.#ordered = isFifoName(setup.source.name);
    if (setup.resumed) this.#quietUntil = setup.clock.now() + setup.visibilitySeconds * 1_000;
  }

  async run(signal: AbortSignal): Promise<RedriveResult> {
    try {
      const finished = await this.#moveAll(signal);
      return await this.#result(finished ? 'done' : 'cancelled');
    } catch (error) {
      return await this.#result('stopped', messageOf(error));
    }
  }

  /** False when it was cancelled. */
  async #moveAll(signal: AbortSignal): Promise<boolean> {
    const { clock, visibilitySeconds } = this.#setup;
    const hold = visibilitySeconds * 1_000;
    let empty = 0;
    let failures = 0;
    let lastFresh = clock.now();
    while (!signal.aborted) {
      await this.#pace.turn(0, clock);
      const asked = clock.now();
      let received: readonly ReceivedMessage[];
      try {
        received = await this.#receive();
        failures = 0;
      } catch (error) {
        if (++failures > maxFailures || !this.#mayGoOn(error)) throw error;
        this.#pace.slowDown();
        continue;
      }
      if ((await this.#sort(received, asked + hold)) > 0) lastFresh = clock.now();
      this.#report();
      empty = received.length === 0 ? empty + 1 : 0;
      if (clock.now() < this.#quietUntil) {
        if (empty >= emptyReceives) await clock.sleep(Math.min(500, this.#quietUntil - clock.now()));
        continue;
      }
      this.#drained = empty >= emptyReceives;
      if (this.#drained && (await this.#seemsHidden())) continue;
      if (this.#drained || clock.now() - lastFresh > 2 * hold) return true;
    }
    return false;
  }

  #receive(): Promise<ReceivedMessage[]> {
    const { client, source, waitSeconds, visibilitySeconds } = this.#setup;
    const options = { max: sqs.maxReceive, waitSeconds, visibilitySeconds };
    return client.receive(source, options, new AbortController().signal);
  }

  /**
   * True, once, when the queue still counts more messages than we hold: an answer may have been lost and asked for again
   * below us, and what it carried comes back when its hold ends.
   */
  async #seemsHidden(): Promise<boolean> {
    const { client, source, clock, visibilitySeconds } = this.#setup;
    if (this.#askedForCount) return false;
    this.#askedForCount = true;
    const counted = await client.attributes(source, new AbortController().signal).then(
      ({ messages = 0, messagesNotVisible = 0 }) => messages + messagesNotVisible,
      () => 0,
    );
    if (counted <= this.#inHand.size) return false;
    this.#quietUntil = clock.now() + visibilitySeconds * 1_000;
    return true;
  }

  #mayGoOn(error: unknown): boolean {
    if (!(error instanceof AwsError)) return false;
    if (!error.mayHaveHappened) return error.kind === 'throttled' || error.kind === 'unreachable';
    this.#lostUntil = this.#setup.clock.now() + this.#setup.visibilitySeconds * 1_000;
    this.#quietUntil = Math.max(this.#quietUntil, this.#lostUntil);
    return true;
  }

  /** Deals with a batch; returns how many of it were new to this run or could be put right. */
  async #sort(received: readonly ReceivedMessage[], heldUntil: number): Promise<number> {
    const again: ReceivedMessage[] = [];
    const routed: { message: ReceivedMessage; to: QueueRef }[] = [];
    for (const message of received) {
      this.#inHand.set(message.messageId, { handle: message.receiptHandle, heldUntil });
      if (this.#setup.state.reached(message.messageId)) again.push(message);
      else {
        const to = this.#destinationOf(message);
        if (to) routed.push({ message, to });
      }
    }
    await this.#delete(again, heldUntil);
    const batch: Batch = { heldUntil, waiting: new Set() };
    for (const chunk of chunksOf(routed, this.#ordered)) await this.#move(chunk, batch);
    return again.length + routed.length;
  }

  /** Undefined when the message is to be left alone; why is written down then. */
  #destinationOf(message: ReceivedMessage): QueueRef | undefined {
    const { state, clock, destination } = this.#setup;
    const id = message.messageId;
    if (state.produced.has(id)) this.#cameBack.add(id);
    if (state.produced.has(id) || this.#failed.has(id) || this.#skipped.has(id) || this.#undecided.has(id))
      return undefined;
    const group = this.#groupOf(message);
    if (group !== undefined && this.#stoppedGroups.has(group)) {
      this.#failed.set(id, behindAnother);
      return undefined;
    }
    const route = routeOf(message, destination);
    const tried = state.tried.get(id);
    if ('reason' in route) this.#skipped.set(id, route.reason);
    else if (tried === undefined || !isFifoName(route.queue.name) || withinDeduplication(tried, clock.now())) {
      return route.queue;
    } else this.#undecided.add(id);
    if (group !== undefined) this.#stoppedGroups.add(group);
    return undefined;
  }

  async #move(chunk: Chunk, batch: Batch): Promise<void> {
    const { clock } = this.#setup;
    const latest = batch.heldUntil - holdMargin;
    const going = chunk.messages.filter(message => this.#isFree(message, batch));
    if (going.length === 0) return;
    await this.#pace.turn(going.length, clock);
    const outcomes =
      clock.now() < latest
        ? await sendChunk(this.#sending, { to: chunk.to, messages: going }, latest)
        : new Map<string, SendOutcome>();
    for (const message of going) this.#settle(message, outcomes.get(message.messageId), batch);
    const sent = going.filter(message => outcomes.get(message.messageId)?.kind === 'sent');
    await this.#delete(sent, batch.heldUntil);
    this.#report();
  }

  /** False when one before it in its group stays or waits. */
  #isFree(message: ReceivedMessage, batch: Batch): boolean {
    const group = this.#groupOf(message);
    if (group === undefined) return true;
    if (this.#stoppedGroups.has(group)) this.#failed.set(message.messageId, behindAnother);
    return !this.#stoppedGroups.has(group) && !batch.waiting.has(group);
  }

  #settle(message: ReceivedMessage, outcome: SendOutcome | undefined, batch: Batch): void {
    if (outcome?.kind === 'sent') return;
    const id = message.messageId;
    const group = this.#groupOf(message);
    if (outcome === undefined || outcome.kind === 'let-go') {
      this.#quietUntil = Math.max(this.#quietUntil, batch.heldUntil);
      if (group !== undefined) batch.waiting.add(group);
      return;
    }
    if (outcome.kind === 'failed') this.#failed.set(id, outcome.reason);
    else this.#undecided.add(id);
    if (group !== undefined) this.#stoppedGroups.add(group);
  }

  #groupOf(message: ReceivedMessage): string | undefined {
    return this.#ordered ? message.groupId : undefined;
  }

  /**
   * Deletes what the destination has confirmed, but only while our hold lasts: a standard queue answers success to an
   * expired handle without deleting. What could not be deleted is met again and deleted then.
   */
  async #delete(messages: readonly ReceivedMessage[], heldUntil: number): Promise<void> {
    const { client, source, clock, journal, state } = this.#setup;
    let open = messages;
    for (let tries = 1; open.length > 0 && tries <= maxFailures && clock.now() < heldUntil - holdMargin; tries++) {
      try {
        const handles = open.map(message => message.receiptHandle);
        const failures = await client.deleteMessages(source, handles, new AbortController().signal);
        const stay = new Set(failures.map(failure => failure.index));
        const ids = open.filter((_, index) => !stay.has(index)).map(message => message.messageId);
        open = open.filter((_, index) => stay.has(index));
        for (const id of ids) this.#inHand.delete(id);
        if (ids.length > 0) {
          await journal.append([{ t: 'gone', ids }], false);
          state.apply({ t: 'gone', ids });
        }
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (!error.mayHaveHappened && error.kind !== 'throttled' && error.kind !== 'unreachable') throw error;
        this.#pace.slowDown();
        await this.#pace.wait(clock);
      }
    }
    if (open.length > 0) this.#quietUntil = Math.max(this.#quietUntil, heldUntil);
  }

  async #result(outcome: RedriveResult['outcome'], reason?: string): Promise<RedriveResult> {
    const { state, journal } = this.#setup;
    if (this.#drained && outcome === 'done') {
      const ids = [...state.sent].filter(id => !this.#inHand.has(id));
      if (ids.length > 0) await journal.append([{ t: 'gone', ids }], false).catch(() => undefined);
      state.apply({ t: 'gone', ids });
    }
    await this.#giveBack();
    for (const id of state.tried.keys()) if (!this.#failed.has(id)) this.#undecided.add(id);
    return {
      outcome,
      ...(reason !== undefined && { reason }),
      moved: state.gone.size,
      failed: listed(this.#failed),
      skipped: listed(this.#skipped),
      possibleDuplicates: [...state.possibleDuplicates],
      undecided: [...this.#undecided],
      unconfirmed: [...state.sent],
      cameBack: this.#cameBack.size,
      hiddenUntil: this.#lostUntil > this.#setup.clock.now() ? this.#lostUntil : 0,
    };
  }

  /** What is not given back here comes back by itself when its hold ends. */
  async #giveBack(): Promise<void> {
    const { client, source, clock } = this.#setup;
    const now = clock.now();
    const handles = [...this.#inHand.values()].filter(held => held.heldUntil > now).map(held => held.handle);
    if (handles.length === 0) return;
    await client.changeVisibility(source, handles, 0, new AbortController().signal).catch(() => undefined);
  }

  #report(): void {
    this.#onProgress({
      moved: this.#setup.state.gone.size,
      failed: this.#failed.size + this.#undecided.size,
      skipped: this.#skipped.size,
      possibleDuplicates: this.#setup.state.possibleDuplicates.size,
    });
  }
}

function listed(reasons: ReadonlyMap<string, string>): Left[] {
  return [...reasons].map(([id, reason]) => ({ id, reason }));
}
