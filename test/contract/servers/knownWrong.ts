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
  | 'sns.filterExact'
  | 'sns.filterNumbers'
  | 'sns.filterAnythingBut'
  | 'sns.filterAnythingButForms'
  | 'sns.filterTextOperators'
  | 'sns.filterIgnoreCase'
  | 'sns.filterWildcard'
  | 'sns.filterExists'
  | 'sns.filterCidr'
  | 'sns.filterKeywords'
  | 'sns.filterAnd'
  | 'sns.filterOr'
  | 'sns.filterStringArray'
  | 'sns.filterBinary'
  | 'sns.filterNumericText'
  | 'sns.filterBodyArrays'
  | 'sns.filterBodyNull'
  | 'sns.filterBodyBoolean'
  | 'sns.filterBodyObject'
  | 'sns.filterNested'
  | 'sns.filterNestedArrays'
  | 'sns.filterNestedOr'
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

/** Filter policies on fauxqs, with the page that says otherwise. */
const filtersOfFauxqs: KnownWrong = {
  // AWS's pages stand below https://docs.aws.amazon.com/sns/latest/dg/.
  'sns.filterStringArray': 'String.Array attributes are compared as one text (string-value-matching.html)',
  'sns.filterBinary': 'Binary attributes are compared (subscription-filter-policy-constraints.html)',
  'sns.filterNumericText': 'a String attribute is compared as a number (numeric-value-matching.html)',
  'sns.filterKeywords': 'null passes where the key is missing (sns-subscription-filter-policies.html)',
  'sns.filterWildcard': 'a backslash does not escape a star (string-value-matching.html)',
  'sns.filterBodyArrays': 'arrays in a body never match (string-value-matching.html)',
  'sns.filterBodyNull': 'null in a body counts as missing (attribute-key-matching.html)',
  'sns.filterBodyObject': 'null passes where an object stands (sns-subscription-filter-policies.html)',
  'sns.filterNestedArrays': 'objects in an array never match (sns-message-filtering.html)',
  'sns.filterNestedOr': '$or below a key is taken for a name (and-or-logic.html)',
};

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
  ...filtersOfFauxqs,
  'sns.httpDelivery': 'delivers to queues only',
  'sns.regionsApart': 'lists the topics of all regions',
  'sns.subscriptionDeadLetter': 'ignores the redrive policy of a subscription',
  'sns.fifoSequenceNumber': 'Publish to a FIFO topic returns no SequenceNumber',
};

/** fauxqs behind our front, which mends part of the above. */
export const sandboxWrong: KnownWrong = {
  'sqs.purgeOncePerMinute': 'purges as often as asked',
  'sqs.wrongReceiptHandle': 'deleting with a handle that is none succeeds',
  ...filtersOfFauxqs,
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
  // Filter policies; AWS's pages stand below https://docs.aws.amazon.com/sns/latest/dg/.
  'sns.filterAnythingButForms': 'of anything-but only prefix is known, over attributes (string-value-matching.html)',
  'sns.filterIgnoreCase': 'the value is put into lower case and the policy is not (string-value-matching.html)',
  'sns.filterWildcard': 'Subscribe refuses wildcard (string-value-matching.html)',
  'sns.filterCidr': 'Subscribe refuses cidr (string-value-matching.html)',
  'sns.filterExists': 'exists: false passes without any attribute (attribute-key-matching.html)',
  'sns.filterNumbers': 'Publish fails where a body has a text under numeric (numeric-value-matching.html)',
  'sns.filterTextOperators':
    'Publish fails where a body has a number under prefix or suffix (string-value-matching.html)',
  'sns.filterOr': 'Publish fails for $or over a body (and-or-logic.html)',
  'sns.filterNestedOr': 'Publish fails for $or below a key (and-or-logic.html)',
  'sns.filterStringArray': 'String.Array knows exact texts and numbers only (string-value-matching.html)',
  'sns.filterBinary': 'Binary attributes are looked at (subscription-filter-policy-constraints.html)',
  'sns.filterNumericText':
    'see wildcard, cidr and anything-but: a text of digits meets them too (string-value-matching.html)',
  'sns.filterBodyArrays': 'arrays in a body know exact values of one type only (string-value-matching.html)',
  'sns.filterBodyNull':
    'null in a body counts as a value for exists and passes nothing else (attribute-key-matching.html)',
  'sns.filterBodyBoolean': 'true in a body is taken for the number 1 (numeric-value-matching.html)',
  'sns.filterBodyObject': 'an object counts as a value (attribute-key-matching.html)',
};

export const elasticMqWrong: KnownWrong = {
  'sqs.moveTaskHistory': 'a cancelled task is gone from the list',
  'sqs.pages': 'ListQueues ignores MaxResults and gives all at once',
  'sqs.clearAttribute': 'InvalidAttributeValue for an empty RedrivePolicy',
  'sqs.retentionAttribute': 'MessageRetentionPeriod is missing',
  'sqs.maximumSizeAttribute': 'MaximumMessageSize is missing',
  'sqs.purgeOncePerMinute': 'purges as often as asked',
};
