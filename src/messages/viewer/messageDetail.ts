import { type DecodedBody, decodeBody } from '../decodeBody.ts';
import type { Message } from '../message.ts';
import { shownCharacters } from './viewerLimits.ts';
import type { BodyChoice, MessageDetail } from './viewerProtocol.ts';

/** A body laid out for reading. */
export interface ReadableBody extends DecodedBody {
  /** The text is a dump of bytes. */
  readonly binary?: boolean;
}

/** How a feature's messages are read; queues and topics need no other than the usual way. */
export type ReadBody = (message: Message) => ReadableBody;

export const readBody: ReadBody = message => decodeBody(message.body);

/** One message in full, its texts cut to what a page can show at once. */
export function detailOf(seq: number, message: Message, read: ReadBody): MessageDetail {
  const { layers, text, facts, attempts, binary } = read(message);
  return {
    seq,
    id: message.id,
    raw: cut(message.body),
    rawLength: message.body.length,
    layers,
    text: cut(text),
    textLength: text.length,
    facts,
    attempts,
    binary: binary === true,
    attributes: message.attributes,
    systemAttributes: message.systemAttributes,
  };
}

function cut(text: string): string {
  return text.length <= shownCharacters ? text : text.slice(0, shownCharacters).toWellFormed();
}

/** The file ending that tells an editor what a text is. */
export function endingOf(text: string): 'json' | 'xml' | 'yaml' | 'txt' {
  const start = text.slice(0, 400).trimStart();
  if (/^[[{"]/.test(start)) {
    try {
      JSON.parse(text);
      return 'json';
    } catch {
      return 'txt';
    }
  }
  if (/^<(\?xml|[A-Za-z])/.test(start) && text.trimEnd().endsWith('>')) return 'xml';
  return /^(---\s|[\w.-]+:\s\S.*\n[\w.-]+:)/.test(start) ? 'yaml' : 'txt';
}

export function textOf(message: Message, which: BodyChoice, read: ReadBody): string {
  return which === 'raw' ? message.body : read(message).text;
}

/** A message as JSON with everything that is known of it; a JSON body stays the text it was. */
export function rowJson(message: Message): string {
  const { sentAt, receivedAt, ...rest } = message;
  return JSON.stringify(
    {
      ...rest,
      ...(sentAt !== undefined && { sentAt: new Date(sentAt).toISOString() }),
      ...(receivedAt !== undefined && { receivedAt: new Date(receivedAt).toISOString() }),
    },
    undefined,
    2,
  );
}
