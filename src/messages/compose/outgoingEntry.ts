import { findNodeAtLocation, type ParseError, parse, parseTree } from 'jsonc-parser';
import { UserError } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import { messageBytes, positionAt, type TypedValue } from '../../core/messageRules.ts';
import { isObject } from '../../core/parse.ts';

/** One message as files hold it: what an export writes and a batch, a draft or a template sends. */
export interface OutgoingEntry {
  readonly body: string;
  /** Binary values as base64. */
  readonly attributes?: Readonly<Record<string, TypedValue>>;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** 0 to 900. */
  readonly delaySeconds?: number;
  readonly systemAttributes?: { readonly AWSTraceHeader?: string };
}

/** What an entry is made of, by name. */
export const entryMembers = [
  'body',
  'attributes',
  'groupId',
  'deduplicationId',
  'delaySeconds',
  'systemAttributes',
] as const;

/** What an export may tell about a message besides; it is not sent. */
export const toldMembers = [
  'id',
  'messageId',
  'sentAt',
  'receivedAt',
  'receiveCount',
  'source',
  'sequence',
  'sequenceNumber',
] as const;

const known: ReadonlySet<string> = new Set([...entryMembers, ...toldMembers]);

/**
 * Reads one JSON value of a file. A text is a body; an object with `body` is an entry, whose body may be written as a
 * text or as JSON; any other value is the body itself, sent exactly as it is written. Throws a UserError without a
 * position.
 */
export function readEntry(json: string): OutgoingEntry {
  const value = parseJson(json);
  if (typeof value === 'string') return { body: value };
  if (!isObject(value) || !('body' in value)) return { body: json.trim() };
  const stranger = Object.keys(value).find(name => !known.has(name));
  if (stranger !== undefined) {
    throw new UserError(
      `Beside "body" stands something that is no part of a message. To send the whole object as a body, write it as the value of "body": ${stranger}`,
    );
  }
  return entryOf(value, json);
}

/** Reads JSON or throws a UserError with the place of the first fault; unlike V8's own words it quotes nothing. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const faults: ParseError[] = [];
    parse(json, faults, { disallowComments: true });
    const { line, column } = positionAt(json, faults[0]?.offset ?? 0);
    throw new UserError(`This is not valid JSON, from column ${column}${line > 1 ? ` of its line ${line}` : ''} on`);
  }
}

/** The entry that the members of an object describe; `json` is the object's own text. Throws a UserError. */
export function entryOf(value: Readonly<Record<string, unknown>>, json: string): OutgoingEntry {
  const body = bodyOf(value['body'], json);
  const attributes = attributesOf(value['attributes']);
  const groupId = textOf(value['groupId'], 'groupId');
  const deduplicationId = textOf(value['deduplicationId'], 'deduplicationId');
  const delaySeconds = delayOf(value['delaySeconds']);
  const trace = traceOf(value['systemAttributes']);
  return {
    body,
    ...(attributes !== undefined && { attributes }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(trace !== undefined && { systemAttributes: { AWSTraceHeader: trace } }),
  };
}

/** A body's own text: numbers past 2^53 and the layout stay as they are written. */
function bodyOf(body: unknown, json: string): string {
  if (typeof body === 'string') return body;
  if (body === undefined) throw new UserError('A message needs "body"');
  const root = parseTree(json);
  const node = root && findNodeAtLocation(root, ['body']);
  return node ? json.slice(node.offset, node.offset + node.length) : JSON.stringify(body);
}

function attributesOf(value: unknown): Record<string, TypedValue> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new UserError('"attributes" is an object: {"name": {"type": "String", "value": "…"}}');
  const attributes = Object.entries(value).map(([name, attribute]): [string, TypedValue] => {
    if (typeof attribute === 'string') return [name, { type: 'String', value: attribute }];
    if (isObject(attribute) && typeof attribute['type'] === 'string' && typeof attribute['value'] === 'string') {
      return [name, { type: attribute['type'], value: attribute['value'] }];
    }
    throw new UserError(`An attribute is {"type": "String", "value": "…"}, both texts: ${name}`);
  });
  return attributes.length === 0 ? undefined : Object.fromEntries(attributes);
}

function textOf(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new UserError(`A text is needed: "${name}"`);
}

function delayOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= sqs.maxDelaySeconds) return value;
  throw new UserError(`A whole number from 0 to ${sqs.maxDelaySeconds} is needed: "delaySeconds"`);
}

function traceOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new UserError('"systemAttributes" is an object: {"AWSTraceHeader": "Root=…"}');
  return textOf(value['AWSTraceHeader'], 'AWSTraceHeader');
}

/** An entry's size as the service counts it, in bytes. */
export function entryBytes(entry: OutgoingEntry): number {
  return messageBytes(entry.body, entry.attributes);
}
