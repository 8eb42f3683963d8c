import type { Clock } from '../../core/clock.ts';
import type { QueueRef } from '../queue.ts';
import type { PollPlan } from './pollPlan.ts';
import { type PollEnd, type PollPort, PollSession } from './pollSession.ts';

/** What a second look at a queue can say of messages whose delete was not confirmed. */
export interface CheckOutcome {
  /** Received again: they are in the queue, and held anew. */
  readonly still: readonly string[];
  /** Not received, which proves nothing by itself. */
  readonly notSeen: readonly string[];
  /** Our own hold still hides them: a look before its end says nothing. */
  readonly hidden: readonly string[];
  /** Distinct messages that were received. */
  readonly distinct: number;
  /** Why the look ended; `empty`: nothing more came. */
  readonly reason: PollEnd;
  /** Until when what was found is held, in milliseconds since 1970. */
  readonly heldUntil: number;
  /** Until when hidden ones stay so. */
  readonly hiddenUntil: number;
}

const plan: PollPlan = { waitSeconds: 2, holdSeconds: 60, want: 5_000, emptyReceives: 3 };

/**
 * Receives from the queue for a minute at most, to find out which of the unconfirmed deletes did not happen. Each
 * message that comes has its receive count raised by 1; those that are not looked for are given back at the end.
 */
export async function checkUnconfirmed(
  session: PollSession,
  client: PollPort,
  queue: QueueRef,
  clock: Clock,
  options: { readonly maxReceiveCount?: number | undefined; readonly plan?: Partial<PollPlan> },
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const now = clock.now();
  const unconfirmed = [...session.messages()].filter(({ state }) => state === 'unconfirmed');
  const hidden = unconfirmed.filter(({ heldUntil }) => heldUntil > now);
  const wanted = new Set(unconfirmed.filter(({ heldUntil }) => heldUntil <= now).map(each => each.message.messageId));
  const still: string[] = [];
  let reason: PollEnd = 'stopped';
  const look = new PollSession(client, queue, clock);
  if (wanted.size > 0) {
    const found = new AbortController();
    const follow = (): void => found.abort();
    signal.addEventListener('abort', follow, { once: true });
    try {
      const budget = { maxReceiveCount: options.maxReceiveCount };
      for await (const step of look.collect({ ...plan, ...options.plan }, budget, found.signal)) {
        if (step.kind === 'end') reason = step.reason;
        else for (const { messageId } of step.messages) if (wanted.has(messageId)) still.push(messageId);
        // All are found: no other message needs to be touched.
        if (still.length === wanted.size) found.abort();
      }
    } finally {
      signal.removeEventListener('abort', follow);
      const ours = new Set(still);
      for (const id of still) {
        const seen = look.message(id);
        if (seen) session.takeOver(seen);
      }
      await look.release([...look.messages()].map(each => each.message.messageId).filter(id => !ours.has(id)));
    }
  }
  return {
    still,
    notSeen: [...wanted].filter(id => !still.includes(id)),
    hidden: hidden.map(each => each.message.messageId),
    distinct: look.distinct,
    reason,
    heldUntil: look.deadline,
    hiddenUntil: Math.max(0, ...hidden.map(each => each.heldUntil)),
  };
}
