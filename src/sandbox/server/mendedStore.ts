import {
  INVALID_MESSAGE_BODY_CHAR,
  SETTABLE_ATTRIBUTES,
  type SqsQueue,
  SqsStore,
  type TracedMessage,
} from './stores.ts';

/**
 * fauxqs' queues with what the sandbox's tour needs and fauxqs 2.4.1 lacks:
 * - a FIFO receive takes as many messages of a group as asked for, and gives them back in order;
 * - a message that moved to a dead-letter queue remembers where it came from;
 * - messages end with the queue's retention period.
 */
export class MendedStore extends SqsStore {
  override createQueue(...args: Parameters<SqsStore['createQueue']>): SqsQueue {
    const queue = super.createQueue(...args);
    mendTimers(queue);
    mendReceive(queue);
    return queue;
  }
}

/**
 * Mends two tables that fauxqs keeps for the whole process: a body may hold any character of XML 1.0, those beyond
 * U+FFFF included, and the two attributes of high-throughput FIFO queues can be changed.
 */
export function mendTables(): void {
  const refused = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
  Object.assign(INVALID_MESSAGE_BODY_CHAR, { test: (body: string) => refused.test(body) });
  const settable = SETTABLE_ATTRIBUTES as Set<string>;
  settable.add('DeduplicationScope').add('FifoThroughputLimit');
}

function mendTimers(queue: SqsQueue): void {
  const processTimers = queue.processTimers.bind(queue);
  queue.processTimers = () => {
    processTimers();
    const oldest = Date.now() - Number(queue.attributes.MessageRetentionPeriod ?? 345_600) * 1_000;
    const stays = (message: TracedMessage) => message.sentTimestamp > oldest;
    queue.messages = queue.messages.filter(stays);
    for (const [group, messages] of queue.fifoMessages) {
      // Messages whose visibility ran out were put at the front one by one, which turns several of them around.
      queue.fifoMessages.set(group, messages.filter(stays).sort(bySequence));
    }
  };
}

function bySequence(a: TracedMessage, b: TracedMessage): number {
  const left = a.sequenceNumber ?? '';
  const right = b.sequenceNumber ?? '';
  return left < right ? -1 : left > right ? 1 : 0;
}

function mendReceive(queue: SqsQueue): void {
  const dequeue = queue.dequeue.bind(queue);
  queue.dequeue = (max, visibility, resolve) => {
    const traced = resolve && ((arn: string) => tracing(resolve(arn), queue.arn));
    const take = (count: number) => dequeue(count, visibility, traced);
    const hidesThem = (visibility ?? Number(queue.attributes.VisibilityTimeout)) > 0;
    return queue.isFifo() && hidesThem ? takeWholeGroups(queue, max, take) : take(max);
  };
}

/** The dead-letter queue, writing the source into each message it is handed. */
function tracing(queue: SqsQueue | undefined, sourceArn: string): SqsQueue | undefined {
  if (queue === undefined) return undefined;
  const enqueue = (message: TracedMessage) => {
    message.deadLetterQueueSourceArn = sourceArn;
    queue.enqueue(message);
  };
  return Object.assign(Object.create(queue) as SqsQueue, { enqueue });
}

/** Receives repeatedly with the groups that this receive has locked open again, then locks them for everyone else. */
function takeWholeGroups<T>(queue: SqsQueue, max: number, take: (count: number) => T[]): T[] {
  const lockedByOthers = new Set(queue.fifoLockedGroups.keys());
  const ours = new Map<string, number>();
  const taken: T[] = [];
  for (;;) {
    const more = take(max - taken.length);
    taken.push(...more);
    for (const [group, count] of [...queue.fifoLockedGroups]) {
      if (lockedByOthers.has(group)) continue;
      ours.set(group, (ours.get(group) ?? 0) + count);
      queue.fifoLockedGroups.delete(group);
    }
    if (more.length === 0 || taken.length >= max) break;
  }
  for (const [group, count] of ours) queue.fifoLockedGroups.set(group, count);
  return taken;
}
