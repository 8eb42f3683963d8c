import type { Message } from '../../messages/message.ts';
import type { ReceivedMessage } from '../queue.ts';
import type { HoldState, PollSession } from './pollSession.ts';

/** A received message as the one message model sees it. */
export function asMessage(message: ReceivedMessage, receivedAt: number): Message {
  return {
    id: message.messageId,
    body: message.body,
    attributes: message.attributes,
    systemAttributes: message.systemAttributes,
    receiveCount: message.receiveCount,
    receivedAt,
    ...(message.sentAt !== undefined && { sentAt: message.sentAt.getTime() }),
    ...(message.groupId !== undefined && { groupId: message.groupId }),
  };
}

/** The ids of everything a poll has seen, by where the messages are now. */
export function idsByState(session: PollSession): ReadonlyMap<HoldState, readonly string[]> {
  const groups = new Map<HoldState, string[]>();
  for (const { message, state } of session.messages()) {
    const group = groups.get(state);
    if (group) group.push(message.messageId);
    else groups.set(state, [message.messageId]);
  }
  return groups;
}
