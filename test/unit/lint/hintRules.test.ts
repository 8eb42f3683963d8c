import { describe, expect, test } from 'vitest';
import type { DocumentLanguage } from '../../../src/graph/document.ts';
import { lint, makeLinter, stack, template } from './linting.ts';

const hints = ['consumer-lag-alarm-missing', 'events-bus-archive-missing'] as const;
const linter = makeLinter({ severities: Object.fromEntries(hints.map(id => [id, 'hint'])) });
const count = async (id: string, language: DocumentLanguage, text: string) =>
  (await lint(language, text, linter)).filter(report => report.ruleId === id).length;

const source = (type: string) =>
  `  Work:\n    Type: AWS::${type}\n    Properties:\n      Tags: []\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: !GetAtt Work.Arn\n      FunctionName: !Ref F\n  F:\n    Type: AWS::Lambda::Function\n`;
const alarm = (namespace: string, metric: string, dimension: string, value: string) =>
  `  A:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Namespace: ${namespace}\n      MetricName: ${metric}\n      Dimensions: [{Name: ${dimension}, Value: ${value}}]\n`;
const cdk = (rest: string) =>
  stack(
    `const clicks = new kinesis.Stream(this, 'Clicks');\nconst fn = new lambda.Function(this, 'F', {});\nfn.addEventSource(new KinesisEventSource(clicks, {}));\n${rest}`,
    "import * as kinesis from 'aws-cdk-lib/aws-kinesis';\nimport { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';\nimport * as events from 'aws-cdk-lib/aws-events';",
  );
const options = '{ threshold: 1, evaluationPeriods: 1 }';

describe('consumer-lag-alarm-missing', () => {
  test.each([
    ['queue', source('SQS::Queue'), 1],
    ['stream', source('Kinesis::Stream'), 1],
    [
      'visible messages only',
      source('SQS::Queue') +
        alarm('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', '!GetAtt Work.QueueName'),
      1,
    ],
    [
      'age',
      source('SQS::Queue') + alarm('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', '!GetAtt Work.QueueName'),
      0,
    ],
    [
      'iterator age of the stream',
      source('Kinesis::Stream') + alarm('AWS/Kinesis', 'GetRecords.IteratorAgeMilliseconds', 'StreamName', '!Ref Work'),
      0,
    ],
    [
      'iterator age of the function',
      source('Kinesis::Stream') + alarm('AWS/Lambda', 'IteratorAge', 'FunctionName', '!Ref F'),
      0,
    ],
    [
      'iterator age of another function',
      source('Kinesis::Stream') + alarm('AWS/Lambda', 'IteratorAge', 'FunctionName', 'other'),
      1,
    ],
    ['unknown', source('SQS::Queue') + alarm('AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', '!Ref Q'), 0],
    ['no consumer', '  Work:\n    Type: AWS::SQS::Queue\n', 0],
    ['dead-letter queue', source('SQS::Queue').replaceAll('Work', 'WorkDlq'), 0],
  ])('%s', async (_, resources, expected) => {
    expect(await count(hints[0], 'yaml', template(resources))).toBe(expected);
  });

  test.each([
    ['', 1],
    [`clicks.metricGetRecordsIteratorAgeMilliseconds().createAlarm(this, 'A', ${options});`, 0],
    [`fn.metric('IteratorAge').createAlarm(this, 'A', ${options});`, 0],
    [`fn.metricErrors().createAlarm(this, 'A', ${options});`, 1],
  ])('TypeScript: %s', async (rest, expected) => expect(await count(hints[0], 'typescript', cdk(rest))).toBe(expected));

  test('is off by default', async () => {
    expect((await lint('yaml', template(source('SQS::Queue')))).map(report => report.ruleId)).not.toContain(hints[0]);
  });
});

const bus = '  Shop:\n    Type: AWS::Events::EventBus\n    Properties:\n      Name: shop\n';
const archive = (arn: string) =>
  `  A:\n    Type: AWS::Events::Archive\n    Properties:\n      RetentionDays: 3\n      SourceArn: ${arn}\n`;

describe('events-bus-archive-missing', () => {
  test.each([
    ['none', bus, 1],
    ['archive', bus + archive('!GetAtt Shop.Arn'), 0],
    ['archive by name', bus + archive('arn:aws:events:eu-west-1:111122223333:event-bus/shop'), 0],
    ['archive of another bus', bus + archive('arn:aws:events:eu-west-1:111122223333:event-bus/crm'), 1],
    ['unknown', bus + archive('!ImportValue bus'), 0],
    ['partner', bus.replace('Name: shop', 'EventSourceName: aws.partner/x'), 0],
  ])('%s', async (_, resources, expected) => {
    expect(await count(hints[1], 'yaml', template(resources))).toBe(expected);
  });

  test.each([
    ["const bus = new events.EventBus(this, 'Bus');", 1],
    ["const bus = new events.EventBus(this, 'Bus');\nbus.archive('A', { retention: Duration.days(3) });", 0],
    ["const bus = new events.EventBus(this, 'Bus');\nnew events.Archive(this, 'A', { sourceEventBus: bus });", 0],
    ["events.EventBus.fromEventBusName(this, 'Bus', 'x');", 0],
  ])('TypeScript: %s', async (rest, expected) => expect(await count(hints[1], 'typescript', cdk(rest))).toBe(expected));
});
