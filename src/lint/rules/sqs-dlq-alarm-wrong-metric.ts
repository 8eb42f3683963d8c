import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { onlyString, walk } from '../../graph/value.ts';
import { alarmedMetrics, watches } from '../alarmFacts.ts';
import { isReplaceable, queuesByDeadLetterQueue } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';

const right = 'ApproximateNumberOfMessagesVisible';
const sent = 'NumberOfMessagesSent';
const inFlight = 'ApproximateNumberOfMessagesNotVisible';

/** Resources that name a queue without putting messages into it. */
const passive = /^AWS::(?:SQS::Queue|CloudWatch|IAM)/;

/** What SQS moves to a dead-letter queue counts as sent nowhere. */
export const sqsDlqAlarmWrongMetric = defineRule<{ dlq: string; metric: string }>({
  id: 'sqs-dlq-alarm-wrong-metric',
  title: 'Alarm that a dead-letter queue cannot set off',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      '`NumberOfMessagesSent` counts what producers send. A message that SQS itself moves to a dead-letter queue after ' +
      'too many receives is not counted: the alarm stays green while the queue fills. ' +
      '`ApproximateNumberOfMessagesNotVisible` counts messages that somebody has received just now, and nobody ' +
      'receives from a dead-letter queue. Watch `ApproximateNumberOfMessagesVisible`.',
    silent: [
      'Another alarm watches the visible messages or their age, or it cannot be known what it watches.',
      '`NumberOfMessagesSent`, where SNS, EventBridge, Lambda or other code in sight may send to the queue: that is counted.',
      'The queue is no dead-letter queue of a queue in sight.',
      'A function or pipe reads the dead-letter queue by itself.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n  OrdersDlqAlarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Namespace: AWS/SQS\n      MetricName: NumberOfMessagesSent\n      Dimensions:\n        - Name: QueueName\n          Value: !GetAtt OrdersDlq.QueueName\n      Statistic: Sum\n      Period: 300\n      EvaluationPeriods: 1\n      Threshold: 1\n      ComparisonOperator: GreaterThanOrEqualToThreshold\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst dlq = new sqs.Queue(stack, 'OrdersDlq', { retentionPeriod: Duration.days(14) });\nnew sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });\ndlq.metricNumberOfMessagesSent().createAlarm(stack, 'OrdersDlqAlarm', { threshold: 1, evaluationPeriods: 1 });\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n  OrdersDlqAlarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Namespace: AWS/SQS\n      MetricName: ApproximateNumberOfMessagesVisible\n      Dimensions:\n        - Name: QueueName\n          Value: !GetAtt OrdersDlq.QueueName\n      Statistic: Maximum\n      Period: 300\n      EvaluationPeriods: 1\n      Threshold: 1\n      ComparisonOperator: GreaterThanOrEqualToThreshold\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst dlq = new sqs.Queue(stack, 'OrdersDlq', { retentionPeriod: Duration.days(14) });\nnew sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });\ndlq\n  .metricApproximateNumberOfMessagesVisible()\n  .createAlarm(stack, 'OrdersDlqAlarm', { threshold: 1, evaluationPeriods: 1 });\n",
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const metrics = alarmedMetrics(graph);
    if (metrics.length === 0) return;
    for (const dlq of queuesByDeadLetterQueue(graph).keys()) {
      if (dlq.escapes || graph.hasConsumer(dlq)) continue;
      const near = metrics.map(metric => ({ metric, watch: watches(metric, dlq, 'AWS/SQS', graph) }));
      const own = near.flatMap(({ metric, watch }) => (watch === 'watched' ? [metric] : []));
      if (near.some(({ watch }) => watch === 'unknown')) continue;
      const blind = isSentTo(dlq, graph) ? [inFlight] : [inFlight, sent];
      if (!own.every(({ name }) => name?.every(each => blind.includes(each)))) continue;
      for (const { alarm, name, place } of own) {
        yield {
          resource: alarm,
          span: place,
          data: { dlq: dlq.name, metric: name?.[0] ?? '' },
          related: [{ span: dlq.nameSpan, message: `${dlq.name} is filled by SQS itself` }],
        };
      }
    }
  },

  message: ({ dlq, metric }) =>
    metric === sent
      ? `${sent} does not count what SQS moves to dead-letter queue ${dlq}: watch ${right}.`
      : `${metric} counts what is being read, and nobody reads dead-letter queue ${dlq}: watch ${right}.`,

  fix({ resource: alarm }, graph) {
    const name = graph.prop(alarm, 'MetricName');
    // A construct takes its metric from a method, not as a name.
    if (alarm.virtual || alarm.managed || name.kind !== 'literal') return undefined;
    const changes: Change[] = [
      { kind: 'set', resource: alarm, path: ['MetricName'], value: { kind: 'scalar', value: right } },
    ];
    const statistic = graph.prop(alarm, 'Statistic');
    if (isReplaceable(statistic) && onlyString(statistic) === 'Sum') {
      changes.push({ kind: 'set', resource: alarm, path: ['Statistic'], value: { kind: 'scalar', value: 'Maximum' } });
    }
    return { title: `Watch ${right}`, changes };
  },
});

/** True when anything but a redrive policy names the queue: it may send there. */
function isSentTo(dlq: Resource, graph: MessagingGraph): boolean {
  for (const resource of graph.resources.values()) {
    if (passive.test(resource.type) || resource === dlq) continue;
    let found = false;
    walk(resource.props, value => {
      if (value.kind === 'reference' && value.target === dlq.id) found = true;
      else if (value.kind !== 'reference' && graph.target(value) === dlq) found = true;
    });
    if (found) return true;
  }
  return false;
}
