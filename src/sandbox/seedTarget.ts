/** A message for a queue or a topic. Attributes are strings. */
export interface SeedMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** For topics. */
  readonly subject?: string;
  /** For FIFO queues and topics, both of which deduplicate by content. */
  readonly groupId?: string;
}

/**
 * What seeding needs of SQS, SNS and Kinesis in one region of one connection, in the seed's own words. Every call that
 * creates succeeds when the thing is there already, and leaves it as described.
 */
export interface SeedTarget {
  /** Attributes by SQS's names. */
  createQueue(
    name: string,
    attributes: Readonly<Record<string, string>>,
    tags: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ readonly url: string; readonly arn: string }>;
  setQueueAttributes(url: string, attributes: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void>;
  /** Visible, in flight and delayed messages together. */
  messageCount(url: string, signal: AbortSignal): Promise<number>;
  /** Any number of messages; the target cuts them into batches. */
  sendMessages(url: string, messages: readonly SeedMessage[], signal: AbortSignal): Promise<void>;
  /** Receives up to 10 messages and leaves them visible (visibility timeout 0). Returns how many came. */
  touchMessages(url: string, signal: AbortSignal): Promise<number>;
  /** Attributes by SNS's names. Returns the ARN. */
  createTopic(
    name: string,
    attributes: Readonly<Record<string, string>>,
    tags: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<string>;
  /** Attributes by SNS's names: FilterPolicy, FilterPolicyScope, RawMessageDelivery. */
  subscribeQueue(
    topicArn: string,
    queueArn: string,
    attributes: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
  publish(topicArn: string, message: SeedMessage, signal: AbortSignal): Promise<void>;
  /** Returns once the stream is active; `created` is false when it was there before. */
  createStream(
    name: string,
    shards: number,
    tags: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ readonly created: boolean }>;
  /** At most 500 records. */
  putRecords(
    name: string,
    records: readonly { readonly data: string; readonly partitionKey: string }[],
    signal: AbortSignal,
  ): Promise<void>;
}
