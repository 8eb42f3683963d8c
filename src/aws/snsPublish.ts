import type { MessageAttributeValue, PublishInput } from '@aws-sdk/client-sns';
import { AwsError } from '../core/errors.ts';
import { sns as limits } from '../core/limits.ts';
import { baseType, describeForbidden, firstForbiddenCharacter } from '../core/messageRules.ts';
import { formatBytes, utf8Length } from '../core/text.ts';
import type { OutgoingNotification, TopicRef } from '../topics/topic.ts';
import { withoutAbsent } from './attributeValues.ts';

/** What Publish is called with; throws an AwsError for what SNS would refuse. */
export function publishInput(topic: TopicRef, message: OutgoingNotification): PublishInput {
  const text =
    message.perProtocol === undefined
      ? message.body
      : JSON.stringify({ default: message.body, ...message.perProtocol });
  if (message.body === '') {
    throw new AwsError('A message needs a body of at least one character.', { kind: 'invalid', code: 'EmptyBody' });
  }
  for (const body of [message.body, ...Object.values(message.perProtocol ?? {})]) {
    const forbidden = firstForbiddenCharacter(body);
    // Control characters are SNS's own to judge: topics may lead to places that take them.
    if (forbidden?.halfSurrogate) {
      throw new AwsError(`The body cannot be published as it is. ${describeForbidden(forbidden)}.`, {
        kind: 'invalid',
        code: 'InvalidParameter',
      });
    }
  }
  const bytes = utf8Length(text);
  if (bytes > limits.maxMessageBytes) {
    throw new AwsError(
      `This message has ${formatBytes(bytes)}; SNS takes at most ${formatBytes(limits.maxMessageBytes)}. Make it smaller, or publish a pointer to the data.`,
      { kind: 'too-large', code: 'MessageTooLong' },
    );
  }
  const attributes = Object.entries(message.attributes ?? {});
  return {
    TopicArn: topic.arn,
    Message: text,
    ...withoutAbsent({
      MessageStructure: message.perProtocol === undefined ? undefined : 'json',
      Subject: message.subject,
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
    }),
    ...(attributes.length === 0
      ? {}
      : {
          MessageAttributes: Object.fromEntries(
            attributes.map(([name, { type, value }]): [string, MessageAttributeValue] => [
              name,
              baseType(type) === 'Binary'
                ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
                : { DataType: type, StringValue: value },
            ]),
          ),
        }),
  };
}
