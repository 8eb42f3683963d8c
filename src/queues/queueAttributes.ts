import { tidyJson } from '../core/json.ts';
import { sqs } from '../core/limits.ts';
import { formatBytes, formatNumber, formatSeconds } from '../core/text.ts';

/** How the text that SQS keeps for an attribute is read by a person. */
export type QueueAttributeFormat = 'text' | 'count' | 'seconds' | 'bytes' | 'time' | 'yesNo' | 'json';

/** One attribute of a queue: what it is called, what it means, how it is shown and what it may be. */
export interface QueueAttributeFact {
  /** SQS's own name. */
  readonly name: string;
  readonly label: string;
  readonly explanation: string;
  readonly format: QueueAttributeFormat;
  /** For whole numbers that can be set. */
  readonly min?: number;
  readonly max?: number;
  /** What SQS takes when nothing is said, in SQS's own writing. */
  readonly fallback?: string;
  /** The values it may have. */
  readonly choices?: readonly string[];
  /** Absent = for both kinds of queue. */
  readonly only?: 'fifo' | 'standard';
  readonly editable: boolean;
}

/** In the order a person reads them. Meanings and ranges: APIReference/API_GetQueueAttributes.html, API_SetQueueAttributes.html. */
export const queueAttributes: readonly QueueAttributeFact[] = [
  {
    name: 'ApproximateNumberOfMessages',
    label: 'Messages available',
    explanation: 'Can be received right now. All counts of SQS are approximate and settle within about a minute.',
    format: 'count',
    editable: false,
  },
  {
    name: 'ApproximateNumberOfMessagesNotVisible',
    label: 'Messages in flight',
    explanation: `Received by someone and neither deleted nor released yet. SQS allows ${formatNumber(sqs.maxInFlight)} in flight.`,
    format: 'count',
    editable: false,
  },
  {
    name: 'ApproximateNumberOfMessagesDelayed',
    label: 'Messages delayed',
    explanation: 'Sent, but not to be received until their delay has passed.',
    format: 'count',
    editable: false,
  },
  {
    name: 'VisibilityTimeout',
    label: 'Visibility timeout',
    explanation:
      'How long a received message stays hidden from other consumers. If it is not deleted in time, it is delivered again.',
    format: 'seconds',
    min: 0,
    max: sqs.maxVisibilitySeconds,
    fallback: String(sqs.defaultVisibilitySeconds),
    editable: true,
  },
  {
    name: 'MessageRetentionPeriod',
    label: 'Message retention period',
    explanation:
      'Messages older than this are deleted unread. In a dead-letter queue the age counts from the first send, so it should be longer there than in the source.',
    format: 'seconds',
    min: sqs.minRetentionSeconds,
    max: sqs.maxRetentionSeconds,
    fallback: String(sqs.defaultRetentionSeconds),
    editable: true,
  },
  {
    name: 'DelaySeconds',
    label: 'Delivery delay',
    explanation: 'How long every new message waits before it can be received, unless it says otherwise itself.',
    format: 'seconds',
    min: 0,
    max: sqs.maxDelaySeconds,
    fallback: '0',
    editable: true,
  },
  {
    name: 'ReceiveMessageWaitTimeSeconds',
    label: 'Receive wait time',
    explanation:
      'How long a receive call waits for a message to arrive (long polling). 0 asks only some of the servers and may come back empty although there are messages.',
    format: 'seconds',
    min: 0,
    max: sqs.maxWaitSeconds,
    fallback: '0',
    editable: true,
  },
  {
    name: 'MaximumMessageSize',
    label: 'Maximum message size',
    explanation: 'Larger messages are refused. Body and message attributes count together.',
    format: 'bytes',
    min: sqs.minMessageSizeSetting,
    max: sqs.maxMessageBytes,
    fallback: String(sqs.maxMessageBytes),
    editable: true,
  },
  {
    name: 'FifoQueue',
    label: 'FIFO',
    explanation: 'Messages of a group arrive in order and once. Chosen at creation, for good.',
    format: 'yesNo',
    editable: false,
  },
  {
    name: 'ContentBasedDeduplication',
    label: 'Content-based deduplication',
    explanation:
      'A message without a deduplication id gets one from the SHA-256 of its body; attributes do not count. Duplicates within 5 minutes are accepted and dropped.',
    format: 'yesNo',
    fallback: 'false',
    only: 'fifo',
    editable: true,
  },
  {
    name: 'DeduplicationScope',
    label: 'Deduplication scope',
    explanation: 'Whether duplicates are looked for in the whole queue or within each message group.',
    format: 'text',
    choices: ['queue', 'messageGroup'],
    fallback: 'queue',
    only: 'fifo',
    editable: true,
  },
  {
    name: 'FifoThroughputLimit',
    label: 'FIFO throughput limit',
    explanation:
      'Whether the limit on calls holds for the whole queue or for each message group. Per group (high throughput) needs the deduplication scope messageGroup.',
    format: 'text',
    choices: ['perQueue', 'perMessageGroupId'],
    fallback: 'perQueue',
    only: 'fifo',
    editable: true,
  },
  {
    name: 'RedrivePolicy',
    label: 'Redrive policy',
    explanation:
      'Where a message goes after it was received maxReceiveCount times without being deleted: the dead-letter queue.',
    format: 'json',
    editable: true,
  },
  {
    name: 'RedriveAllowPolicy',
    label: 'Redrive allow policy',
    explanation: 'Which queues may use this one as their dead-letter queue. Not set = all of the account and region.',
    format: 'json',
    editable: true,
  },
  {
    name: 'SqsManagedSseEnabled',
    label: 'Encryption by SQS',
    explanation: 'Messages are encrypted at rest with keys that SQS manages (SSE-SQS), at no cost. On by default.',
    format: 'yesNo',
    fallback: 'true',
    editable: true,
  },
  {
    name: 'KmsMasterKeyId',
    label: 'KMS key',
    explanation:
      'Messages are encrypted at rest with this key (id, ARN or alias). Senders need kms:GenerateDataKey and kms:Decrypt on it, receivers kms:Decrypt.',
    format: 'text',
    editable: true,
  },
  {
    name: 'KmsDataKeyReusePeriodSeconds',
    label: 'KMS data key reuse',
    explanation: 'How long SQS reuses a data key before it calls KMS again. Shorter is safer and costs more calls.',
    format: 'seconds',
    min: sqs.minDataKeyReuseSeconds,
    max: sqs.maxDataKeyReuseSeconds,
    fallback: '300',
    editable: true,
  },
  {
    name: 'Policy',
    label: 'Access policy',
    explanation:
      'Who besides the account itself may send, receive and manage. SNS topics and EventBridge rules need a statement here to deliver.',
    format: 'json',
    editable: true,
  },
  {
    name: 'CreatedTimestamp',
    label: 'Created',
    explanation: 'When the queue was created.',
    format: 'time',
    editable: false,
  },
  {
    name: 'LastModifiedTimestamp',
    label: 'Last changed',
    explanation: 'When its attributes were changed last.',
    format: 'time',
    editable: false,
  },
  {
    name: 'QueueArn',
    label: 'ARN',
    explanation: 'The name that policies, subscriptions and event source mappings use.',
    format: 'text',
    editable: false,
  },
];

/** The fact about an attribute; undefined for one that we do not know. */
export function factOf(name: string): QueueAttributeFact | undefined {
  return queueAttributes.find(fact => fact.name === name);
}

/** An attribute's value for people: `4 d (345,600 s)`, `256 KiB (262,144 bytes)`, `Yes`. Odd values stay as they are. */
export function formatAttribute(format: QueueAttributeFormat, raw: string): string {
  if (raw === '') return '';
  if (format === 'json') return tidyJson(raw);
  if (format === 'yesNo') return raw === 'true' ? 'Yes' : raw === 'false' ? 'No' : raw;
  if (format === 'text' || !/^\d{1,15}$/.test(raw)) return raw;
  const value = Number(raw);
  if (format === 'seconds') return withExact(formatSeconds(value), `${formatNumber(value)} s`);
  if (format === 'bytes') return withExact(formatBytes(value), `${formatNumber(value)} bytes`);
  if (format === 'time') return new Date(value * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
  return formatNumber(value);
}

function withExact(rounded: string, exact: string): string {
  return rounded === exact ? rounded : `${rounded} (${exact})`;
}
