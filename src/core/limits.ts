/**
 * Every AWS quota the extension knows, once, with the page that states it
 * (all below https://docs.aws.amazon.com unless said otherwise).
 */

/** AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html and the API reference. */
export const sqs = {
  /** Body plus attributes, for one message and for a whole batch, in bytes. */
  maxMessageBytes: 1_048_576,
  minMessageSizeSetting: 1_024,
  maxBatchEntries: 10,
  maxReceive: 10,
  maxMessageAttributes: 10,
  maxVisibilitySeconds: 43_200,
  defaultVisibilitySeconds: 30,
  maxDelaySeconds: 900,
  maxWaitSeconds: 20,
  minRetentionSeconds: 60,
  maxRetentionSeconds: 1_209_600,
  defaultRetentionSeconds: 345_600,
  minDataKeyReuseSeconds: 60,
  maxDataKeyReuseSeconds: 86_400,
  maxReceiveCountMin: 1,
  maxReceiveCountMax: 1_000,
  /** Queues that a redrive allow policy can name: APIReference/API_SetQueueAttributes.html */
  maxAllowedSources: 10,
  maxInFlight: 120_000,
  maxNameLength: 80,
  maxGroupIdLength: 128,
  maxDeduplicationIdLength: 128,
  /** ListQueues returns no NextToken unless MaxResults is given (APIReference/API_ListQueues.html). */
  listPageSize: 1_000,
  /** APIReference/API_PurgeQueue.html: one purge a minute; deletion takes up to 60 seconds. */
  purgeIntervalSeconds: 60,
  /** APIReference/API_StartMessageMoveTask.html */
  maxMoveVelocity: 500,
  moveTaskHours: 36,
  listedMoveTasks: 10,
  /** FIFO deduplication interval: SQSDeveloperGuide/using-messagededuplicationid-property.html */
  deduplicationSeconds: 300,
} as const;

/** sns/latest/api/API_Publish.html, sns/latest/dg/large-message-payloads.html, general/latest/gr/sns.html */
export const sns = {
  defaultMessageBytes: 262_144,
  minMessageSizeSetting: 1_024,
  maxMessageBytes: 1_048_576,
  /** Subscriptions of a topic whose MaximumMessageSize is above the default. */
  maxLargeSubscriptions: 100,
  maxGroupIdLength: 128,
  maxDeduplicationIdLength: 128,
  maxAttributeNameLength: 256,
  /** dg/sns-message-attributes.html: a subscription with raw delivery discards a message with more. */
  maxRawAttributes: 10,
  /** dg/subscription-filter-policy-constraints.html */
  maxFilterKeys: 5,
  maxFilterCombinations: 150,
  maxFilterPolicyBytes: 262_144,
  /** Stars in one wildcard, and in all wildcards of a policy. */
  maxFilterWildcards: 3,
  maxFilterWildcardPoints: 100,
  maxSubjectLength: 100,
  maxBatchEntries: 10,
  maxNameLength: 256,
  maxDisplayNameLength: 100,
} as const;

/** streams/latest/dev/service-sizes-and-limits.html, streams/latest/dev/large-records.html */
export const kinesis = {
  defaultRecordBytes: 1_048_576,
  maxRecordBytes: 10_485_760,
  maxPartitionKeyLength: 256,
  maxNameLength: 128,
  maxPutEntries: 500,
  maxPutBytes: 10_485_760,
  maxGetRecords: 10_000,
  getRecordsPerSecond: 5,
  /** Of one shard, shared by all its readers but those with enhanced fan-out. */
  readBytesPerSecond: 2_097_152,
  /** API_UpdateStreamMode.html: changes of mode in 24 hours. */
  modeChangesPerDay: 2,
  minRetentionHours: 24,
  maxRetentionHours: 8_760,
  listPageSize: 1_000,
  /** API_GetShardIterator.html: an iterator lives five minutes. */
  iteratorSeconds: 300,
} as const;

/** eventbridge/latest/userguide/eb-create-pattern-operators.html */
export const eventBridge = {
  /** Combinations of keys that the `$or` of one pattern may make. */
  maxAlternatives: 1_000,
} as const;

/** lambda/latest/dg/gettingstarted-limits.html and services-sqs-configure.html */
export const lambda = {
  defaultTimeoutSeconds: 3,
  maxTimeoutSeconds: 900,
  /** "at least six times the timeout of your function" */
  visibilityTimeoutFactor: 6,
  /** "at least 5", lambda/latest/dg/sqs-retries.html */
  recommendedMaxReceiveCount: 5,
  /** MaximumConcurrency of a mapping: lambda/latest/api/API_ScalingConfig.html */
  minMappingConcurrency: 2,
  maxMappingConcurrency: 1_000,
  /** Both ends, for a queue: lambda/latest/api/API_ProvisionedPollerConfig.html */
  minQueuePollers: 2,
  /** Batches of a standard queue that are processed at once from the start: lambda/latest/dg/services-sqs-scaling.html */
  firstQueueBatches: 5,
} as const;
