import { sqs } from '../../core/limits.ts';
import { formatSeconds } from '../../core/text.ts';
import { keepLongest, shortRetentions } from '../deadLetterRetention.ts';
import { placeOf, retentions } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** Failures wait for people; 14 days is what SQS gives them at most. */
export const sqsDlqRetentionNotMax = defineRule<{ dlq: string; kept: number }>({
  id: 'sqs-dlq-retention-not-max',
  title: 'Dead-letter queue that could keep messages longer',
  severity: 'information',
  equivalents: ['I3013'],
  docs: {
    why:
      'Messages in a dead-letter queue wait for a person. A long weekend and a holiday are more than the default of ' +
      '4 days; SQS keeps messages for up to 14 days at no extra cost.',
    silent: [
      '`sqs-dlq-retention-shorter-than-source` speaks about the same queue.',
      'A function or pipe reads the dead-letter queue by itself.',
      'The period is unknown, or nothing in sight uses the queue for its failures.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      DeadLetterConfig:\n        TargetArn: !GetAtt WorkerDlq.Arn\n  WorkerDlq:\n    Type: AWS::SQS::Queue\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      DeadLetterConfig:\n        TargetArn: !GetAtt WorkerDlq.Arn\n  WorkerDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
    ],
  },

  *check(graph) {
    const worse = new Set(shortRetentions(graph).map(pair => pair.dlq));
    for (const dlq of graph.ofType('AWS::SQS::Queue')) {
      if (!graph.deadLetterIds.has(dlq.id) || worse.has(dlq) || graph.hasConsumer(dlq)) continue;
      const kept = retentions(dlq, graph);
      if (!kept?.every(seconds => seconds < sqs.maxRetentionSeconds)) continue;
      yield {
        resource: dlq,
        span: placeOf(dlq, graph, 'MessageRetentionPeriod'),
        data: { dlq: dlq.name, kept: Math.max(...kept) },
      };
    }
  },

  message: ({ dlq, kept }) =>
    `Dead-letter queue ${dlq} keeps messages for ${formatSeconds(kept)}; 14 days are possible.`,

  explain: ({ kept }) =>
    `SQS keeps a message for ${sqs.maxRetentionSeconds} s = ${formatSeconds(sqs.maxRetentionSeconds)} at most; here it is ${kept} s. In a standard queue the time counts from when the message was first sent, so what it waited in the source queue is already gone from it.`,

  fix: ({ resource: dlq }, graph) => keepLongest(dlq, graph),
});
