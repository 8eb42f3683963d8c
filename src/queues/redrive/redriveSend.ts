import type { Clock } from '../../core/clock.ts';
import { AwsError, UserError } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import type { Pace } from '../../core/pace.ts';
import { isFifoName, type QueueRef, type ReceivedMessage } from '../queue.ts';
import type { QueueClient } from '../queueClient.ts';
import { type Chunk, outgoing } from './redriveRoute.ts';
import type { JournalWriter, RunRecord, RunState } from './redriveState.ts';

/** What became of one message that was to be sent. */
export type SendOutcome =
  | { readonly kind: 'sent' }
  /** The destination will not take it. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** No answer, and sending again is not safe or did not help either. */
  | { readonly kind: 'undecided' }
  /** Our hold ran out before it could be sent. */
  | { readonly kind: 'let-go' };

export interface Sending {
  readonly client: Pick<QueueClient, 'sendBatch'>;
  readonly source: QueueRef;
  readonly run: string;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly state: RunState;
  readonly journal: JournalWriter;
}

/** Repeats of one call whose answer was lost, that was not reached, or whose entries failed for no fault of theirs. */
const maxRepeats = 3;
/** A resend has to arrive within the deduplication window: what a call may take is kept in hand. */
const deduplicationMargin = 60_000;
/** The adapter's word for a body whose MD5 differs: the destination has something, but not this message. */
const damagedOnTheWay = 'ChecksumMismatch';
/** Refusals that one message of a batch may have caused: its messages are then sent one by one. */
const divisible: ReadonlySet<string> = new Set(['too-large', 'invalid']);

/** True while a FIFO destination still recognises a message that was first tried at `firstTry`. */
export function withinDeduplication(firstTry: number, now: number): boolean {
  return now - firstTry < sqs.deduplicationSeconds * 1_000 - deduplicationMargin;
}

/**
 * Sends the messages of a chunk: announced in the journal first, confirmed in it before this returns. A message that an
 * earlier try may have brought through already is listed as a possible duplicate before a standard queue gets it again.
 * Throws when the run must not go on; what was confirmed until then is in the journal.
 */
export async function sendChunk(sending: Sending, chunk: Chunk, heldUntil: number): Promise<Map<string, SendOutcome>> {
  const outcomes = new Map<string, SendOutcome>();
  const ids = chunk.messages.map(idOf);
  const unanswered = new Set(ids.filter(id => sending.state.tried.has(id)));
  const lines: RunRecord[] = [{ t: 'try', at: sending.clock.now(), ids }];
  if (unanswered.size > 0 && !isFifoName(chunk.to.name)) lines.push({ t: 'maybe', ids: [...unanswered] });
  await record(sending, lines, true);
  await attempt({ sending, to: chunk.to, heldUntil, outcomes, unanswered }, chunk.messages);
  return outcomes;
}

interface Attempt {
  readonly sending: Sending;
  readonly to: QueueRef;
  readonly heldUntil: number;
  readonly outcomes: Map<string, SendOutcome>;
  /** Ids that an unanswered call may have brought through. */
  readonly unanswered: Set<string>;
}

async function attempt(task: Attempt, messages: readonly ReceivedMessage[]): Promise<void> {
  const { sending, to, outcomes, unanswered } = task;
  const { clock, pace } = sending;
  let open = messages;
  let repeats = 0;
  while (open.length > 0) {
    if (clock.now() >= task.heldUntil) return giveUp(task, open, { kind: 'let-go' });
    try {
      const answer = await sending.client.sendBatch(
        to,
        open.map(message => outgoing(message, to, sending.run, sending.source)),
        new AbortController().signal,
      );
      pace.succeeded();
      await confirm(sending, open, answer.sent, outcomes);
      const again: ReceivedMessage[] = [];
      for (const failure of answer.failed) {
        const message = open[failure.index];
        if (message === undefined) continue;
        if (failure.code === damagedOnTheWay) unanswered.add(idOf(message));
        else if (!failure.senderFault && repeats < maxRepeats) {
          again.push(message);
          continue;
        }
        await giveUp(task, [message], { kind: 'failed', reason: failure.message || failure.code });
      }
      open = again;
      if (open.length > 0) await pace.wait(clock);
      repeats++;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.mayHaveHappened) {
        for (const message of open) unanswered.add(idOf(message));
        if (++repeats > maxRepeats || !mayRepeat(task, open)) return giveUp(task, open, { kind: 'undecided' });
        if (!isFifoName(to.name)) await record(sending, [{ t: 'maybe', ids: open.map(idOf) }], true);
      } else if (error.kind === 'unreachable' && ++repeats > maxRepeats) {
        await giveUp(task, open, { kind: 'let-go' });
        throw error;
      } else if (divisible.has(error.kind)) {
        if (open.length === 1) return giveUp(task, open, { kind: 'failed', reason: error.message });
        for (const message of open) await attempt(task, [message]);
        return;
      } else if (error.kind !== 'throttled' && error.kind !== 'unreachable') {
        await giveUp(task, open, { kind: 'let-go' });
        throw error;
      }
      pace.slowDown();
      await pace.wait(clock);
    }
  }
}

function mayRepeat({ sending, to }: Attempt, messages: readonly ReceivedMessage[]): boolean {
  if (!isFifoName(to.name)) return true;
  const now = sending.clock.now();
  return messages.every(message => withinDeduplication(sending.state.tried.get(idOf(message)) ?? now, now));
}

/** Ends the tries of messages; those that no unanswered call can have brought through are written down as not sent. */
async function giveUp(task: Attempt, messages: readonly ReceivedMessage[], outcome: SendOutcome): Promise<void> {
  const notSent: string[] = [];
  for (const message of messages) {
    const id = idOf(message);
    const unsure = task.unanswered.has(id);
    task.outcomes.set(id, unsure && outcome.kind === 'let-go' ? { kind: 'undecided' } : outcome);
    if (!unsure) notSent.push(id);
  }
  if (notSent.length > 0) await record(task.sending, [{ t: 'not', ids: notSent }], false);
}

/** Writes down what the destination confirmed. Two messages under one id mean that one of them was swallowed. */
async function confirm(
  sending: Sending,
  messages: readonly ReceivedMessage[],
  sent: readonly ({ messageId: string } | undefined)[],
  outcomes: Map<string, SendOutcome>,
): Promise<void> {
  const pairs: [string, string][] = [];
  const owners = new Map<string, string>();
  let swallowed: string | undefined;
  for (const [index, message] of messages.entries()) {
    const newId = sent[index]?.messageId;
    if (newId === undefined) continue;
    const owner = sending.state.produced.get(newId) ?? owners.get(newId);
    if (owner !== undefined && owner !== idOf(message)) {
      swallowed = newId;
      continue;
    }
    owners.set(newId, idOf(message));
    pairs.push([idOf(message), newId]);
    outcomes.set(idOf(message), { kind: 'sent' });
  }
  if (pairs.length > 0) await record(sending, [{ t: 'sent', pairs }], true);
  if (swallowed !== undefined) {
    throw new UserError(
      `The destination answered two different messages with one id, so one of them was not enqueued. Nothing more is moved or deleted: ${swallowed}`,
    );
  }
}

/** To the journal first, then to memory: what we believe is never ahead of what is written. */
async function record(sending: Sending, lines: readonly RunRecord[], durable: boolean): Promise<void> {
  await sending.journal.append(lines, durable);
  for (const line of lines) sending.state.apply(line);
}

function idOf(message: ReceivedMessage): string {
  return message.messageId;
}
