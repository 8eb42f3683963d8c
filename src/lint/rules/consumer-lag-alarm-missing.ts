import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { type AlarmedMetric, alarmedMetrics, alarmOn, watchOf } from '../alarmFacts.ts';
import { defineRule } from '../rule.ts';

const queueAge = 'ApproximateAgeOfOldestMessage';
const streamAge = 'GetRecords.IteratorAgeMilliseconds';
const minutes = 15;

/** A consumer that falls behind fails nothing: only the age of what waits tells. */
export const consumerLagAlarmMissing = defineRule<{ source: string; queue: boolean }>({
  id: 'consumer-lag-alarm-missing',
  title: 'Nobody is told when a consumer falls behind',
  severity: 'hint',
  equivalents: [],
  docs: {
    why:
      'A consumer that is too slow, throttled or blocked by one bad record raises no error: messages get old, and are ' +
      'deleted when their retention period ends. The age of the oldest message of a queue ' +
      '(`ApproximateAgeOfOldestMessage`), and of the last record read from a stream ' +
      '(`GetRecords.IteratorAgeMilliseconds`, or `IteratorAge` of the function), tell in time. The quick fix adds an ' +
      'alarm at 15 minutes; put the delay there that your users can bear.\n\nThe rule sees one file at a time and is ' +
      'off unless it is given a severity in msglint.json or in the setting `messagingWorkbench.lint.severity`.',
    silent: [
      'An alarm watches the age, or it cannot be known what an alarm watches.',
      'No function or pipe in sight reads the queue or stream.',
      'The queue is a dead-letter queue; `sqs-dlq-alarm-missing` speaks about these.',
      'The queue or stream is imported, or handed to code out of sight.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
      'https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n        maxReceiveCount: 5\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: !GetAtt Orders.Arn\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
      {
        language: 'typescript',
        code: "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nnew lambda.EventSourceMapping(stack, 'Mapping', {\n  target: props.worker,\n  eventSourceArn: orders.queueArn,\n  reportBatchItemFailures: true,\n});\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n        maxReceiveCount: 5\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: !GetAtt Orders.Arn\n      FunctionResponseTypes: [ReportBatchItemFailures]\n  OrdersAlarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Namespace: AWS/SQS\n      MetricName: ApproximateAgeOfOldestMessage\n      Dimensions:\n        - Name: QueueName\n          Value: !GetAtt Orders.QueueName\n      Statistic: Maximum\n      Period: 300\n      EvaluationPeriods: 1\n      Threshold: 900\n      ComparisonOperator: GreaterThanOrEqualToThreshold\n      TreatMissingData: notBreaching\n',
      },
      {
        language: 'typescript',
        code: "import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nconst orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nnew lambda.EventSourceMapping(stack, 'Mapping', {\n  target: props.worker,\n  eventSourceArn: orders.queueArn,\n  reportBatchItemFailures: true,\n});\norders.metricApproximateAgeOfOldestMessage().createAlarm(stack, 'OrdersAlarm', { threshold: 900, evaluationPeriods: 1 });\n",
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const metrics = alarmedMetrics(graph);
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      if (queue.escapes || !graph.hasConsumer(queue) || graph.isDeadLetterQueue(queue)) continue;
      if (watchOf(queue, 'AWS/SQS', [queueAge], metrics, graph) !== 'unwatched') continue;
      yield { ...about(queue, graph), data: { source: queue.name, queue: true } };
    }
    for (const stream of graph.ofType('AWS::Kinesis::Stream')) {
      if (stream.escapes || !graph.hasConsumer(stream) || isWatched(stream, metrics, graph)) continue;
      yield { ...about(stream, graph), data: { source: stream.name, queue: false } };
    }
  },

  message: ({ source, queue }) =>
    `No alarm in sight tells when the consumer of ${queue ? 'queue' : 'stream'} ${source} falls behind: watch ${queue ? queueAge : streamAge}.`,

  explain: ({ queue }) =>
    queue
      ? `${queueAge} is how long the oldest message has waited. The fix sets ${minutes} minutes; right is the longest wait that nobody minds, well below the retention of the queue (4 days unless it says otherwise).`
      : `${streamAge} is how far the slowest consumer is behind. The fix sets ${minutes} minutes; records are lost when it reaches the retention of the stream (24 h unless it says otherwise).`,

  fix({ resource: near, data: { queue } }) {
    if (near.virtual) return undefined;
    const change = queue
      ? alarmOn({ near, namespace: 'AWS/SQS', metric: queueAge, attribute: 'QueueName', threshold: minutes * 60 })
      : alarmOn({ near, namespace: 'AWS/Kinesis', metric: streamAge, attribute: 'Ref', threshold: minutes * 60_000 });
    return { title: `Add an alarm for ${near.name} ${minutes} minutes behind`, changes: [change] };
  },
});

function about(source: Resource, graph: MessagingGraph) {
  const related = graph.mappingsOf(source).map(({ mapping }) => ({ span: mapping.nameSpan, message: 'Its consumer' }));
  return { resource: source, span: source.nameSpan, related };
}

/** An alarm on the stream's iterator age, or on that of every function that reads it. */
function isWatched(stream: Resource, metrics: readonly AlarmedMetric[], graph: MessagingGraph): boolean {
  if (watchOf(stream, 'AWS/Kinesis', [streamAge], metrics, graph) !== 'unwatched') return true;
  const readers = graph.mappingsOf(stream);
  return (
    readers.length > 0 &&
    readers.every(
      ({ consumer }) => !consumer || watchOf(consumer, 'AWS/Lambda', ['IteratorAge'], metrics, graph) !== 'unwatched',
    ) &&
    metrics.some(({ name }) => !name || name.includes('IteratorAge'))
  );
}
