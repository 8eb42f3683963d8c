import { messageBytes } from '../core/messageRules.ts';

/** An attribute of a message as its service types it; binary values as base64. */
export interface MessageValue {
  readonly type: string;
  readonly value: string;
}

/** One message, whatever it came out of. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageValue>>;
  /** What the service adds, by its own names. */
  readonly systemAttributes: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly sentAt?: number;
  readonly receiveCount?: number;
  readonly groupId?: string;
  /** When it reached this window, in milliseconds since 1970. */
  readonly receivedAt?: number;
  /** What it came out of, where one list shows several: a shard, a queue's name. */
  readonly source?: string;
  /** Its place at the source: a sequence number. */
  readonly sequence?: string;
  /** Its size as the service counts it, where that is not the length of body and attributes: bytes held as base64. */
  readonly bytes?: number;
}

/** One line of a message list: small enough that thousands can be sent to a page. */
export interface MessageRow {
  readonly id: string;
  readonly sentAt?: number;
  readonly receiveCount?: number;
  readonly groupId?: string;
  readonly receivedAt?: number;
  readonly source?: string;
  /** Body and attributes as the service counts them. */
  readonly bytes: number;
  /** The start of the body on one line, without control characters. */
  readonly preview: string;
}

/** Characters of a body that a list shows. */
export const previewLength = 160;

export function rowOf(message: Message): MessageRow {
  return {
    id: message.id,
    ...(message.sentAt !== undefined && { sentAt: message.sentAt }),
    ...(message.receiveCount !== undefined && { receiveCount: message.receiveCount }),
    ...(message.groupId !== undefined && { groupId: message.groupId }),
    ...(message.receivedAt !== undefined && { receivedAt: message.receivedAt }),
    ...(message.source !== undefined && { source: message.source }),
    bytes: message.bytes ?? messageBytes(message.body, message.attributes),
    preview: previewOf(message.body),
  };
}

/** The start of a text on one line; control characters and half surrogate pairs become visible placeholders. */
export function previewOf(text: string): string {
  return text
    .slice(0, previewLength * 4)
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .slice(0, previewLength)
    .toWellFormed();
}
