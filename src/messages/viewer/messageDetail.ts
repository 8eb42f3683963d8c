import type { DecodedMessage } from '../decode/decodeMessage.ts';
import type { Message } from '../message.ts';
import { shownCharacters } from './viewerLimits.ts';
import type { BodyChoice, MessageDetail } from './viewerProtocol.ts';

/** How a feature's messages are read: what is inside their envelopes and encodings. */
export type ReadBody = (message: Message) => DecodedMessage;

/**
 * Whether a body may hold a text that cannot be found in the body itself: a string with escapes or an encoding in it.
 * Decoding costs fifty times as much as this look.
 */
export function mayHideText(body: string): boolean {
  return body.includes('\\') || /[\w+/=-]{40}/.test(body) || !/[\s"]/.test(body.slice(0, 200));
}

/** One message in full, its texts cut to what a page can show at once. `canFetch`: there is a way to S3. */
export function detailOf(seq: number, message: Message, read: ReadBody, canFetch: boolean): MessageDetail {
  const { layers, text, facts, attempts, language, pointer } = read(message);
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
    binary: language === 'hex',
    fetchable: canFetch && pointer !== undefined,
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
  if (/^[[{"]/.test(start) && isJson(text)) return 'json';
  if (/^<(\?xml|[A-Za-z])/.test(start) && text.trimEnd().endsWith('>')) return 'xml';
  return /^(---\s|[\w.-]+:\s\S.*\n[\w.-]+:)/.test(start) ? 'yaml' : 'txt';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
