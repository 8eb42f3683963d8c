import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { type DefaultHint, defaultHints } from '../../../src/lint/defaultHints.ts';
import { linter, stack, uri } from './linting.ts';

async function hints(language: DocumentLanguage, text: string): Promise<readonly DefaultHint[]> {
  const linted = await linter.lint(uri, language, text);
  return linted ? defaultHints(linted.graph, uri) : [];
}

/** Hints by the text they stand behind. */
async function shown(language: DocumentLanguage, text: string): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const { span, property, value } of await hints(language, text)) {
    const name = text.slice(span.start, span.end);
    found[name] ??= [];
    found[name].push(`${property}: ${value}`);
  }
  return found;
}

const python = (body: string) => `from aws_cdk import Duration, Stack, aws_lambda as lambda_, aws_kinesis as kinesis
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource

class Shop(Stack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        ${body.replaceAll('\n', '\n        ')}
`;

const bare = ['VisibilityTimeout: 30 s', 'MessageRetentionPeriod: 4 days', 'RedrivePolicy: none'];
const sqsMapping = ['BatchSize: 10', 'MaximumBatchingWindowInSeconds: 0 s', 'FunctionResponseTypes: none'];

describe('a queue', () => {
  test('YAML', async () => {
    const text = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n';
    expect(await shown('yaml', text)).toEqual({ Orders: bare });
  });

  test('JSON', async () => {
    const text =
      '{ "Resources": { "Orders": { "Type": "AWS::SQS::Queue", "Properties": { "VisibilityTimeout": 60 } } } }';
    expect(await shown('json', text)).toEqual({ '"Orders"': bare.slice(1) });
  });

  test('TypeScript', async () => {
    const text = stack("new sqs.Queue(this, 'Orders', { visibilityTimeout: Duration.minutes(3) });");
    expect(await shown('typescript', text)).toEqual({ 'sqs.Queue': bare.slice(1) });
  });

  test('Python', async () => {
    expect(await shown('python', python('orders = sqs.Queue(self, "Orders")'))).toEqual({ 'sqs.Queue': bare });
  });

  test('that takes failed messages needs no dead-letter queue, and nobody is in a hurry with it', async () => {
    const text =
      'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n';
    expect(await shown('yaml', text)).toEqual({});
  });

  test('FIFO', async () => {
    const text =
      'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      VisibilityTimeout: 30\n' +
      '      MessageRetentionPeriod: 60\n      RedrivePolicy: { deadLetterTargetArn: !Ref Somewhere, maxReceiveCount: 5 }\n';
    expect(await shown('yaml', text)).toEqual({
      Orders: ['ContentBasedDeduplication: false', 'FifoThroughputLimit: perQueue'],
    });
  });
});

describe('what cannot be known gives no hint', () => {
  test.each<[string, DocumentLanguage, string]>([
    [
      'a parameter',
      'yaml',
      'Parameters:\n  Seconds: { Type: Number }\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n' +
        '      VisibilityTimeout: !Ref Seconds\n      MessageRetentionPeriod: !ImportValue Retention\n      RedrivePolicy: !Ref Policy\n',
    ],
    [
      'a condition that leaves a property out in one case only',
      'yaml',
      'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: !If [Slow, 60, !Ref AWS::NoValue]\n      MessageRetentionPeriod: 60\n      RedrivePolicy: !Ref Policy\n',
    ],
    ['an unknown transform', 'yaml', 'Transform: OurMacro\nResources:\n  Orders:\n    Type: AWS::SQS::Queue\n'],
    [
      'a file that does not parse to its end',
      'yaml',
      'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n  Mails:\n    Type: AWS::SQS::Queue\n    Properties: { VisibilityTimeout: 3\n',
    ],
    ['a spread', 'typescript', stack("new sqs.Queue(this, 'Orders', { ...defaults });")],
    ['properties from elsewhere', 'typescript', stack("new sqs.Queue(this, 'Orders', queueProps(id));")],
    ['an imported queue', 'typescript', stack("sqs.Queue.fromQueueArn(this, 'Orders', arn);")],
    ['source that does not parse', 'typescript', stack("new sqs.Queue(this, 'Orders', { visibilityTimeout: ")],
    ['keyword arguments', 'python', python('orders = sqs.Queue(self, "Orders", **options)')],
  ])('%s', async (_, language, text) => {
    expect(await shown(language, text)).toEqual({});
  });
});

describe('functions and what they read', () => {
  test('SAM: the event stands for the mapping, and Globals count', async () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 20
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Work:
          Type: SQS
          Properties:
            Queue: arn:aws:sqs:eu-west-1:111122223333:orders
        Clicks:
          Type: Kinesis
          Properties:
            Stream: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks
            StartingPosition: LATEST
            BatchSize: 500
            FunctionResponseTypes: [ReportBatchItemFailures]
`;
    expect(await shown('yaml', text)).toEqual({
      Work: sqsMapping,
      Clicks: ['MaximumRetryAttempts: no limit'],
    });
  });

  test('TypeScript', async () => {
    const text = stack(
      "const orders = sqs.Queue.fromQueueArn(this, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders');\n" +
        "const worker = new lambda.Function(this, 'Worker', {});\nworker.addEventSource(new SqsEventSource(orders, { batchSize: 5 }));",
    );
    expect(await shown('typescript', text)).toEqual({
      'lambda.Function': ['Timeout: 3 s'],
      SqsEventSource: sqsMapping.slice(1),
    });
  });

  test('Python', async () => {
    const text = python(
      'orders = sqs.Queue.from_queue_arn(self, "Orders", "arn:aws:sqs:eu-west-1:111122223333:orders")\n' +
        'worker = lambda_.Function(self, "Worker", timeout=Duration.seconds(20))\n' +
        'worker.add_event_source(SqsEventSource(orders, report_batch_item_failures=True))',
    );
    expect(await shown('python', text)).toEqual({ SqsEventSource: sqsMapping.slice(0, 2) });
  });

  test('a mapping of an unknown source', async () => {
    const text =
      'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: !Ref Arn\n      FunctionName: worker\n';
    expect(await shown('yaml', text)).toEqual({});
  });
});

describe('streams, topics, rules and schedules', () => {
  test('YAML', async () => {
    const text = `Resources:
  Clicks:
    Type: AWS::Kinesis::Stream
  News:
    Type: AWS::SNS::Topic
    Properties: { FifoTopic: true, MaximumMessageSize: 1048576 }
  Mail:
    Type: AWS::SNS::Subscription
    Properties:
      Protocol: sqs
      TopicArn: !Ref News
      Endpoint: arn:aws:sqs:eu-west-1:111122223333:mail
      FilterPolicy: { kind: [order] }
  OnOrder:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - { Id: a, Arn: 'arn:aws:sqs:eu-west-1:111122223333:mail' }
  OnBill:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - { Id: a, Arn: 'arn:aws:sqs:eu-west-1:111122223333:mail', RetryPolicy: { MaximumRetryAttempts: 3 } }
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target: { Arn: 'arn:aws:sqs:eu-west-1:111122223333:mail' }
  Kept:
    Type: AWS::Events::Archive
`;
    expect(await shown('yaml', text)).toEqual({
      Clicks: ['RetentionPeriodHours: 24 h', 'MaxRecordSizeInKiB: 1024 KiB'],
      News: ['ContentBasedDeduplication: false'],
      Mail: ['RawMessageDelivery: false', 'FilterPolicyScope: MessageAttributes'],
      OnOrder: ['RetryPolicy: 185 attempts, 24 h'],
      Nightly: ['RetryPolicy: 185 attempts, 24 h'],
      Kept: ['RetentionDays: for ever'],
    });
  });

  test('Python', async () => {
    const text = python('kinesis.Stream(self, "Clicks", retention_period=Duration.days(7))');
    expect(await shown('python', text)).toEqual({ 'kinesis.Stream': ['MaxRecordSizeInKiB: 1024 KiB'] });
  });
});

test('every hint names the page of AWS that states it', async () => {
  const found = await hints('yaml', 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n');
  expect(found.every(each => each.source.startsWith('https://docs.aws.amazon.com/') && each.why.endsWith('.'))).toBe(
    true,
  );
});

test.each([
  ['a queue', 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n', 'visibility 30 s, kept 4 days, no DLQ'],
  [
    'a mapping of a queue',
    'Resources:\n  Work:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n',
    'batch 10, window 0 s, all or nothing',
  ],
  [
    'a mapping of a stream',
    'Resources:\n  Work:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n',
    'endless retries, batch 100, all or nothing',
  ],
  ['a stream', 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n', 'kept 24 h, records up to 1024 KiB'],
])('the labels of %s fit into a line of the editor', async (_, text, labels) => {
  const line = (await hints('yaml', text)).map(each => each.label).join(', ');
  expect(line).toBe(labels);
  expect(line.length).toBeLessThanOrEqual(43);
});
