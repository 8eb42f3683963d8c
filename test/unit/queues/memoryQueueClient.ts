import { AwsError } from '../../../src/core/errors.ts';
import { isFifoName, parseRedrivePolicy, type QueueAttributes, type QueueRef } from '../../../src/queues/queue.ts';
import type { QueueClient } from '../../../src/queues/queueClient.ts';

interface StoredQueue {
  readonly ref: QueueRef;
  readonly raw: Record<string, string>;
  tags: Record<string, string>;
}

/** The part of our own port that making, changing and describing queues needs, kept in memory; the rest refuses. */
export class MemoryQueueClient {
  readonly queues = new Map<string, StoredQueue>();
  /** Every mutating call in order: `create orders`, `setAttributes orders DelaySeconds`. */
  readonly calls: string[] = [];
  /** Calls that fail from now on, with what they reject with. */
  readonly failures = new Map<string, Error>();
  readonly sent: unknown[] = [];

  get client(): QueueClient {
    return this as unknown as QueueClient;
  }

  add(name: string, raw: Record<string, string> = {}, tags: Record<string, string> = {}): QueueRef {
    const arn = `arn:aws:sqs:eu-west-1:123456789012:${name}`;
    const url = `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`;
    const ref = { connectionId: 'shop', region: 'eu-west-1', name, arn, url };
    this.queues.set(name, { ref, raw: { QueueArn: arn, ...raw }, tags });
    return ref;
  }

  #stored(queue: QueueRef): StoredQueue {
    const stored = this.queues.get(queue.name);
    if (!stored)
      throw new AwsError(`There is no queue ${queue.name}`, { kind: 'not-found', code: 'QueueDoesNotExist' });
    return stored;
  }

  #enter(call: string, words: string): void {
    const failure = this.failures.get(call);
    if (failure) throw failure;
    if (words !== '') this.calls.push(`${call} ${words}`);
  }

  async attributes(queue: QueueRef): Promise<QueueAttributes> {
    this.#enter('attributes', '');
    const { raw, ref } = this.#stored(queue);
    const redrivePolicy = parseRedrivePolicy(raw['RedrivePolicy']);
    return {
      arn: ref.arn,
      fifo: isFifoName(ref.name),
      raw,
      ...(raw['MaximumMessageSize'] && { maximumMessageBytes: Number(raw['MaximumMessageSize']) }),
      ...(raw['ContentBasedDeduplication'] && {
        contentBasedDeduplication: raw['ContentBasedDeduplication'] === 'true',
      }),
      ...(redrivePolicy && { redrivePolicy }),
    };
  }

  async tags(queue: QueueRef): Promise<Record<string, string>> {
    this.#enter('tags', '');
    return this.#stored(queue).tags;
  }

  async sources(queue: QueueRef): Promise<QueueRef[]> {
    this.#enter('sources', '');
    return [...this.queues.values()]
      .filter(({ raw }) => parseRedrivePolicy(raw['RedrivePolicy'])?.deadLetterTargetArn === queue.arn)
      .map(({ ref }) => ref);
  }

  async create(name: string, attributes: Record<string, string>, tags: Record<string, string>): Promise<QueueRef> {
    this.#enter(`create ${name}`, Object.keys(attributes).sort().join(','));
    return this.add(name, { ...attributes }, { ...tags });
  }

  async setAttributes(queue: QueueRef, attributes: Record<string, string>): Promise<void> {
    this.#enter('setAttributes', `${queue.name} ${Object.keys(attributes).sort().join(',')}`);
    Object.assign(this.#stored(queue).raw, attributes);
  }

  async changeTags(queue: QueueRef, change: { set: Record<string, string>; remove: readonly string[] }): Promise<void> {
    this.#enter('changeTags', `${queue.name} +${Object.keys(change.set).join(',')} -${change.remove.join(',')}`);
    const stored = this.#stored(queue);
    stored.tags = Object.fromEntries(
      Object.entries({ ...stored.tags, ...change.set }).filter(([key]) => !change.remove.includes(key)),
    );
  }

  async send(queue: QueueRef, message: unknown): Promise<{ messageId: string }> {
    this.#enter('send', queue.name);
    this.sent.push(message);
    return { messageId: `id-${this.sent.length}` };
  }
}
