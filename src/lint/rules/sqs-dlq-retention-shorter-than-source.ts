import { formatSeconds } from '../../core/text.ts';
import { keepLongest, shortRetentions } from '../deadLetterRetention.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** On standard queues a message's age goes on counting in the dead-letter queue. */
export const sqsDlqRetentionShorterThanSource = defineRule<{
  queue: string;
  dlq: string;
  source: number;
  kept: number;
}>({
  id: 'sqs-dlq-retention-shorter-than-source',
  title: 'Dead-letter queue that keeps messages no longer than their source',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'When SQS moves a message between standard queues, the time it first arrived stays: after three days in the ' +
      'source it has one day left in a dead-letter queue that keeps messages for four. A dead-letter queue should keep ' +
      'them longer than its source, best for 14 days, the longest SQS offers. Equal periods are flagged too, below ' +
      '14 days: both left at the default of 4 days is the usual case.',
    silent: [
      'Either queue is FIFO: there the time starts anew with the move.',
      'The dead-letter queue keeps messages for 14 days.',
      'Either period is unknown, or the dead-letter queue is imported.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 604800\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 86400\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 604800\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
    ],
  },

  *check(graph) {
    const seen = new Set<string>();
    for (const { queue, dlq, source, kept } of shortRetentions(graph)) {
      if (seen.has(dlq.id)) continue;
      seen.add(dlq.id);
      yield {
        resource: dlq,
        span: placeOf(dlq, graph, 'MessageRetentionPeriod'),
        data: { queue: queue.name, dlq: dlq.name, source, kept },
        related: [
          {
            span: placeOf(queue, graph, 'MessageRetentionPeriod'),
            message: `${queue.name} keeps messages for ${formatSeconds(source)}`,
          },
        ],
      };
    }
  },

  message: ({ queue, dlq, source, kept }) =>
    `Dead-letter queue ${dlq} keeps messages for ${formatSeconds(kept)}, its source ${queue} for ${formatSeconds(source)}, and the time counts on: what ends up here may be gone before anyone looks.`,

  explain: ({ source, kept }) =>
    `In a standard queue the age of a message counts on from when it was first sent. One that is moved just before its ${formatSeconds(source)} are over has nothing left here: ${kept} s − ${source} s = ${kept - source} s. The fix sets 14 days, the most.`,

  fix: ({ resource: dlq }, graph) => keepLongest(dlq, graph),
});
