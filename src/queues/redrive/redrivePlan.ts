import { count } from '../../core/text.ts';

/** Which of the two ways moves the messages. */
export type Way = 'managed' | 'ours';

/** What the choice of a way depends on. */
export interface WayFacts {
  /** The endpoint knows StartMessageMoveTask. */
  readonly offered: boolean;
  /** Queues whose dead-letter queue this is. */
  readonly sources: number;
}

/** Why SQS cannot move these messages itself, or undefined when it can (APIReference/API_StartMessageMoveTask.html). */
export function managedFault(facts: WayFacts): string | undefined {
  if (!facts.offered) return 'This endpoint does not offer message move tasks.';
  if (facts.sources === 0) {
    return 'SQS moves messages only out of a queue that is the dead-letter queue of another queue. No queue names this one; those of Lambda, SNS and EventBridge do not count.';
  }
  return undefined;
}

/** Why messages cannot go back where they came from, or undefined when they can. */
export function backFault(facts: WayFacts): string | undefined {
  return facts.sources === 0 ? 'No queue names this one as its dead-letter queue, so choose a destination.' : undefined;
}

/** What moving does to a message, for the way that is used; said before anything moves. */
export function effects(way: Way, fifo: boolean): { kept: string; lost: string; how: string } {
  return {
    kept: `Body, message attributes, trace header${fifo ? ', message group and the order within it' : ' and message group'}.`,
    lost: `Message id, sent time and receive count: each message is a new one, and its retention starts anew.${fifo ? ' The deduplication id is replaced as well, else the destination could drop the message silently.' : ''}`,
    how:
      way === 'managed'
        ? 'SQS moves the messages itself. The task goes on when this window is closed; it ends after 36 hours at the latest, and one runs for a queue at a time.'
        : 'This window moves the messages one batch at a time: it sends, waits for the confirmation, and only then deletes. A journal of ids, never bodies, lets an interrupted run be resumed.',
  };
}

/** What a person should know about the destination. */
export function warningOf(back: boolean, messages: number | undefined): string {
  const many = messages === undefined ? 'These messages' : count(messages, 'message');
  return back
    ? `${many} failed there before. If the cause is not mended they fail again and come back here.`
    : 'Whatever reads the destination gets these messages as if they were sent to it now.';
}
