import { createHash } from 'node:crypto';
import { sqs } from '../../core/limits.ts';
import { messageBytes } from '../../core/messageRules.ts';
import { isFifoName, type OutgoingMessage, type QueueRef, type ReceivedMessage } from '../queue.ts';
import type { Destination } from './redriveState.ts';

/** Where a message goes, or why that cannot be known. */
export type Route = { readonly queue: QueueRef } | { readonly reason: string };

/**
 * Back to the queue it failed in (its DeadLetterQueueSourceArn; without one, the only source there is), or to the queue
 * that was chosen.
 */
export function routeOf(message: ReceivedMessage, destination: Destination): Route {
  if (destination.kind === 'queue') return { queue: destination.queue };
  const arn = message.systemAttributes['DeadLetterQueueSourceArn'];
  const [only, ...more] = destination.sources;
  if (arn !== undefined) {
    const source = destination.sources.find(candidate => candidate.arn === arn);
    return source ? { queue: source } : { reason: `its source queue no longer names this one: ${arn}` };
  }
  if (only !== undefined && more.length === 0) return { queue: only };
  return { reason: 'it does not say which queue it came from; choose a destination for it' };
}

/**
 * The message as it is sent: body, attributes, trace header and group are kept. A FIFO destination gets a deduplication
 * id of ours, from run, source and message: with the original's, or one made of the content, the destination could
 * answer success and enqueue nothing, and the delete that follows would lose the message.
 */
export function outgoing(message: ReceivedMessage, to: QueueRef, run: string, source: QueueRef): OutgoingMessage {
  const fifo = isFifoName(to.name);
  const traceHeader = message.systemAttributes['AWSTraceHeader'];
  const groupId = message.groupId ?? (fifo ? message.messageId : undefined);
  return {
    body: message.body,
    attributes: message.attributes,
    ...(groupId !== undefined && { groupId }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(fifo && { deduplicationId: deduplicationId(run, source, message.messageId) }),
  };
}

export function deduplicationId(run: string, source: QueueRef, messageId: string): string {
  return createHash('sha256').update(`${run}\n${source.arn}\n${messageId}`).digest('hex');
}

/** Messages for one call: one destination, at most ten, at most 1 MiB together. */
export interface Chunk {
  readonly to: QueueRef;
  readonly messages: readonly ReceivedMessage[];
}

/**
 * Packs messages for sending, in order. With `ordered` no chunk holds two messages of a group, and the chunks follow
 * one another by place in the group: an entry that fails can then never be overtaken by the next of its group.
 */
export function chunksOf(
  routed: readonly { message: ReceivedMessage; to: QueueRef }[],
  ordered: boolean,
): readonly Chunk[] {
  const chunks: { to: QueueRef; messages: ReceivedMessage[]; bytes: number; wave: number }[] = [];
  const inGroup = new Map<string, number>();
  for (const { message, to } of routed) {
    const group = message.groupId ?? message.messageId;
    const wave = ordered ? (inGroup.get(group) ?? 0) : 0;
    inGroup.set(group, wave + 1);
    const bytes = messageBytes(message.body, message.attributes);
    const chunk = chunks.findLast(candidate => candidate.to.arn === to.arn && candidate.wave === wave);
    if (chunk && chunk.messages.length < sqs.maxBatchEntries && chunk.bytes + bytes <= sqs.maxMessageBytes) {
      chunk.messages.push(message);
      chunk.bytes += bytes;
    } else {
      chunks.push({ to, messages: [message], bytes, wave });
    }
  }
  return chunks.sort((a, b) => a.wave - b.wave);
}
