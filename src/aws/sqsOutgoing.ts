import type { MessageAttributeValue, SendMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from '../core/errors.ts';
import { sqs as limits } from '../core/limits.ts';
import { baseType, describeForbidden, firstForbiddenCharacter, messageBytes } from '../core/messageRules.ts';
import { formatBytes } from '../core/text.ts';
import type { MessageAttribute, OutgoingMessage } from '../queues/queue.ts';
import { withoutAbsent } from './attributeValues.ts';

/** Bytes of a message with its attributes, as SQS counts them. */
export function sizeOf(message: OutgoingMessage): number {
  return messageBytes(message.body, message.attributes);
}

/** Why SQS would refuse this message, found before anything is sent. */
export function problemOf(message: OutgoingMessage): AwsError | undefined {
  const bytes = sizeOf(message);
  if (bytes > limits.maxMessageBytes) return tooLarge('This message', bytes);
  if (message.body === '') {
    return new AwsError('A message needs a body of at least one character.', { kind: 'invalid', code: 'EmptyBody' });
  }
  const texts: [string, string][] = [['body', message.body]];
  for (const [name, { type, value }] of Object.entries(message.attributes ?? {})) {
    if (baseType(type) !== 'Binary') texts.push([`attribute ${name}`, value]);
  }
  for (const [place, text] of texts) {
    const forbidden = firstForbiddenCharacter(text);
    if (forbidden) {
      return new AwsError(`The ${place} cannot be sent as it is. ${describeForbidden(forbidden)}.`, {
        kind: 'invalid',
        code: 'InvalidMessageContents',
      });
    }
  }
  return undefined;
}

export function tooLarge(what: string, bytes: number): AwsError {
  return new AwsError(
    `${what} has ${formatBytes(bytes)} with its attributes; SQS takes ${formatBytes(limits.maxMessageBytes)}. Make it smaller, or send a pointer to the data.`,
    { kind: 'too-large', code: 'MessageTooLong' },
  );
}

export function tooMany(messages: number): AwsError {
  return new AwsError(`A batch holds at most ${limits.maxBatchEntries} messages, not ${messages}.`, {
    kind: 'invalid',
    code: 'TooManyEntriesInBatchRequest',
  });
}

export function requestOf(message: OutgoingMessage): Omit<SendMessageRequest, 'QueueUrl'> {
  const attributes = Object.entries(message.attributes ?? {});
  return {
    MessageBody: message.body,
    ...withoutAbsent({
      DelaySeconds: message.delaySeconds,
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
    }),
    ...(attributes.length === 0
      ? {}
      : { MessageAttributes: Object.fromEntries(attributes.map(([name, value]) => [name, attributeValue(value)])) }),
    ...(message.traceHeader === undefined
      ? {}
      : { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: message.traceHeader } } }),
  };
}

function attributeValue({ type, value }: MessageAttribute): MessageAttributeValue {
  return baseType(type) === 'Binary'
    ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
    : { DataType: type, StringValue: value };
}
