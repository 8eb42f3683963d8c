import type { Page } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import type {
  EntryFailure,
  MoveTask,
  OutgoingMessage,
  QueueAttributes,
  QueueRef,
  ReceivedMessage,
  SentMessage,
} from './queue.ts';

export interface ReceiveOptions {
  /** 1 to 10. */
  readonly max: number;
  /** 0 to 20. */
  readonly waitSeconds: number;
  /** 0 to 43,200; absent = the queue's own. */
  readonly visibilitySeconds?: number;
}

/**
 * What we need of SQS in one scope. Every call rejects with an AwsError, obeys its signal and a time limit, and is
 * refused on a read-only connection where it is marked *guarded*.
 */
export interface QueueClient {
  /** One page of at most 1,000, ordered as SQS gives them. */
  list(options: { prefix?: string; token?: string }, signal: AbortSignal): Promise<Page<QueueRef>>;
  /** The queue of this name or ARN; rejects with `not-found`. */
  find(nameOrArn: string, signal: AbortSignal): Promise<QueueRef>;
  attributes(queue: QueueRef, signal: AbortSignal): Promise<QueueAttributes>;
  tags(queue: QueueRef, signal: AbortSignal): Promise<Record<string, string>>;
  /** Queues whose redrive policy names this one. Where the endpoint lacks the call, found by reading redrive policies. */
  sources(queue: QueueRef, signal: AbortSignal): Promise<QueueRef[]>;

  /** Guarded. Attributes by SQS's own names. */
  create(
    name: string,
    attributes: Record<string, string>,
    tags: Record<string, string>,
    signal: AbortSignal,
  ): Promise<QueueRef>;
  /** Guarded. An empty string removes an attribute such as RedrivePolicy. */
  setAttributes(queue: QueueRef, attributes: Record<string, string>, signal: AbortSignal): Promise<void>;
  /** Guarded. Adds and overwrites `set`, then removes `remove`. */
  changeTags(
    queue: QueueRef,
    change: { set: Record<string, string>; remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<void>;
  /** Guarded, destructive: the account is confirmed right before. */
  delete(queue: QueueRef, signal: AbortSignal): Promise<void>;
  /** Guarded, destructive. Once a minute. */
  purge(queue: QueueRef, signal: AbortSignal): Promise<void>;

  /** Guarded. */
  send(queue: QueueRef, message: OutgoingMessage, signal: AbortSignal): Promise<SentMessage>;
  /** Guarded. At most 10 messages and 1 MiB. MD5 of every body is checked. */
  sendBatch(
    queue: QueueRef,
    messages: readonly OutgoingMessage[],
    signal: AbortSignal,
  ): Promise<{ sent: readonly (SentMessage | undefined)[]; failed: readonly EntryFailure[] }>;
  /** Guarded as a peek: allowed on a read-only connection that has been given the allowance. */
  receive(queue: QueueRef, options: ReceiveOptions, signal: AbortSignal): Promise<ReceivedMessage[]>;
  /** Guarded as a peek. Any number of handles; sent in batches of 10. 0 seconds releases. */
  changeVisibility(
    queue: QueueRef,
    receiptHandles: readonly string[],
    seconds: number,
    signal: AbortSignal,
  ): Promise<readonly EntryFailure[]>;
  /** Guarded, destructive. Any number of handles; sent in batches of 10. */
  deleteMessages(
    queue: QueueRef,
    receiptHandles: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly EntryFailure[]>;

  /** Whether this endpoint offers StartMessageMoveTask; probed once per connection. */
  offersMoveTasks(queue: QueueRef, signal: AbortSignal): Promise<boolean>;
  /** The ten latest, newest first. */
  moveTasks(source: QueueRef, signal: AbortSignal): Promise<MoveTask[]>;
  /** Guarded, destructive. Without a destination messages go back to their own source queues. Returns the task handle. */
  startMoveTask(
    source: QueueRef,
    options: { destinationArn?: string; messagesPerSecond?: number },
    signal: AbortSignal,
  ): Promise<string>;
  /** Guarded. Returns how many had been moved. */
  cancelMoveTask(taskHandle: string, scope: Scope, signal: AbortSignal): Promise<number>;
}

/** The client of a scope; cheap, nothing is loaded before its first call. */
export type QueueClients = (scope: Scope) => QueueClient;
