import { kinesis, lambda, sns, sqs } from '../core/limits.ts';
import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { isAbsent, onlyBoolean, onlyString, type Span, type Value, valueAt } from '../graph/value.ts';
import { isFifo } from './queueFacts.ts';
import { neverReportsItems, retriesForever, type SourceKind, sourceKind } from './sourceFacts.ts';
import { ruleTargets, scheduleTargets } from './targetFacts.ts';

/** A property that is certainly not written, and what AWS takes for it. */
export interface DefaultHint {
  /** The name of the resource, or the class of the construct. */
  readonly span: Span;
  /** CloudFormation's name of the property. */
  readonly property: string;
  /** `30 s`, `4 days`. */
  readonly value: string;
  /** A few words for the editor, which shows 43 characters of hints in a line (`editor.inlayHints.maximumLength`). */
  readonly label: string;
  /** What it means for messages, in a sentence. */
  readonly why: string;
  /** The AWS page that states it. */
  readonly source: string;
}

const docs = 'https://docs.aws.amazon.com';
const template = `${docs}/AWSCloudFormation/latest/TemplateReference`;

/** Where each default is stated. */
const pages = {
  queue: `${template}/aws-resource-sqs-queue.html`,
  fifoQuotas: `${docs}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html`,
  topic: `${template}/aws-resource-sns-topic.html`,
  subscription: `${template}/aws-resource-sns-subscription.html`,
  rawDelivery: `${docs}/sns/latest/dg/sns-large-payload-raw-message-delivery.html`,
  filterScope: `${docs}/sns/latest/dg/sns-message-filtering-scope.html`,
  mapping: `${template}/aws-resource-lambda-eventsourcemapping.html`,
  partialBatch: `${docs}/lambda/latest/dg/services-sqs-errorhandling.html`,
  function: `${template}/aws-resource-lambda-function.html`,
  asyncInvoke: `${docs}/lambda/latest/dg/invocation-async-error-handling.html`,
  stream: `${template}/aws-resource-kinesis-stream.html`,
  largeRecord: `${docs}/streams/latest/dev/large-records.html`,
  ruleRetry: `${docs}/eventbridge/latest/userguide/eb-rule-retry-policy.html`,
  subscriberRetry: `${docs}/eventbridge/latest/userguide/eb-custom-bus-retry.html`,
  schedule: `${docs}/scheduler/latest/APIReference/API_RetryPolicy.html`,
  archive: `${template}/aws-resource-events-archive.html`,
} as const;

interface Default {
  readonly property: string;
  readonly value: string;
  readonly label: string;
  readonly why: string;
  readonly source: string;
}

const day = 86_400;
const hiding: Default = {
  property: 'VisibilityTimeout',
  value: `${sqs.defaultVisibilitySeconds} s`,
  label: `visibility ${sqs.defaultVisibilitySeconds} s`,
  why: 'A message that takes longer to process is delivered again.',
  source: pages.queue,
};
const keeping: Default = {
  property: 'MessageRetentionPeriod',
  value: `${sqs.defaultRetentionSeconds / day} days`,
  label: `kept ${sqs.defaultRetentionSeconds / day} days`,
  why: 'A message that nobody has deleted by then is gone; a dead-letter queue is often read later than that.',
  source: pages.queue,
};
const contentBased: Default = {
  property: 'ContentBasedDeduplication',
  value: 'false',
  label: 'no content dedup',
  why: 'Each message needs a deduplication id of its own.',
  source: pages.queue,
};
const fifoQueueDefaults: readonly Default[] = [
  contentBased,
  {
    property: 'FifoThroughputLimit',
    value: 'perQueue',
    label: '300 calls/s',
    why: 'Without high throughput each action takes 300 calls a second, over all message groups.',
    source: pages.fifoQuotas,
  },
];
const streamDefaults: readonly Default[] = [
  {
    property: 'RetentionPeriodHours',
    value: `${kinesis.minRetentionHours} h`,
    label: `kept ${kinesis.minRetentionHours} h`,
    why: 'A consumer that stands still for longer loses records.',
    source: pages.stream,
  },
  {
    property: 'MaxRecordSizeInKiB',
    value: `${kinesis.defaultRecordBytes / 1_024} KiB`,
    label: `records up to ${kinesis.defaultRecordBytes / 1_024} KiB`,
    why: 'A larger record is refused.',
    source: pages.largeRecord,
  },
];

/** BatchSize and window of AWS::Lambda::EventSourceMapping, by what it reads. */
const batches: Readonly<Record<SourceKind, { readonly size: number; readonly window: string }>> = {
  sqs: { size: 10, window: '0 s' },
  kinesis: { size: 100, window: '0 s' },
  dynamodb: { size: 100, window: '0 s' },
  kafka: { size: 100, window: '500 ms' },
  broker: { size: 100, window: '500 ms' },
};
const endlessRetries: Default = {
  property: 'MaximumRetryAttempts',
  value: 'no limit',
  label: 'endless retries',
  why: 'A record that always fails holds up its shard until it expires: the age of records has no limit either.',
  source: pages.mapping,
};
const retryDefaults = { attempts: 185, age: '24 h' };

/**
 * What AWS takes for properties that a document leaves out, where the default is known to surprise. A property whose
 * value, or whose absence, cannot be known gives no hint; neither does a document that was read only in part.
 */
export function defaultHints(graph: MessagingGraph, uri: string): readonly DefaultHint[] {
  if (!graph.documents.get(uri)?.complete) return [];
  const found: DefaultHint[] = [];
  for (const resource of graph.resources.values()) {
    if (resource.external || resource.nameSpan.uri !== uri) continue;
    found.push(...hintsOf(resource, graph));
  }
  return found.sort((one, other) => one.span.start - other.span.start);
}

function hintsOf(resource: Resource, graph: MessagingGraph): readonly DefaultHint[] {
  const missing = (defaults: readonly Default[]) => lacking(resource, defaults, graph);
  switch (resource.type) {
    case 'AWS::SQS::Queue':
      return queueHints(resource, graph);
    case 'AWS::SNS::Topic':
      return [
        ...(onlyBoolean(graph.prop(resource, 'FifoTopic'), false) === true
          ? missing([{ ...contentBased, source: pages.topic }])
          : []),
        ...missing([
          {
            property: 'MaximumMessageSize',
            value: `${sns.defaultMessageBytes / 1_024} KiB`,
            label: `messages up to ${sns.defaultMessageBytes / 1_024} KiB`,
            why: 'A larger message is refused.',
            source: `${docs}/sns/latest/dg/large-message-payloads.html`,
          },
        ]),
      ];
    case 'AWS::SNS::Subscription':
      return subscriptionHints(resource, graph);
    case 'AWS::Lambda::Function':
      return missing([
        {
          property: 'Timeout',
          value: `${lambda.defaultTimeoutSeconds} s`,
          label: `timeout ${lambda.defaultTimeoutSeconds} s`,
          why: 'A function that takes longer is stopped, and what it was given counts as failed.',
          source: pages.function,
        },
      ]);
    case 'AWS::Lambda::EventSourceMapping':
      return mappingHints(resource, graph);
    case 'AWS::Lambda::EventInvokeConfig':
      return missing([
        {
          property: 'MaximumRetryAttempts',
          value: '2',
          label: '2 retries',
          why: 'The function is tried three times in all.',
          source: pages.asyncInvoke,
        },
        {
          property: 'MaximumEventAgeInSeconds',
          value: '6 h',
          label: 'given up after 6 h',
          why: 'An event that waited longer is given up.',
          source: pages.asyncInvoke,
        },
      ]);
    case 'AWS::Kinesis::Stream':
      return missing(streamDefaults);
    case 'AWS::Events::Rule':
    case 'AWS::Scheduler::Schedule':
      return retryHints(resource, graph);
    case 'AWS::EventsV2::Subscriber':
      return missing([
        {
          property: 'RetryPolicy',
          value: '5 attempts, 300 s',
          label: '5 attempts, 300 s',
          why: 'An event is dropped, or goes to the dead-letter queue, within minutes.',
          source: pages.subscriberRetry,
        },
      ]);
    case 'AWS::Events::Archive':
      return missing([
        {
          property: 'RetentionDays',
          value: 'for ever',
          label: 'kept for ever',
          why: 'The archive grows, and its cost with it.',
          source: pages.archive,
        },
      ]);
    default:
      return [];
  }
}

function lacking(resource: Resource, defaults: readonly Default[], graph: MessagingGraph): DefaultHint[] {
  return defaults.flatMap(each =>
    isAbsent(graph.prop(resource, each.property)) ? [{ span: resource.nameSpan, ...each }] : [],
  );
}

function queueHints(queue: Resource, graph: MessagingGraph): DefaultHint[] {
  const takesFailures = graph.isDeadLetterQueue(queue);
  // Nobody is in a hurry with what has failed.
  const found = lacking(queue, takesFailures && !graph.hasConsumer(queue) ? [keeping] : [hiding, keeping], graph);
  if (!takesFailures && !queue.escapes) {
    const why = 'A message that always fails is delivered again until its retention ends.';
    const none: Default = { property: 'RedrivePolicy', value: 'none', label: 'no DLQ', why, source: pages.queue };
    found.push(...lacking(queue, [none], graph));
  }
  if (isFifo(queue, graph) === true) found.push(...lacking(queue, fifoQueueDefaults, graph));
  return found;
}

function subscriptionHints(subscription: Resource, graph: MessagingGraph): DefaultHint[] {
  const found: DefaultHint[] = [];
  const protocol = onlyString(graph.prop(subscription, 'Protocol'));
  if (protocol === 'sqs' || protocol === 'http' || protocol === 'https' || protocol === 'firehose') {
    const why = "The message arrives in a JSON envelope of SNS's, and its attributes inside that.";
    const raw = {
      property: 'RawMessageDelivery',
      value: 'false',
      label: 'in an envelope',
      why,
      source: pages.rawDelivery,
    };
    found.push(...lacking(subscription, [raw], graph));
  }
  if (isMap(graph.prop(subscription, 'FilterPolicy'))) {
    const why = 'The filter looks at message attributes and never into the body.';
    const scope = {
      property: 'FilterPolicyScope',
      value: 'MessageAttributes',
      label: 'filters attributes',
      why,
      source: pages.filterScope,
    };
    found.push(...lacking(subscription, [scope], graph));
  }
  return found;
}

function mappingHints(mapping: Resource, graph: MessagingGraph): DefaultHint[] {
  const link = graph.mappings.find(each => each.mapping === mapping);
  const kind = link && sourceKind(link, graph);
  if (!kind) return [];
  const { size, window } = batches[kind];
  const isStream = kind === 'kinesis' || kind === 'dynamodb';
  const found = isStream && retriesForever(mapping, graph) ? lacking(mapping, [endlessRetries], graph) : [];
  const batch: Default = {
    property: 'BatchSize',
    value: `${size}`,
    label: `batch ${size}`,
    why: 'So many records at most are handed over at once.',
    source: pages.mapping,
  };
  const gathering: Default = {
    property: 'MaximumBatchingWindowInSeconds',
    value: window,
    label: `window ${window}`,
    why: 'How long Lambda gathers records before it calls the function.',
    source: pages.mapping,
  };
  // A stream is read in large batches without a window too; from a queue they come small.
  found.push(...lacking(mapping, isStream ? [batch] : [batch, gathering], graph));
  if ((kind === 'sqs' || isStream) && neverReportsItems(mapping, graph)) {
    const types: Default = {
      property: 'FunctionResponseTypes',
      value: 'none',
      label: 'all or nothing',
      why: 'One failed record makes the whole batch come again.',
      source: pages.partialBatch,
    };
    found.push(...lacking(mapping, [types], graph));
  }
  return found;
}

/** Of a rule or schedule, when none of its targets says how long to retry. */
function retryHints(resource: Resource, graph: MessagingGraph): DefaultHint[] {
  const isRule = resource.type === 'AWS::Events::Rule';
  const targets = (isRule ? ruleTargets(graph) : scheduleTargets(graph)).filter(each => each.resource === resource);
  if (targets.length === 0 || !targets.every(({ target }) => isAbsent(valueAt(target, 'RetryPolicy')))) return [];
  return [
    {
      span: resource.nameSpan,
      property: 'RetryPolicy',
      value: `${retryDefaults.attempts} attempts, ${retryDefaults.age}`,
      label: `${retryDefaults.attempts} retries, ${retryDefaults.age}`,
      why: 'What cannot be delivered until then goes to the dead-letter queue of the target, or is dropped.',
      source: isRule ? pages.ruleRetry : pages.schedule,
    },
  ];
}

function isMap(value: Value): boolean {
  return value.kind === 'map';
}
