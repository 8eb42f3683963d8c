import { UserError } from '../../core/errors.ts';
import { decodeBody } from '../../messages/decodeBody.ts';
import type { Message, MessageRow } from '../../messages/message.ts';
import { rowOf } from '../../messages/message.ts';
import type { ReceivedMessage } from '../queue.ts';
import type { HoldState, PollSession, SeenMessage } from './pollSession.ts';
import { type MessageView, shownCharacters } from './queuePollProtocol.ts';

/** A received message as the one message model sees it. */
export function asMessage(message: ReceivedMessage): Message {
  return {
    id: message.messageId,
    body: message.body,
    attributes: message.attributes,
    systemAttributes: message.systemAttributes,
    receiveCount: message.receiveCount,
    ...(message.sentAt !== undefined && { sentAt: message.sentAt.getTime() }),
    ...(message.groupId !== undefined && { groupId: message.groupId }),
  };
}

export function rowsOf(messages: readonly ReceivedMessage[]): MessageRow[] {
  return messages.map(message => rowOf(asMessage(message)));
}

/** One message in full, its texts cut to what a page can show at once. */
export function viewOf(entry: SeenMessage): MessageView {
  const { message } = entry;
  const decoded = decodeBody(message.body);
  return {
    id: message.messageId,
    raw: cut(message.body),
    rawLength: message.body.length,
    layers: decoded.layers,
    text: cut(decoded.text),
    textLength: decoded.text.length,
    facts: decoded.facts,
    attempts: decoded.attempts,
    attributes: message.attributes,
    systemAttributes: message.systemAttributes,
  };
}

function cut(text: string): string {
  return text.length <= shownCharacters ? text : text.slice(0, shownCharacters).toWellFormed();
}

export function textOf(entry: SeenMessage, which: 'raw' | 'text'): string {
  return which === 'raw' ? entry.message.body : decodeBody(entry.message.body).text;
}

export function requireMessage(session: PollSession, id: string): SeenMessage {
  const entry = session.message(id);
  if (!entry) throw new UserError(`This poll has not seen such a message: ${id}`);
  return entry;
}

export function statesOf(session: PollSession): { id: string; state: HoldState }[] {
  return [...session.messages()].map(({ message, state }) => ({ id: message.messageId, state }));
}

/** Milliseconds that a search may work before it lets the window breathe. */
const slice = 20;

/** Ids of the messages in which a text occurs, whatever its case: in body, decoded body, id, group or attributes. */
export async function searchMessages(session: PollSession, text: string, signal: AbortSignal): Promise<string[]> {
  const wanted = text.toLowerCase();
  const found: string[] = [];
  let since = Date.now();
  for (const { message } of [...session.messages()]) {
    if (Date.now() - since > slice) {
      await new Promise(resolve => setImmediate(resolve));
      signal.throwIfAborted();
      since = Date.now();
    }
    if (contains(message, wanted)) found.push(message.messageId);
  }
  return found;
}

function contains(message: ReceivedMessage, wanted: string): boolean {
  const has = (text: string | undefined): boolean => text?.toLowerCase().includes(wanted) === true;
  return (
    has(message.body) ||
    has(message.messageId) ||
    has(message.groupId) ||
    Object.entries(message.attributes).some(([name, { value }]) => has(name) || has(value)) ||
    has(decodeBody(message.body).text)
  );
}
