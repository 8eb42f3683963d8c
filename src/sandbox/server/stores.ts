/**
 * The parts of fauxqs below its HTTP side. Its package exports the application alone, so these few are reached by file:
 * with the stores in hand the sandbox can mend what the tour needs and keep data without a second database.
 */
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { type SqsQueue, SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import {
  INVALID_MESSAGE_BODY_CHAR,
  SETTABLE_ATTRIBUTES,
  type SqsMessage,
} from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';

export type { SqsMessage, SqsQueue };
export { INVALID_MESSAGE_BODY_CHAR, SETTABLE_ATTRIBUTES, SnsStore, SqsStore };

/** A message that remembers which queue gave it up, as DeadLetterQueueSourceArn says. */
export interface TracedMessage extends SqsMessage {
  deadLetterQueueSourceArn?: string;
}

export interface Stores {
  readonly sqs: SqsStore;
  readonly sns: SnsStore;
}

export const accountId = '000000000000';

/** The parts of an SQS ARN: arn:aws:sqs:REGION:ACCOUNT:NAME. */
export function queueOfArn(arn: string): { region: string; name: string } {
  const parts = arn.split(':');
  return { region: parts[3] ?? '', name: parts[5] ?? '' };
}

/** The queues whose redrive policy names this dead-letter queue. */
export function sourcesOf(arn: string, stores: Stores): SqsQueue[] {
  return [...stores.sqs.allQueues()].filter(queue => deadLetterTarget(queue) === arn);
}

function deadLetterTarget(queue: SqsQueue): string | undefined {
  try {
    const policy = JSON.parse(queue.attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string };
    return policy.deadLetterTargetArn;
  } catch {
    return undefined;
  }
}
