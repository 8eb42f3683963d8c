import { AwsError, UserError } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import type { QueueAttributes, QueueRef } from '../queue.ts';
import { depthWords } from '../queueService.ts';

/** When each queue was purged last by us: milliseconds since 1970, by ARN and connection. */
export type PurgeTimes = Map<string, number>;

export function notePurge(times: PurgeTimes, queue: QueueRef, now: number): void {
  times.set(keyOf(queue), now);
}

/** Refuses, with the seconds left to wait, when we purged this queue less than a minute ago. */
export function requirePurgeAllowed(times: PurgeTimes, queue: QueueRef, now: number): void {
  const last = times.get(keyOf(queue));
  const wait = last === undefined ? 0 : Math.ceil((last + sqs.purgeIntervalSeconds * 1000 - now) / 1000);
  if (wait <= 0) return;
  const ago = sqs.purgeIntervalSeconds - wait;
  throw new UserError(
    `SQS purges a queue once in ${sqs.purgeIntervalSeconds} seconds, and this one was purged ${ago} s ago. Try again in ${wait} s: ${queue.name}`,
  );
}

/** What a purge does, said before it is done. */
export function purgeConsequence(attributes: QueueAttributes): string {
  return (
    `It holds ${depthWords(attributes)}. Everything in it is deleted for good, and so is what arrives while SQS is at it, ` +
    `which takes up to ${sqs.purgeIntervalSeconds} seconds. SQS allows one purge in ${sqs.purgeIntervalSeconds} seconds. ` +
    'To keep the messages and spare newer ones, use Empty with Snapshot.'
  );
}

/** SQS's own refusal of a second purge within a minute, in words; other errors as they are. */
export function inPurgeWords(error: unknown, queue: QueueRef): unknown {
  return error instanceof AwsError && error.code.endsWith('PurgeQueueInProgress')
    ? new UserError(
        `Somebody purged this queue less than ${sqs.purgeIntervalSeconds} seconds ago, and SQS allows it once in that time. Try again in a minute: ${queue.name}`,
        { cause: error },
      )
    : error;
}

function keyOf(queue: QueueRef): string {
  return `${queue.connectionId} ${queue.arn}`;
}
