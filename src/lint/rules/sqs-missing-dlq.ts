import { lambda, sqs } from '../../core/limits.ts';
import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { isAbsent, onlyBoolean } from '../../graph/value.ts';
import { defineRule, type NewResource } from '../rule.ts';

/** A queue without a dead-letter queue: a message that always fails is retried until its retention ends, then lost. */
export const sqsMissingDlq = defineRule<{ queue: string; consumed: boolean }>({
  id: 'sqs-missing-dlq',
  title: 'Queue without a dead-letter queue',
  severity: 'warning',
  equivalents: ['ES6000', 'SQS3', 'CT.SQS.PR.1', 'AwsSolutions-SQS3', 'SQS_DLQ_CHECK'],
  docs: {
    why:
      'A message that cannot be processed comes back after each visibility timeout until its retention period ends, ' +
      'then it is gone without a trace. Until then it takes capacity from good messages; in a FIFO queue it blocks ' +
      'its message group. A dead-letter queue takes it out of the way after `maxReceiveCount` receives and keeps it ' +
      'for inspection and redrive.\n\nThe severity is *warning* when an event source mapping or a pipe is seen to ' +
      'read the queue, else *information*.',
    silent: [
      'The queue is itself a dead-letter queue: something names it as such (a redrive policy, a DeadLetterConfig, an OnFailure destination), it has a RedriveAllowPolicy, or its name says so.',
      'The redrive policy is there in any form, or cannot be known (a parameter, a condition with one good branch, a spread).',
      'The queue is imported, or handed to code that cannot be seen.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/sqs-retries.html',
    ],
    bad: [
      { language: 'yaml', code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n' },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  orders = new sqs.Queue(this, 'Orders');\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
      {
        language: 'typescript',
        code: "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\n\nexport class Shop extends Stack {\n  orders = new sqs.Queue(this, 'Orders', {\n    deadLetterQueue: {\n      queue: new sqs.Queue(this, 'OrdersDlq', { retentionPeriod: Duration.days(14) }),\n      maxReceiveCount: 5,\n    },\n  });\n}\n",
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      if (queue.escapes || !isAbsent(graph.prop(queue, 'RedrivePolicy')) || graph.isDeadLetterQueue(queue)) continue;
      const consumed = graph.hasConsumer(queue);
      yield {
        resource: queue,
        span: queue.nameSpan,
        data: { queue: queue.name, consumed },
        severity: consumed ? 'warning' : 'information',
      };
    }
  },

  message: ({ queue }) =>
    `Queue ${queue} has no dead-letter queue: a message that keeps failing is retried until it expires, then lost.`,

  explain: () =>
    `The fix sets maxReceiveCount ${lambda.recommendedMaxReceiveCount}: after so many failed receives a message moves, the least AWS asks for with Lambda. Until then a message that always fails comes back after every visibility timeout, for 4 days unless the queue says otherwise, and takes the place of others.`,

  fix({ resource: queue }, graph) {
    const dlq = deadLetterQueueFor(queue, graph);
    return (
      dlq && {
        title: `Add a dead-letter queue for ${queue.name}`,
        changes: [
          {
            kind: 'set',
            resource: queue,
            path: ['RedrivePolicy'],
            value: {
              kind: 'map',
              entries: {
                deadLetterTargetArn: { kind: 'created', resource: dlq, attribute: 'Arn' },
                maxReceiveCount: { kind: 'scalar', value: lambda.recommendedMaxReceiveCount },
              },
            },
          },
        ],
      }
    );
  },
});

/** Of the source's kind, as SQS demands, with its key, and keeping messages for as long as SQS does. */
function deadLetterQueueFor(queue: Resource, graph: MessagingGraph): NewResource | undefined {
  const fifo = onlyBoolean(graph.prop(queue, 'FifoQueue'), false);
  if (fifo === undefined) return undefined;
  return {
    name: `${queue.name}Dlq`,
    type: 'AWS::SQS::Queue',
    props: {
      ...(fifo ? { FifoQueue: { kind: 'scalar', value: true } } : {}),
      MessageRetentionPeriod: { kind: 'scalar', value: sqs.maxRetentionSeconds },
    },
    copied: { from: queue, properties: ['KmsMasterKeyId', 'SqsManagedSseEnabled'] },
  };
}
