import type { Clock } from '../../../src/core/clock.ts';
import { AwsError } from '../../../src/core/errors.ts';
import type {
  EntryFailure,
  OutgoingMessage,
  QueueAttributes,
  QueueRef,
  ReceivedMessage,
  SentMessage,
} from '../../../src/queues/queue.ts';
import type { QueueClient, ReceiveOptions } from '../../../src/queues/queueClient.ts';

/** A clock that stands still until somebody sleeps or moves it. */
export class ManualClock implements Clock {
  #now = 1_800_000_000_000;

  now(): number {
    return this.#now;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
  }

  advance(seconds: number): void {
    this.#now += seconds * 1_000;
  }
}

interface Stored {
  readonly id: string;
  readonly message: OutgoingMessage;
  readonly sentAt: number;
  readonly sourceArn: string | undefined;
  count: number;
  visibleAt: number;
  handle: string;
}

export type Fault = 'lost-answer' | 'refused' | 'throttled' | 'entry-fails';
type Call = 'attributes' | 'receive' | 'send' | 'delete' | 'visibility';

/**
 * SQS as a table: visibility timeouts, receive counts, FIFO groups that are locked while one of theirs is held, the
 * deduplication window, handles that expire, and a fault for any call. Time passes with the clock alone.
 */
export class MemorySqs
  implements Pick<QueueClient, 'attributes' | 'receive' | 'sendBatch' | 'deleteMessages' | 'changeVisibility'>
{
  readonly #clock: ManualClock;
  readonly #queues = new Map<string, Stored[]>();
  readonly #dedup = new Map<string, { id: string; at: number }>();
  /** Asked before each call; what it answers happens. */
  fault: (call: Call, queue: QueueRef) => Fault | undefined = () => undefined;
  /** Seconds that every call takes. */
  latency = 0;
  /** Every message that was ever accepted, in order, by queue name. */
  readonly accepted: { queue: string; id: string; body: string }[] = [];
  #lastId = 0;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  queue(name: string): QueueRef {
    this.#queues.set(name, this.#queues.get(name) ?? []);
    return {
      connectionId: 'memory',
      region: 'eu-west-1',
      name,
      url: `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`,
      arn: `arn:aws:sqs:eu-west-1:123456789012:${name}`,
    };
  }

  put(queue: QueueRef, message: OutgoingMessage, sourceArn?: string): string {
    const id = `m${++this.#lastId}`;
    this.accepted.push({ queue: queue.name, id, body: message.body });
    this.#stored(queue).push({
      id,
      message,
      sentAt: this.#clock.now(),
      sourceArn,
      count: 0,
      visibleAt: 0,
      handle: '',
    });
    return id;
  }

  /** Bodies now in a queue, held ones too, in order. */
  bodies(queue: QueueRef): string[] {
    return this.#stored(queue).map(stored => stored.message.body);
  }

  receiveCounts(queue: QueueRef): number[] {
    return this.#stored(queue).map(stored => stored.count);
  }

  visible(queue: QueueRef): string[] {
    const now = this.#clock.now();
    return this.#stored(queue)
      .filter(stored => stored.visibleAt <= now)
      .map(stored => stored.message.body);
  }

  /** Messages of one queue go to another with their ids, as a redrive policy moves them. */
  transfer(from: QueueRef, to: QueueRef): void {
    const moving = this.#stored(from).splice(0);
    for (const stored of moving) this.#stored(to).push({ ...stored, count: 0, visibleAt: 0, sourceArn: from.arn });
  }

  async receive(queue: QueueRef, options: ReceiveOptions): Promise<ReceivedMessage[]> {
    const fault = this.#begin('receive', queue);
    const now = this.#clock.now();
    const fifo = queue.name.endsWith('.fifo');
    const locked = new Set(
      this.#stored(queue)
        .filter(stored => stored.visibleAt > now)
        .map(stored => stored.message.groupId),
    );
    const received: ReceivedMessage[] = [];
    for (const stored of this.#stored(queue)) {
      if (received.length >= options.max) break;
      if (stored.visibleAt > now || (fifo && locked.has(stored.message.groupId))) continue;
      stored.count++;
      stored.visibleAt = now + (options.visibilitySeconds ?? 30) * 1_000;
      stored.handle = `${stored.id}/${stored.count}`;
      received.push(asReceived(stored));
    }
    if (received.length === 0) this.#clock.advance(options.waitSeconds);
    if (fault === 'lost-answer') throw lost();
    return received;
  }

  async attributes(queue: QueueRef): Promise<QueueAttributes> {
    this.#begin('attributes', queue);
    const messages = this.visible(queue).length;
    const messagesNotVisible = this.#stored(queue).length - messages;
    return { arn: queue.arn, fifo: queue.name.endsWith('.fifo'), messages, messagesNotVisible, raw: {} };
  }

  async sendBatch(
    queue: QueueRef,
    messages: readonly OutgoingMessage[],
  ): Promise<{ sent: readonly (SentMessage | undefined)[]; failed: readonly EntryFailure[] }> {
    const fault = this.#begin('send', queue);
    const sent: (SentMessage | undefined)[] = [];
    const failed: EntryFailure[] = [];
    for (const [index, message] of messages.entries()) {
      if (fault === 'entry-fails' && index === 0) {
        sent.push(undefined);
        failed.push({ index, code: 'InternalError', message: 'Try again', senderFault: false });
        continue;
      }
      sent.push({ messageId: this.#send(queue, message) });
    }
    if (fault === 'lost-answer') throw lost();
    return { sent, failed };
  }

  #send(queue: QueueRef, message: OutgoingMessage): string {
    if (message.deduplicationId === undefined) return this.put(queue, message);
    const key = `${queue.name}/${message.deduplicationId}`;
    const before = this.#dedup.get(key);
    if (before && this.#clock.now() - before.at < 300_000) return before.id;
    const id = this.put(queue, message);
    this.#dedup.set(key, { id, at: this.#clock.now() });
    return id;
  }

  async deleteMessages(queue: QueueRef, handles: readonly string[]): Promise<readonly EntryFailure[]> {
    const fault = this.#begin('delete', queue);
    const now = this.#clock.now();
    const failed: EntryFailure[] = [];
    for (const [index, handle] of handles.entries()) {
      if (fault === 'entry-fails' && index === 0) {
        failed.push({ index, code: 'InternalError', message: 'Try again', senderFault: false });
        continue;
      }
      const stored = this.#stored(queue);
      const at = stored.findIndex(candidate => candidate.handle === handle);
      if (at >= 0 && (stored[at]?.visibleAt ?? 0) > now) stored.splice(at, 1);
    }
    if (fault === 'lost-answer') throw lost();
    return failed;
  }

  async changeVisibility(
    queue: QueueRef,
    handles: readonly string[],
    seconds: number,
  ): Promise<readonly EntryFailure[]> {
    const fault = this.#begin('visibility', queue);
    const now = this.#clock.now();
    for (const stored of this.#stored(queue)) {
      if (handles.includes(stored.handle) && stored.visibleAt > now) stored.visibleAt = now + seconds * 1_000;
    }
    if (fault === 'lost-answer') throw lost();
    return [];
  }

  #begin(call: Call, queue: QueueRef): Fault | undefined {
    this.#clock.advance(this.latency);
    const fault = this.fault(call, queue);
    if (fault === 'refused')
      throw new AwsError('The connection was refused', { kind: 'unreachable', code: 'ECONNREFUSED' });
    if (fault === 'throttled') throw new AwsError('Too fast', { kind: 'throttled', code: 'ThrottlingException' });
    return fault;
  }

  #stored(queue: QueueRef): Stored[] {
    const stored = this.#queues.get(queue.name);
    if (!stored)
      throw new AwsError(`There is no queue ${queue.name}`, { kind: 'not-found', code: 'QueueDoesNotExist' });
    return stored;
  }
}

function asReceived(stored: Stored): ReceivedMessage {
  const { message } = stored;
  return {
    messageId: stored.id,
    receiptHandle: stored.handle,
    body: message.body,
    attributes: message.attributes ?? {},
    systemAttributes: {
      ApproximateReceiveCount: String(stored.count),
      SentTimestamp: String(stored.sentAt),
      ...(message.traceHeader !== undefined && { AWSTraceHeader: message.traceHeader }),
      ...(stored.sourceArn !== undefined && { DeadLetterQueueSourceArn: stored.sourceArn }),
    },
    receiveCount: stored.count,
    sentAt: new Date(stored.sentAt),
    ...(message.groupId !== undefined && { groupId: message.groupId }),
  };
}

function lost(): AwsError {
  return new AwsError('No answer came', { kind: 'timeout', code: 'TimeoutError', mayHaveHappened: true });
}
