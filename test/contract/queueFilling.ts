import type { OutgoingMessage, QueueRef, ReceivedMessage } from '../../src/queues/queue.ts';
import type { QueueClient } from '../../src/queues/queueClient.ts';
import { never } from './harness.ts';

/** Sends messages in batches of ten. */
export async function fill(queues: QueueClient, queue: QueueRef, messages: readonly OutgoingMessage[]): Promise<void> {
  for (let at = 0; at < messages.length; at += 10) {
    const { failed } = await queues.sendBatch(queue, messages.slice(at, at + 10), never);
    if (failed.length > 0) throw new Error(`not sent: ${failed[0]?.message}`);
  }
}

/** Receives everything that can be received and deletes it; for FIFO queues the next of a group comes only then. */
export async function drain(queues: QueueClient, queue: QueueRef): Promise<ReceivedMessage[]> {
  const all: ReceivedMessage[] = [];
  for (let empty = 0; empty < 3; ) {
    const batch = await queues.receive(queue, { max: 10, waitSeconds: 0, visibilitySeconds: 60 }, never);
    empty = batch.length === 0 ? empty + 1 : 0;
    all.push(...batch);
    const handles = batch.map(message => message.receiptHandle);
    if (handles.length > 0) await queues.deleteMessages(queue, handles, never);
  }
  return all;
}

/** `count` messages `b0`, `b1` …; with `groups`, spread over so many FIFO groups in turn. */
export function numbered(count: number, groups?: number): OutgoingMessage[] {
  return Array.from({ length: count }, (_, n) => ({
    body: `b${n}`,
    attributes: { n: { type: 'Number', value: String(n) } },
    ...(groups !== undefined && { groupId: `g${n % groups}`, deduplicationId: `in-${n}` }),
  }));
}

/** Numbers of `b0`, `b1` … */
export function numbersOf(messages: readonly ReceivedMessage[]): number[] {
  return messages.map(message => Number(message.body.slice(1)));
}
