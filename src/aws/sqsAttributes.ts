import { isFifoName, parseRedrivePolicy, type QueueAttributes, type QueueRef } from '../queues/queue.ts';
import { booleanOf, numberOf, textOf, withoutAbsent } from './attributeValues.ts';

type Raw = Readonly<Record<string, string>>;

/** Queue attributes in our words; what the service did not say stays absent. */
export function attributesOf(queue: QueueRef, raw: Raw): QueueAttributes {
  const redrivePolicy = parseRedrivePolicy(raw['RedrivePolicy']);
  return {
    arn: raw['QueueArn'] ?? queue.arn,
    fifo: raw['FifoQueue'] === 'true' || isFifoName(queue.name),
    ...withoutAbsent({
      messages: numberOf(raw['ApproximateNumberOfMessages']),
      messagesNotVisible: numberOf(raw['ApproximateNumberOfMessagesNotVisible']),
      messagesDelayed: numberOf(raw['ApproximateNumberOfMessagesDelayed']),
      createdAt: dateOf(raw['CreatedTimestamp']),
      modifiedAt: dateOf(raw['LastModifiedTimestamp']),
      delaySeconds: numberOf(raw['DelaySeconds']),
      maximumMessageBytes: numberOf(raw['MaximumMessageSize']),
      retentionSeconds: numberOf(raw['MessageRetentionPeriod']),
      waitSeconds: numberOf(raw['ReceiveMessageWaitTimeSeconds']),
      visibilitySeconds: numberOf(raw['VisibilityTimeout']),
      policy: textOf(raw['Policy']),
      redrivePolicy,
      redriveAllowPolicy: textOf(raw['RedriveAllowPolicy']),
      kmsKeyId: textOf(raw['KmsMasterKeyId']),
      kmsDataKeyReuseSeconds: numberOf(raw['KmsDataKeyReusePeriodSeconds']),
      sseSqs: booleanOf(raw['SqsManagedSseEnabled']),
      contentBasedDeduplication: booleanOf(raw['ContentBasedDeduplication']),
      deduplicationScope: textOf(raw['DeduplicationScope']),
      fifoThroughputLimit: textOf(raw['FifoThroughputLimit']),
    }),
    raw,
  };
}

/** Seconds since 1970, as SQS writes them, as a date; some local servers write milliseconds. */
function dateOf(text: string | undefined): Date | undefined {
  const value = numberOf(text);
  if (value === undefined) return undefined;
  return new Date(value > 100_000_000_000 ? value : value * 1000);
}
