import { alarmedMetrics, alarmOn, watchOf } from '../alarmFacts.ts';
import { queuesByDeadLetterQueue } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** Any of these tells that something lies in the queue; the last two are for `sqs-dlq-alarm-wrong-metric` to judge. */
const telling = [
  'ApproximateNumberOfMessagesVisible',
  'ApproximateAgeOfOldestMessage',
  'ApproximateNumberOfMessagesNotVisible',
  'NumberOfMessagesSent',
];

/** Nobody looks into a dead-letter queue unless something tells them to. */
export const sqsDlqAlarmMissing = defineRule<{ dlq: string }>({
  id: 'sqs-dlq-alarm-missing',
  title: 'Dead-letter queue that nobody is told about',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'A message in a dead-letter queue waits for a person, and is deleted when its retention period ends. Without an ' +
      'alarm on `ApproximateNumberOfMessagesVisible` nobody knows that it is there. The quick fix adds an alarm that ' +
      'goes off with the first message; give it an action that reaches somebody.\n\nThe rule sees one file at a time. ' +
      'Where alarms are kept in other stacks or in other tools, switch it off for the workspace: `"rules": ' +
      '{ "sqs-dlq-alarm-missing": "off" }` in msglint.json, or the same in the setting ' +
      '`messagingWorkbench.lint.severity`.',
    silent: [
      'An alarm watches the number or the age of the messages of the queue, also within an expression.',
      '`sqs-dlq-alarm-wrong-metric` speaks about the alarm.',
      'There is an alarm of which it cannot be known what it watches.',
      'A function or pipe reads the dead-letter queue by itself.',
      'The queue is handed to code out of sight (a construct for monitoring) or to other stacks.',
      'Nothing in sight uses the queue for its failures, or it is imported.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst dlq = new sqs.Queue(stack, 'OrdersDlq', { retentionPeriod: Duration.days(14) });\nnew sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n  OrdersDlqAlarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Namespace: AWS/SQS\n      MetricName: ApproximateNumberOfMessagesVisible\n      Dimensions:\n        - Name: QueueName\n          Value: !GetAtt OrdersDlq.QueueName\n      Statistic: Maximum\n      Period: 300\n      EvaluationPeriods: 1\n      Threshold: 1\n      ComparisonOperator: GreaterThanOrEqualToThreshold\n      TreatMissingData: notBreaching\n      AlarmActions: [!ImportValue alerts]\n',
      },
      {
        language: 'typescript',
        code: "import { Duration } from 'aws-cdk-lib';\nimport * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst dlq = new sqs.Queue(stack, 'OrdersDlq', { retentionPeriod: Duration.days(14) });\nnew sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });\nnew cloudwatch.Alarm(stack, 'OrdersDlqAlarm', {\n  metric: dlq.metricApproximateNumberOfMessagesVisible(),\n  threshold: 1,\n  evaluationPeriods: 1,\n});\n",
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const metrics = alarmedMetrics(graph);
    const sources = queuesByDeadLetterQueue(graph);
    for (const dlq of graph.ofType('AWS::SQS::Queue')) {
      if (!graph.deadLetterIds.has(dlq.id) || dlq.escapes || graph.hasConsumer(dlq)) continue;
      if (watchOf(dlq, 'AWS/SQS', telling, metrics, graph) !== 'unwatched') continue;
      yield {
        resource: dlq,
        span: dlq.nameSpan,
        data: { dlq: dlq.name },
        related: (sources.get(dlq) ?? []).map(queue => ({
          span: queue.nameSpan,
          message: `${queue.name} leaves its failures there`,
        })),
      };
    }
  },

  message: ({ dlq }) => `No alarm in sight tells that messages lie in dead-letter queue ${dlq}.`,

  fix({ resource: dlq }) {
    if (dlq.virtual) return undefined;
    const metric = 'ApproximateNumberOfMessagesVisible';
    return {
      title: `Add an alarm for messages in ${dlq.name}`,
      changes: [alarmOn({ near: dlq, namespace: 'AWS/SQS', metric, attribute: 'QueueName', threshold: 1 })],
    };
  },
});
