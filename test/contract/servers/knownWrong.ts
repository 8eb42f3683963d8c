/**
 * What each local server is known to get wrong, by check. A contract test asks for its own check and, where the server
 * is listed, expects the written difference or leaves the check out by name; anything not listed here must be right.
 */
export type Check =
  | 'sqs.countsAge'
  | 'sqs.releaseKeepsCount'
  | 'sqs.receivesApart'
  | 'sqs.longPollWakes'
  | 'sqs.fifoGroupLocked'
  | 'sqs.fifoSeveralPerGroup'
  | 'sqs.listDeadLetterSourceQueues'
  | 'sqs.deadLetterQueueSourceArn'
  | 'sqs.moveTasks'
  | 'sqs.moveTaskRate'
  | 'sqs.moveTaskHistory'
  | 'sqs.emojiInBody'
  | 'sqs.regionsApart'
  | 'sqs.retention'
  | 'sqs.queueUrlHost'
  | 'sqs.setFifoThroughput'
  | 'sqs.purgeOncePerMinute'
  | 'sqs.purgeAtOnce'
  | 'sqs.batchSize'
  | 'sqs.errorNames'
  | 'sqs.attributeValidation'
  | 'sqs.pages'
  | 'sqs.wrongReceiptHandle'
  | 'sqs.clearAttribute'
  | 'sqs.retentionAttribute'
  | 'sqs.maximumSizeAttribute'
  | 'sns.messageStructure'
  | 'sns.filterStringArray'
  | 'sns.filterBodyArrays'
  | 'sns.httpDelivery'
  | 'sns.regionsApart'
  | 'sns.subscriptionDeadLetter'
  | 'sns.errorNames'
  | 'sns.attributeValidation'
  | 'sns.deletedTopicNotFound'
  | 'sns.fifoSequenceNumber'
  | 'kinesis.consumers'
  | 'kinesis.resharding'
  | 'kinesis.throughputLimits'
  | 'kinesis.errorNames'
  | 'kinesis.highestHashKey'
  | 'kinesis.tagsTogether'
  | 'sts.callerIdentity';

/** Check → what the server does instead, in words. */
export type KnownWrong = Readonly<Partial<Record<Check, string>>>;

export const fauxqsWrong: KnownWrong = {
  'sqs.countsAge': 'delayed and in-flight counts stay until somebody receives',
  'sqs.fifoSeveralPerGroup': 'hands out one message per group and receive',
  'sqs.listDeadLetterSourceQueues': 'InvalidAction',
  'sqs.deadLetterQueueSourceArn': 'the attribute is missing',
  'sqs.moveTasks': 'InvalidAction',
  'sqs.moveTaskRate': 'InvalidAction',
  'sqs.moveTaskHistory': 'InvalidAction',
  'sqs.emojiInBody': 'refuses characters above U+FFFF',
  'sqs.regionsApart': 'lists the queues of all regions',
  'sqs.retention': 'messages never expire',
  'sqs.queueUrlHost': 'queue URLs name sqs.<region>.localhost',
  'sqs.setFifoThroughput': 'InvalidAttributeName for DeduplicationScope and FifoThroughputLimit',
  'sqs.purgeOncePerMinute': 'purges as often as asked',
  'sqs.wrongReceiptHandle': 'deleting with a handle that is none succeeds',
  'sns.messageStructure': 'delivers the JSON itself instead of the part for the protocol',
  'sns.filterStringArray': 'String.Array attributes never match',
  'sns.filterBodyArrays': 'arrays in a body never match',
  'sns.httpDelivery': 'delivers to queues only',
  'sns.regionsApart': 'lists the topics of all regions',
  'sns.subscriptionDeadLetter': 'ignores the redrive policy of a subscription',
  'sns.fifoSequenceNumber': 'Publish to a FIFO topic returns no SequenceNumber',
};

/** fauxqs behind our front, which mends part of the above. */
export const sandboxWrong: KnownWrong = {
  'sqs.purgeOncePerMinute': 'purges as often as asked',
  'sqs.wrongReceiptHandle': 'deleting with a handle that is none succeeds',
  'sns.filterStringArray': 'String.Array attributes never match',
  'sns.filterBodyArrays': 'arrays in a body never match',
  'sns.httpDelivery': 'delivers to queues only',
  'sns.subscriptionDeadLetter': 'ignores the redrive policy of a subscription',
  'sns.fifoSequenceNumber': 'Publish to a FIFO topic returns no SequenceNumber',
  'kinesis.throughputLimits': 'no limit on reads or writes',
};

export const localAwsSqsWrong: KnownWrong = {
  'sqs.releaseKeepsCount': 'ChangeMessageVisibility raises the receive count',
  'sqs.longPollWakes': 'a long poll never wakes for a message that arrives while it waits',
  'sqs.fifoGroupLocked': 'hands out messages of a group that has one in flight',
  'sqs.purgeAtOnce': 'takes the whole 60 seconds that AWS allows itself',
};

export const kinesisLocalWrong: KnownWrong = {
  'kinesis.throughputLimits': 'no limit on reads or writes',
};

export const motoWrong: KnownWrong = {
  'sqs.receivesApart': 'gives one message to two receives that come at the same moment',
  'sqs.moveTasks': 'ListMessageMoveTasks and its sisters are unknown',
  'sqs.moveTaskRate': 'unknown call',
  'sqs.moveTaskHistory': 'unknown call',
  'sns.fifoSequenceNumber': 'Publish to a FIFO topic returns no SequenceNumber',
  'kinesis.highestHashKey': 'a page of HTML with status 500 for the hash key 2^128 - 1',
  'kinesis.tagsTogether': 'GetResources leaves streams out',
};

export const elasticMqWrong: KnownWrong = {
  'sqs.moveTaskHistory': 'a cancelled task is gone from the list',
  'sqs.pages': 'ListQueues ignores MaxResults and gives all at once',
  'sqs.clearAttribute': 'InvalidAttributeValue for an empty RedrivePolicy',
  'sqs.retentionAttribute': 'MessageRetentionPeriod is missing',
  'sqs.maximumSizeAttribute': 'MaximumMessageSize is missing',
  'sqs.purgeOncePerMinute': 'purges as often as asked',
};
