import { sqs } from '../../core/limits.ts';
import { count, formatSeconds } from '../../core/text.ts';

/** What a person chooses before a poll. */
export interface PollPlan {
  /** 0 to 20: how long one receive waits for a message. */
  readonly waitSeconds: number;
  /**
   * How long the whole poll may hold messages. Every receive asks for what is left of it as visibility timeout, so no
   * message is seen twice and all of them come back at the same moment, whatever happens to this window.
   */
  readonly holdSeconds: number;
  /** Distinct messages to collect at most. */
  readonly want: number;
  /** Stop after this many receives in a row that brought nothing. */
  readonly emptyReceives: number;
}

export const defaultPlan: PollPlan = { waitSeconds: 3, holdSeconds: 120, want: 50, emptyReceives: 2 };

/** Well under the 120,000 messages a queue lets be in flight, so that its consumers keep room. */
export const maxWanted = 100_000;
export const wantedChoices = [10, 50, 100, 500, 1_000, 5_000, 20_000, maxWanted] as const;

/** What is known of the queue before a poll. */
export interface PollFigures {
  readonly fifo: boolean;
  readonly messages?: number;
  readonly messagesNotVisible?: number;
  readonly messagesDelayed?: number;
  readonly maxReceiveCount?: number;
  readonly deadLetterQueueName?: string;
}

/** What a poll with this plan does to this queue, one sentence each; said before anything is received. */
export function consequences(figures: PollFigures, plan: PollPlan): string[] {
  const hold = formatSeconds(plan.holdSeconds);
  const lines = [
    `Each message that is received gets its receive count raised by 1, and no consumer sees it until it is released, at the latest after ${hold}.`,
  ];
  const { maxReceiveCount, deadLetterQueueName } = figures;
  if (maxReceiveCount !== undefined) {
    const target = deadLetterQueueName ?? 'its dead-letter queue';
    lines.push(
      `A message is received ${count(maxReceiveCount, 'time')} at most: one that has used them up goes to ${target} when it is asked for again, unseen. The poll stops at the first message whose count reaches ${Math.max(1, maxReceiveCount - 1)}, unless you go on.`,
    );
    if (maxReceiveCount <= 2) {
      lines.push(
        maxReceiveCount === 1
          ? `Here a single receive uses up a message: after this poll the next receive moves it to ${target} instead of a consumer.`
          : `Here this poll leaves a fresh message one receive: a consumer that fails once sends it to ${target}.`,
      );
    }
  } else {
    lines.push('The queue has no dead-letter queue, so receive counts move nothing away.');
  }
  if (figures.fifo) {
    lines.push(
      'While a message of a group is held, the rest of its group is blocked for every consumer, and only the head of each group can be seen.',
    );
  }
  return lines;
}

/** How much of the queue was seen: `14 distinct of about 20`. */
export function coverage(distinct: number, figures: PollFigures): string {
  if (figures.messages === undefined) return `${count(distinct, 'distinct message')}`;
  const about = Math.max(figures.messages, distinct);
  return `${count(distinct, 'distinct message')} of about ${about.toLocaleString('en-US')}`;
}

/** What is left of the hold as a visibility timeout, in whole seconds; 0 when nothing useful is left. */
export function remainingSeconds(deadline: number, now: number): number {
  return Math.max(0, Math.min(sqs.maxVisibilitySeconds, Math.floor((deadline - now) / 1_000)));
}
