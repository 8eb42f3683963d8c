import type { Rule } from './rule.ts';
import { consumerLagAlarmMissing } from './rules/consumer-lag-alarm-missing.ts';
import { dlqFifoUnsupported } from './rules/dlq-fifo-unsupported.ts';
import { dlqOtherAccountRegion } from './rules/dlq-other-account-region.ts';
import { eventsArchiveRetention } from './rules/events-archive-retention.ts';
import { eventsBusArchiveMissing } from './rules/events-bus-archive-missing.ts';
import { eventsCustomEventsOnDefaultBus } from './rules/events-custom-events-on-default-bus.ts';
import { eventsFifoTargetNoGroup } from './rules/events-fifo-target-no-group.ts';
import { eventsRetryPolicyWeak } from './rules/events-retry-policy-weak.ts';
import { eventsTargetMissingDlq } from './rules/events-target-missing-dlq.ts';
import { eventsV2SubscriberMissingDlq } from './rules/eventsv2-subscriber-missing-dlq.ts';
import { fifoNameSuffix } from './rules/fifo-name-suffix.ts';
import { fifoNoContentDedup } from './rules/fifo-no-content-dedup.ts';
import { firehoseEncryptionMissing } from './rules/firehose-encryption-missing.ts';
import { firehoseErrorHandling } from './rules/firehose-error-handling.ts';
import { kinesisCapacityMode } from './rules/kinesis-capacity-mode.ts';
import { kinesisEncryptionMissing } from './rules/kinesis-encryption-missing.ts';
import { kinesisLargeRecord } from './rules/kinesis-large-record.ts';
import { kinesisRetentionDefault } from './rules/kinesis-retention-default.ts';
import { lambdaAsyncNoFailureHandling } from './rules/lambda-async-no-failure-handling.ts';
import { lambdaSqsBatchWindow } from './rules/lambda-sqs-batch-window.ts';
import { lambdaSqsFifoBatch } from './rules/lambda-sqs-fifo-batch.ts';
import { lambdaSqsFilterDeletes } from './rules/lambda-sqs-filter-deletes.ts';
import { lambdaSqsNoPartialBatch } from './rules/lambda-sqs-no-partial-batch.ts';
import { lambdaSqsOnFailureUnsupported } from './rules/lambda-sqs-onfailure-unsupported.ts';
import { lambdaSqsReservedConcurrencyLow } from './rules/lambda-sqs-reserved-concurrency-low.ts';
import { lambdaSqsScalingConfig } from './rules/lambda-sqs-scaling-config.ts';
import { lambdaStreamInfiniteRetry } from './rules/lambda-stream-infinite-retry.ts';
import { lambdaStreamNoBisect } from './rules/lambda-stream-no-bisect.ts';
import { lambdaStreamNoFailureDestination } from './rules/lambda-stream-no-failure-destination.ts';
import { lambdaStreamStartingPosition } from './rules/lambda-stream-starting-position.ts';
import { mqExposureAndLogs } from './rules/mq-exposure-and-logs.ts';
import { mqSingleInstance } from './rules/mq-single-instance.ts';
import { pipesSourceFailureHandling } from './rules/pipes-source-failure-handling.ts';
import { queuePolicyMissingForService } from './rules/queue-policy-missing-for-service.ts';
import { resourcePolicyPublic } from './rules/resource-policy-public.ts';
import { s3NotificationFifo } from './rules/s3-notification-fifo.ts';
import { schedulerTargetMissingDlq } from './rules/scheduler-target-missing-dlq.ts';
import { sfnExpressUnsupported } from './rules/sfn-express-unsupported.ts';
import { sfnLoggingOff } from './rules/sfn-logging-off.ts';
import { sfnTaskNoRetry } from './rules/sfn-task-no-retry.ts';
import { sfnTaskNoTimeout } from './rules/sfn-task-no-timeout.ts';
import { snsEncryptionMissing } from './rules/sns-encryption-missing.ts';
import { snsEndpointProtocol } from './rules/sns-endpoint-protocol.ts';
import { snsFifoTopicSubscriber } from './rules/sns-fifo-topic-subscriber.ts';
import { snsFilterPolicyLimits } from './rules/sns-filter-policy-limits.ts';
import { snsFirehoseMissingRole } from './rules/sns-firehose-missing-role.ts';
import { snsKmsManagedKeyBlocksPublisher } from './rules/sns-kms-managed-key-blocks-publisher.ts';
import { snsLargeMessageConfig } from './rules/sns-large-message-config.ts';
import { snsPolicyMissingForService } from './rules/sns-policy-missing-for-service.ts';
import { snsRawDelivery } from './rules/sns-raw-delivery.ts';
import { snsStandardTopicToFifoQueue } from './rules/sns-standard-topic-to-fifo-queue.ts';
import { snsSubscriptionDlqTypeMismatch } from './rules/sns-subscription-dlq-type-mismatch.ts';
import { snsSubscriptionMissingDlq } from './rules/sns-subscription-missing-dlq.ts';
import { sqsAttributeOutOfRange } from './rules/sqs-attribute-out-of-range.ts';
import { sqsDlqAlarmMissing } from './rules/sqs-dlq-alarm-missing.ts';
import { sqsDlqAlarmWrongMetric } from './rules/sqs-dlq-alarm-wrong-metric.ts';
import { sqsDlqRetentionNotMax } from './rules/sqs-dlq-retention-not-max.ts';
import { sqsDlqRetentionShorterThanSource } from './rules/sqs-dlq-retention-shorter-than-source.ts';
import { sqsDlqTypeMismatch } from './rules/sqs-dlq-type-mismatch.ts';
import { sqsEncryptionDisabled } from './rules/sqs-encryption-disabled.ts';
import { sqsFifoOnlyProperty } from './rules/sqs-fifo-only-property.ts';
import { sqsFifoThroughputPair } from './rules/sqs-fifo-throughput-pair.ts';
import { sqsKmsKeyPolicyMissingService } from './rules/sqs-kms-key-policy-missing-service.ts';
import { sqsKmsManagedKeyBlocksSender } from './rules/sqs-kms-managed-key-blocks-sender.ts';
import { sqsMaxReceiveCountLow } from './rules/sqs-max-receive-count-low.ts';
import { sqsMissingDlq } from './rules/sqs-missing-dlq.ts';
import { sqsPolicyMissingSourceCondition } from './rules/sqs-policy-missing-source-condition.ts';
import { sqsShortPolling } from './rules/sqs-short-polling.ts';
import { sqsVisibilityBelowFunctionTimeout } from './rules/sqs-visibility-below-function-timeout.ts';
import { sqsVisibilityTimeoutShort } from './rules/sqs-visibility-timeout-short.ts';

/** Every rule, by id. */
export const catalogue: readonly Rule[] = [
  consumerLagAlarmMissing,
  dlqFifoUnsupported,
  dlqOtherAccountRegion,
  eventsArchiveRetention,
  eventsBusArchiveMissing,
  eventsCustomEventsOnDefaultBus,
  eventsFifoTargetNoGroup,
  eventsRetryPolicyWeak,
  eventsTargetMissingDlq,
  eventsV2SubscriberMissingDlq,
  fifoNameSuffix,
  fifoNoContentDedup,
  firehoseEncryptionMissing,
  firehoseErrorHandling,
  kinesisCapacityMode,
  kinesisEncryptionMissing,
  kinesisLargeRecord,
  kinesisRetentionDefault,
  lambdaAsyncNoFailureHandling,
  lambdaSqsBatchWindow,
  lambdaSqsFifoBatch,
  lambdaSqsFilterDeletes,
  lambdaSqsNoPartialBatch,
  lambdaSqsOnFailureUnsupported,
  lambdaSqsReservedConcurrencyLow,
  lambdaSqsScalingConfig,
  lambdaStreamInfiniteRetry,
  lambdaStreamNoBisect,
  lambdaStreamNoFailureDestination,
  lambdaStreamStartingPosition,
  mqExposureAndLogs,
  mqSingleInstance,
  pipesSourceFailureHandling,
  queuePolicyMissingForService,
  resourcePolicyPublic,
  s3NotificationFifo,
  schedulerTargetMissingDlq,
  sfnExpressUnsupported,
  sfnLoggingOff,
  sfnTaskNoRetry,
  sfnTaskNoTimeout,
  snsEncryptionMissing,
  snsEndpointProtocol,
  snsFifoTopicSubscriber,
  snsFilterPolicyLimits,
  snsFirehoseMissingRole,
  snsKmsManagedKeyBlocksPublisher,
  snsLargeMessageConfig,
  snsPolicyMissingForService,
  snsRawDelivery,
  snsStandardTopicToFifoQueue,
  snsSubscriptionDlqTypeMismatch,
  snsSubscriptionMissingDlq,
  sqsAttributeOutOfRange,
  sqsDlqAlarmMissing,
  sqsDlqAlarmWrongMetric,
  sqsDlqRetentionNotMax,
  sqsDlqRetentionShorterThanSource,
  sqsDlqTypeMismatch,
  sqsEncryptionDisabled,
  sqsFifoOnlyProperty,
  sqsFifoThroughputPair,
  sqsKmsKeyPolicyMissingService,
  sqsKmsManagedKeyBlocksSender,
  sqsMaxReceiveCountLow,
  sqsMissingDlq,
  sqsPolicyMissingSourceCondition,
  sqsShortPolling,
  sqsVisibilityBelowFunctionTimeout,
  sqsVisibilityTimeoutShort,
];
