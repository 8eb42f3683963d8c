import { isObject } from '../../core/parse.ts';
import type { Fact, Step } from './payload.ts';

type Members = Record<string, unknown>;

/** Characters of one fact that are kept. */
const factLength = 2_000;

/** Takes one envelope off a JSON value; undefined when it is none that we know. */
export function openEnvelope(value: unknown): Step | undefined {
  if (Array.isArray(value)) return extendedClientPointer(value);
  if (!isObject(value)) return undefined;
  for (const open of envelopes) {
    const step = open(value);
    if (step) return step;
  }
  return undefined;
}

const envelopes: readonly ((value: Members) => Step | undefined)[] = [
  snsNotification,
  eventBridgeEvent,
  lambdaStreamFailure,
  lambdaDestination,
  s3Event,
  eventBridgeFailure,
  logsSubscription,
  alarm,
];

/** sns/latest/dg/sns-sqs-as-subscriber.html: what a subscription without raw delivery wraps a message in. */
function snsNotification(value: Members): Step | undefined {
  const { Type, TopicArn, Message } = value;
  if (Type !== 'Notification' || typeof TopicArn !== 'string' || typeof Message !== 'string') return undefined;
  return {
    layers: ['SNS notification'],
    payload: { kind: 'text', text: Message },
    facts: [
      { label: 'Topic', value: TopicArn },
      ...factsOf(value, [
        ['Subject', 'Subject'],
        ['Timestamp', 'Published'],
      ]),
      ...attributeFacts(value['MessageAttributes']),
    ],
  };
}

function attributeFacts(attributes: unknown): Fact[] {
  if (!isObject(attributes)) return [];
  return Object.entries(attributes)
    .slice(0, 20)
    .flatMap(([name, attribute]) =>
      isObject(attribute) && typeof attribute['Value'] === 'string'
        ? [{ label: `Attribute ${name.slice(0, 256)}`, value: attribute['Value'].slice(0, factLength) }]
        : [],
    );
}

/** eventbridge/latest/userguide/eb-events-structure.html */
function eventBridgeEvent(value: Members): Step | undefined {
  const { source, detail } = value;
  if (typeof value['detail-type'] !== 'string' || typeof source !== 'string' || detail === undefined) return undefined;
  const facts = factsOf(value, [
    ['source', 'Source'],
    ['detail-type', 'Detail type'],
    ['time', 'Event time'],
    ['account', 'Account'],
    ['region', 'Region'],
  ]);
  if (source === 'aws.s3' && isObject(detail) && isObject(detail['bucket'])) {
    const object = isObject(detail['object']) ? detail['object'] : {};
    return {
      layers: ['EventBridge event', 'S3 event'],
      payload: { kind: 'value', value: detail },
      facts: [...facts, ...factsOf(detail['bucket'], [['name', 'Bucket']]), ...factsOf(object, [['key', 'Object']])],
      final: true,
    };
  }
  return { layers: ['EventBridge event'], payload: inner(detail), facts };
}

/** lambda/latest/dg/invocation-async-retain-records.html: the record an asynchronous invocation's destination gets. */
function lambdaDestination(value: Members): Step | undefined {
  const { requestContext, requestPayload, responsePayload } = value;
  if (!isObject(requestContext) || typeof requestContext['functionArn'] !== 'string' || requestPayload === undefined) {
    return undefined;
  }
  const error = isObject(responsePayload) ? responsePayload : {};
  return {
    layers: ['Lambda destination'],
    payload: inner(requestPayload),
    facts: [
      ...invocationFacts(requestContext),
      ...factsOf(error, [
        ['errorType', 'Error type'],
        ['errorMessage', 'Error message'],
      ]),
    ],
  };
}

/** lambda/latest/dg/kinesis-on-failure-destination.html: it names the records and does not hold them. */
function lambdaStreamFailure(value: Members): Step | undefined {
  const { requestContext } = value;
  const kinesis = value['KinesisBatchInfo'];
  const batch = isObject(kinesis) ? kinesis : value['DDBStreamBatchInfo'];
  if (!isObject(requestContext) || !isObject(batch)) return undefined;
  return {
    layers: ['Lambda stream failure record'],
    payload: { kind: 'value', value },
    facts: [
      ...invocationFacts(requestContext),
      ...factsOf(batch, [
        ['streamArn', 'Stream'],
        ['shardId', 'Shard'],
        ['startSequenceNumber', 'First record'],
        ['endSequenceNumber', 'Last record'],
        ['batchSize', 'Records'],
      ]),
    ],
    final: true,
  };
}

function invocationFacts(context: Members): Fact[] {
  return factsOf(context, [
    ['functionArn', 'Function'],
    ['condition', 'Condition'],
    ['approximateInvokeCount', 'Invocations'],
  ]);
}

/** AmazonS3/latest/userguide/notification-content-structure.html; keys in it are URL-encoded. */
function s3Event(value: Members): Step | undefined {
  const { Records } = value;
  const first: unknown = Array.isArray(Records) ? Records[0] : undefined;
  if (isObject(first) && first['eventSource'] === 'aws:s3' && isObject(first['s3'])) {
    const { bucket, object } = first['s3'];
    const key =
      isObject(object) && typeof object['key'] === 'string' ? [{ label: 'Object', value: urlText(object['key']) }] : [];
    return {
      layers: ['S3 event'],
      payload: { kind: 'value', value },
      facts: [
        ...factsOf(first, [
          ['eventName', 'Event'],
          ['eventTime', 'Event time'],
        ]),
        ...(isObject(bucket) ? factsOf(bucket, [['name', 'Bucket']]) : []),
        ...key,
      ],
      final: true,
    };
  }
  if (value['Service'] === 'Amazon S3' && value['Event'] === 's3:TestEvent') {
    return {
      layers: ['S3 test event'],
      payload: { kind: 'value', value },
      facts: factsOf(value, [['Bucket', 'Bucket']]),
      final: true,
    };
  }
  return undefined;
}

/** eventbridge/latest/userguide/eb-custom-bus-retry.html: what a subscriber of a custom bus could not deliver. */
function eventBridgeFailure(value: Members): Step | undefined {
  if (typeof value['subscriberArn'] !== 'string' || !Array.isArray(value['failedMessages'])) return undefined;
  return {
    layers: ['EventBridge dead-letter record'],
    payload: { kind: 'value', value },
    facts: factsOf(value, [
      ['subscriberArn', 'Subscriber'],
      ['targetArn', 'Target'],
      ['errorCode', 'Error code'],
      ['errorMessage', 'Error message'],
      ['exhaustedRetryCondition', 'Retries ended by'],
      ['retryAttempts', 'Retries'],
    ]),
    final: true,
  };
}

/** AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
function logsSubscription(value: Members): Step | undefined {
  if (typeof value['logGroup'] !== 'string' || !Array.isArray(value['logEvents'])) return undefined;
  return {
    layers: ['CloudWatch Logs'],
    payload: { kind: 'value', value },
    facts: factsOf(value, [
      ['logGroup', 'Log group'],
      ['logStream', 'Log stream'],
    ]),
    final: true,
  };
}

function alarm(value: Members): Step | undefined {
  if (typeof value['AlarmName'] !== 'string' || typeof value['NewStateValue'] !== 'string') return undefined;
  return {
    layers: ['CloudWatch alarm'],
    payload: { kind: 'value', value },
    facts: factsOf(value, [
      ['AlarmName', 'Alarm'],
      ['NewStateValue', 'State'],
      ['NewStateReason', 'Reason'],
    ]),
    final: true,
  };
}

/** The classes under which versions 1 and 2 of the SQS Extended Client Library for Java name their pointer. */
const pointerClasses = new Set([
  'software.amazon.payloadoffloading.PayloadS3Pointer',
  'com.amazon.sqs.javamessaging.MessageS3Pointer',
]);

/** AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-managing-large-messages.html */
function extendedClientPointer(value: readonly unknown[]): Step | undefined {
  const [name, pointer] = value;
  if (value.length !== 2 || typeof name !== 'string' || !pointerClasses.has(name) || !isObject(pointer))
    return undefined;
  const { s3BucketName: bucket, s3Key: key } = pointer;
  if (typeof bucket !== 'string' || typeof key !== 'string') return undefined;
  return {
    layers: ['S3 pointer'],
    payload: { kind: 'value', value },
    facts: [
      { label: 'Bucket', value: bucket },
      { label: 'Object', value: key },
    ],
    pointer: { bucket, key },
    final: true,
  };
}

/** A member that holds the payload: text as it is, so that what is encoded in it is seen, anything else as a value. */
function inner(value: unknown): Step['payload'] {
  return typeof value === 'string' ? { kind: 'text', text: value } : { kind: 'value', value };
}

function factsOf(value: Members, wanted: readonly (readonly [key: string, label: string])[]): Fact[] {
  return wanted.flatMap(([key, label]) => {
    const fact = value[key];
    if (typeof fact === 'string' && fact !== '') return [{ label, value: fact.slice(0, factLength) }];
    return typeof fact === 'number' ? [{ label, value: String(fact) }] : [];
  });
}

function urlText(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
