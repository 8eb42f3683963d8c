import { utf8Length } from './text.ts';

/** A user attribute of a message, as SQS and SNS both know it. Binary values travel as base64. */
export interface TypedValue {
  /** `String`, `Number`, `Binary`, or one of these with a label: `Number.price`. */
  readonly type: string;
  readonly value: string;
}

/** A character that SQS and SNS refuse, and where it stands; line and column count from 1, in UTF-16 units. */
export interface ForbiddenCharacter {
  readonly index: number;
  readonly line: number;
  readonly column: number;
  /** `U+0001` */
  readonly codePoint: string;
  /** One half of a character that takes two units, without the other. */
  readonly halfSurrogate: boolean;
}

// AWSSimpleQueueService/latest/APIReference/API_SendMessage.html: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to
// #xFFFD | #x10000 to #x10FFFF. With the u flag a paired surrogate is one code point, so only halves match.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The first character of a text that SQS and SNS refuse; undefined when all of it can be sent. */
export function firstForbiddenCharacter(text: string): ForbiddenCharacter | undefined {
  const match = forbidden.exec(text);
  if (!match) return undefined;
  const { line, column } = positionAt(text, match.index);
  const code = text.charCodeAt(match.index);
  const codePoint = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { index: match.index, line, column, codePoint, halfSurrogate: code >= 0xd800 && code <= 0xdfff };
}

/** What is wrong with a text and where, in words: `U+0001 at line 2, column 5 cannot be sent …`. */
export function describeForbidden(found: ForbiddenCharacter): string {
  const place = `line ${found.line}, column ${found.column}`;
  return found.halfSurrogate
    ? `Half of a character (${found.codePoint}) stands at ${place}: the text was cut in the middle of an emoji or a rare letter. Remove it or complete it`
    : `The control character ${found.codePoint} at ${place} cannot be sent. Remove it, or send the text as base64`;
}

/** Line and column of an offset, both from 1. A line ends at LF, CR or CRLF. */
export function positionAt(text: string, index: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (const match of text.slice(0, index).matchAll(/\r\n|\r|\n/g)) {
    line++;
    start = match.index + match[0].length;
  }
  return { line, column: index - start + 1 };
}

/** `String`, `Number` or `Binary`: a type without its label. */
export function baseType(type: string): string {
  const dot = type.indexOf('.');
  return dot < 0 ? type : type.slice(0, dot);
}

/** Bytes behind a base64 text; undefined when it is none. */
export function base64Length(text: string): number | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

/** What attributes add to a message's size: name, type and value of each, binary ones as the bytes they stand for. */
export function attributesBytes(attributes: Readonly<Record<string, TypedValue>>): number {
  let bytes = 0;
  for (const [name, { type, value }] of Object.entries(attributes)) {
    const size = baseType(type) === 'Binary' ? (base64Length(value) ?? utf8Length(value)) : utf8Length(value);
    bytes += utf8Length(name) + utf8Length(type) + size;
  }
  return bytes;
}

/** A message's size as SQS and SNS count it: body and user attributes. System attributes are not counted. */
export function messageBytes(body: string, attributes: Readonly<Record<string, TypedValue>> = {}): number {
  return utf8Length(body) + attributesBytes(attributes);
}

/**
 * What is wrong with an attribute, or undefined. The rules are those of
 * AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html and sns/latest/dg/sns-message-attributes.html.
 */
export function attributeFault(name: string, { type, value }: TypedValue): string | undefined {
  if (name === '') return 'The attribute needs a name';
  if (!/^[A-Za-z0-9_.-]{1,256}$/.test(name)) {
    return 'An attribute name has letters, digits, hyphens, underscores and periods, 256 at most';
  }
  if (name.startsWith('.') || name.endsWith('.') || name.includes('..')) {
    return 'An attribute name cannot start or end with a period, nor have two in a row';
  }
  if (/^(aws|amazon)\./i.test(name)) return 'Attribute names starting with AWS. or Amazon. are reserved';
  return typeFault(type) ?? valueFault(baseType(type), value);
}

function typeFault(type: string): string | undefined {
  if (!['String', 'Number', 'Binary'].includes(baseType(type))) return 'The type is String, Number or Binary';
  return /^[A-Za-z]+(\.[A-Za-z0-9_.-]+)?$/.test(type) && type.length <= 256
    ? undefined
    : 'A type label has letters, digits, hyphens, underscores and periods';
}

function valueFault(base: string, value: string): string | undefined {
  if (value === '') return 'The value cannot be empty';
  const found = base === 'Binary' ? undefined : firstForbiddenCharacter(value);
  if (found) return describeForbidden(found);
  if (base === 'Number') return numberFault(value);
  return base === 'Binary' && base64Length(value) === undefined ? 'A binary value is written as base64' : undefined;
}

function numberFault(value: string): string | undefined {
  const match = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.exec(value);
  if (!match) return 'The value is not a number';
  const digits = (match[1] ?? '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '').length;
  if (digits > 38) return 'A number has 38 digits at most';
  const size = Math.abs(Number(value));
  return size > 1e128 ? 'A number lies between -10^128 and 10^126' : undefined;
}

/** What is wrong with a FIFO group id or deduplication id, or undefined; at most 128 of the characters SQS allows. */
export function fifoIdFault(what: string, id: string): string | undefined {
  if (id === '') return `${what} cannot be empty`;
  return /^[\x21-\x7e]{1,128}$/.test(id)
    ? undefined
    : `${what} has 1 to 128 letters, digits and punctuation marks, no spaces`;
}
