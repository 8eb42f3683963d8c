import type { Scope } from '../core/scope.ts';
import type { QueueClient } from '../queues/queueClient.ts';
import type { Calls } from './calls.ts';
import { Sqs } from './sqsCalls.ts';
import { queueMessages } from './sqsMessages.ts';
import { queueMoveTasks } from './sqsMoveTasks.ts';
import { queueResources } from './sqsQueues.ts';

/** SQS in one scope. */
export function sqsQueueClient(calls: Calls, scope: Scope): QueueClient {
  const sqs = new Sqs(calls, scope);
  return { ...queueResources(sqs), ...queueMessages(sqs), ...queueMoveTasks(sqs) };
}
