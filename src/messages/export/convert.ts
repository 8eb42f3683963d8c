import { createHash } from 'node:crypto';
import { baseType } from '../../core/messageRules.ts';
import { isObject } from '../../core/parse.ts';
import type { Message, MessageValue } from '../message.ts';
import { entryOf } from './exportEntry.ts';

/** The queue that messages came out of, as far as what is made of them names it. */
export interface QueueOrigin {
  readonly arn: string;
  readonly url: string;
  readonly region: string;
  /** The connection's own address, for calls that are to reach the same server. */
  readonly endpoint?: string | undefined;
}

/**
 * What Lambda hands a function for these messages of a queue (lambda/latest/dg/with-sqs.html), with a receipt handle
 * that is none.
 */
export function sqsEvent(messages: readonly Message[], origin: QueueOrigin): string {
  const Records = messages.map(({ id, body, attributes, systemAttributes }) => ({
    messageId: id,
    receiptHandle: 'test-receipt-handle',
    body,
    attributes: systemAttributes,
    messageAttributes: mapped(attributes, ({ type, value }) => ({
      ...(isBinary(type) ? { binaryValue: value } : { stringValue: value }),
      stringListValues: [],
      binaryListValues: [],
      dataType: type,
    })),
    md5OfBody: createHash('md5').update(body, 'utf8').digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: origin.arn,
    awsRegion: origin.region,
  }));
  return pretty({ Records });
}

/**
 * What Lambda hands a function that is subscribed to the topic (lambda/latest/dg/with-sns.html); undefined when one of
 * the messages is no notification of SNS as a queue gets it.
 */
export function snsEvent(messages: readonly Message[]): string | undefined {
  const Records: unknown[] = [];
  for (const { body } of messages) {
    const envelope = notificationOf(body);
    if (!envelope) return undefined;
    const { TopicArn } = envelope;
    const attributes = isObject(envelope['MessageAttributes']) ? envelope['MessageAttributes'] : {};
    Records.push({
      EventVersion: '1.0',
      EventSubscriptionArn: `${String(TopicArn)}:00000000-0000-0000-0000-000000000000`,
      EventSource: 'aws:sns',
      Sns: { ...envelope, Subject: envelope['Subject'] ?? null, MessageAttributes: attributes },
    });
  }
  return pretty({ Records });
}

function notificationOf(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const isOne = isObject(value) && value['Type'] === 'Notification' && typeof value['TopicArn'] === 'string';
    return isOne ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Messages as a file for tests, which can be sent as it is. */
export function fixture(messages: readonly Message[]): string {
  const entries = messages.map(entryOf);
  return `${pretty(entries.length === 1 ? entries[0] : entries)}\n`;
}

/**
 * A call of the AWS CLI (version 2, POSIX shells) for each message. All of it goes in as one JSON text: given by
 * themselves, values such as `file:///etc/passwd` would be read from a file. Plain ASCII, so that nothing in a body can
 * act on the terminal it is pasted into.
 */
export function cliCalls(messages: readonly Message[], origin: QueueOrigin): string {
  const where = [`--region ${shellQuoted(origin.region)}`];
  if (origin.endpoint !== undefined) where.push(`--endpoint-url ${shellQuoted(origin.endpoint)}`);
  return messages
    .map(message => {
      const input = ascii(JSON.stringify(requestOf(message, origin)));
      return `aws sqs send-message ${where.join(' ')} --cli-input-json ${shellQuoted(input)}\n`;
    })
    .join('');
}

/** A text as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A module with a call of the SDK for JavaScript v3 for each message. Plain ASCII. */
export function sdkCalls(messages: readonly Message[], origin: QueueOrigin): string {
  const config = { region: origin.region, ...(origin.endpoint !== undefined && { endpoint: origin.endpoint }) };
  const sends = messages.map(
    message => `await client.send(new SendMessageCommand(${literal(requestOf(message, origin), '')}));\n`,
  );
  return [
    "import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';\n\n",
    `const client = new SQSClient(${literal(config, '')});\n`,
    ...sends,
  ].join('');
}

/** The request of SendMessage (AWSSimpleQueueService/latest/APIReference/API_SendMessage.html); binary values as base64. */
function requestOf(message: Message, origin: QueueOrigin): Record<string, unknown> {
  const { body, attributes, groupId, deduplicationId, systemAttributes } = entryOf(message);
  const trace = systemAttributes['AWSTraceHeader'];
  const fifo = origin.url.endsWith('.fifo');
  return {
    QueueUrl: origin.url,
    MessageBody: body,
    ...(Object.keys(attributes).length > 0 && {
      MessageAttributes: mapped(attributes, ({ type, value }) => ({
        DataType: type,
        ...(isBinary(type) ? { BinaryValue: value } : { StringValue: value }),
      })),
    }),
    ...(trace !== undefined && {
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } },
    }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(fifo && deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
  };
}

/** A value as JavaScript source. */
function literal(value: unknown, indent: string): string {
  if (!isObject(value)) return ascii(JSON.stringify(value));
  const inner = `${indent}  `;
  const lines = Object.entries(value).map(([key, each]) => `${inner}${keyOf(key)}: ${member(key, each, inner)},\n`);
  return `{\n${lines.join('')}${indent}}`;
}

function member(key: string, value: unknown, indent: string): string {
  return key === 'BinaryValue' && typeof value === 'string'
    ? `Buffer.from(${ascii(JSON.stringify(value))}, 'base64')`
    : literal(value, indent);
}

/** Written plainly, a key `__proto__` would not be a key. */
function keyOf(key: string): string {
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(key)) return key;
  return key === '__proto__' ? "['__proto__']" : ascii(JSON.stringify(key));
}

/** JSON or a string literal with everything but printable ASCII as escapes. */
function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function mapped<T>(attributes: Readonly<Record<string, MessageValue>>, map: (value: MessageValue) => T): object {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, map(value)]));
}

function isBinary(type: string): boolean {
  return baseType(type) === 'Binary';
}

function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
