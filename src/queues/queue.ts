import type { Scope } from '../core/scope.ts';

/** Names one queue: where it is and its URL, as SQS itself returns it. */
export interface QueueRef extends Scope {
  readonly url: string;
  readonly name: string;
  /** Derived from the URL and the connection, without a call; confirmed by the attributes. */
  readonly arn: string;
}

/** Queue attributes in our words; seconds, bytes and counts as numbers. Absent = the service did not say. */
export interface QueueAttributes {
  readonly arn: string;
  readonly fifo: boolean;
  readonly messages?: number;
  readonly messagesNotVisible?: number;
  readonly messagesDelayed?: number;
  readonly createdAt?: Date;
  readonly modifiedAt?: Date;
  readonly delaySeconds?: number;
  readonly maximumMessageBytes?: number;
  readonly retentionSeconds?: number;
  readonly waitSeconds?: number;
  readonly visibilitySeconds?: number;
  readonly policy?: string;
  readonly redrivePolicy?: RedrivePolicy;
  readonly redriveAllowPolicy?: string;
  readonly kmsKeyId?: string;
  readonly kmsDataKeyReuseSeconds?: number;
  readonly sseSqs?: boolean;
  readonly contentBasedDeduplication?: boolean;
  readonly deduplicationScope?: string;
  readonly fifoThroughputLimit?: string;
  /** Every attribute as the service returned it, by its own name: what the details page lists. */
  readonly raw: Readonly<Record<string, string>>;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** A user attribute of a message. Binary values travel as base64. */
export interface MessageAttribute {
  /** `String`, `Number`, `Binary` or one of these with a custom label: `Number.price`. */
  readonly type: string;
  readonly value: string;
}

/** What is needed to send one message. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** 0 to 900; standard queues only. */
  readonly delaySeconds?: number;
  /** X-Ray header, the one system attribute that can be sent. */
  readonly traceHeader?: string;
}

export interface SentMessage {
  readonly messageId: string;
  readonly sequenceNumber?: string;
}

/** One message as received; `receiptHandle` is good until `heldUntil` (milliseconds since 1970). */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** SentTimestamp, ApproximateReceiveCount, MessageGroupId, AWSTraceHeader, DeadLetterQueueSourceArn … as SQS names them. */
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly receiveCount: number;
  readonly sentAt?: Date;
  readonly groupId?: string;
}

/** The outcome of one entry of a batch call. */
export interface EntryFailure {
  /** Position in the list that was given. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
  /** The entry itself is wrong; sending it again as it is cannot help. */
  readonly senderFault: boolean;
}

export type MoveTaskStatus = 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';

/** A managed redrive, as ListMessageMoveTasks tells it. */
export interface MoveTask {
  /** Only a running task has one. */
  readonly taskHandle?: string;
  readonly status: MoveTaskStatus;
  readonly sourceArn: string;
  readonly destinationArn?: string;
  readonly messagesPerSecond?: number;
  readonly moved: number;
  readonly toMove?: number;
  readonly failureReason?: string;
  readonly startedAt?: Date;
}

/** True when the name says FIFO; SQS demands the suffix. */
export function isFifoName(name: string): boolean {
  return name.endsWith('.fifo');
}

/** The queue's name: the last part of its URL. */
export function queueNameOfUrl(url: string): string {
  return decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}

/** Reads a RedrivePolicy attribute; undefined when it is missing or not what SQS writes. */
export function parseRedrivePolicy(json: string | undefined): RedrivePolicy | undefined {
  if (json === undefined || json === '') return undefined;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return undefined;
    const { deadLetterTargetArn, maxReceiveCount } = value as Record<string, unknown>;
    const times = Number(maxReceiveCount);
    return typeof deadLetterTargetArn === 'string' && Number.isInteger(times)
      ? { deadLetterTargetArn, maxReceiveCount: times }
      : undefined;
  } catch {
    return undefined;
  }
}
