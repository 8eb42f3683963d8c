import { expect, test } from 'vitest';
import { catalogue } from '../../../src/lint/catalogue.ts';
import { lint, makeLinter } from './linting.ts';

/** Rules that go by a number: the hover shows the arithmetic for the resource at hand. */
const reckoning = [
  'consumer-lag-alarm-missing',
  'events-archive-retention',
  'events-retry-policy-weak',
  'eventsv2-subscriber-missing-dlq',
  'kinesis-large-record',
  'kinesis-retention-default',
  'lambda-async-no-failure-handling',
  'lambda-sqs-batch-window',
  'lambda-sqs-fifo-batch',
  'lambda-sqs-no-partial-batch',
  'lambda-sqs-reserved-concurrency-low',
  'lambda-sqs-scaling-config',
  'lambda-stream-infinite-retry',
  'lambda-stream-no-bisect',
  'scheduler-target-missing-dlq',
  'sns-filter-policy-limits',
  'sns-large-message-config',
  'sqs-attribute-out-of-range',
  'sqs-dlq-retention-not-max',
  'sqs-dlq-retention-shorter-than-source',
  'sqs-max-receive-count-low',
  'sqs-missing-dlq',
  'sqs-short-polling',
  'sqs-visibility-below-function-timeout',
  'sqs-visibility-timeout-short',
];

test.each(catalogue.filter(rule => rule.explain).map(rule => [rule.id, rule] as const))('%s', async (id, rule) => {
  for (const { language, code } of rule.docs.bad) {
    const found = await lint(language, code, makeLinter({ severities: { [id]: rule.severity } }));
    const explanations = found.filter(report => report.ruleId === id).map(report => report.explanation ?? '');
    expect(explanations.length).toBeGreaterThan(0);
    for (const explanation of explanations) {
      expect(explanation).toMatch(/^\S[\s\S]*\.$/);
      expect(explanation).not.toMatch(/undefined|NaN|Infinity|\[object/);
      if (reckoning.includes(id)) expect(explanation).toMatch(/\d/);
    }
  }
});

test('every rule that goes by a number explains it', () => {
  const explained = new Set(catalogue.filter(rule => rule.explain).map(rule => rule.id));
  expect(reckoning.filter(id => !explained.has(id))).toEqual([]);
});

test.each([
  [
    'sqs-dlq-retention-shorter-than-source',
    'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 345600\n      RedrivePolicy: { deadLetterTargetArn: !GetAtt OrdersDlq.Arn, maxReceiveCount: 5 }\n' +
      '  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties: { MessageRetentionPeriod: 86400 }\n',
    '86400 s − 345600 s = -259200 s',
  ],
  [
    'lambda-sqs-reserved-concurrency-low',
    'Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      ReservedConcurrentExecutions: 2\n' +
      '      Events:\n        Work:\n          Type: SQS\n          Properties: { Queue: arn:aws:sqs:eu-west-1:111122223333:orders }\n',
    '5 batches at the start − 2 executions reserved for Worker = 3 throttled',
  ],
])('the arithmetic of %s', async (id, text, sum) => {
  const report = (await lint('yaml', text)).find(each => each.ruleId === id);
  expect(report?.explanation).toContain(sum);
});
