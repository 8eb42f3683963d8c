import { lambda } from '../../core/limits.ts';
import { numbersOf } from '../../graph/value.ts';
import { isFifo, isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** A message that failed once, or twice, may be fine: a throttled function counts as a failed receive too. */
export const sqsMaxReceiveCountLow = defineRule<{ queue: string; count: number; consumed: boolean }>({
  id: 'sqs-max-receive-count-low',
  title: 'Messages given up after very few receives',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'Every receive counts, also one whose batch was throttled or timed out. With a `maxReceiveCount` of 1 a single ' +
      'hiccup moves good messages to the dead-letter queue. AWS asks for at least 5 when Lambda reads the queue.\n\n' +
      'A count of 1 is a *warning* (*information* on a FIFO queue, where giving up early can be meant to keep a group ' +
      'moving); 2 to 4 is *information*, and only where an event source mapping or pipe is seen to read the queue.',
    silent: ['The count is unknown.', 'It is 2 to 4 and no Lambda function or pipe is seen to read the queue.'],
    sources: ['https://docs.aws.amazon.com/lambda/latest/dg/sqs-retries.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 1\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      const counts = numbersOf(graph.prop(queue, 'RedrivePolicy', 'maxReceiveCount'));
      if (!counts?.every(count => count >= 1 && count < lambda.recommendedMaxReceiveCount)) continue;
      const count = Math.max(...counts);
      const consumed = graph.hasConsumer(queue);
      if (count > 1 && !consumed) continue;
      yield {
        resource: queue,
        span: placeOf(queue, graph, 'RedrivePolicy', 'maxReceiveCount'),
        data: { queue: queue.name, count, consumed },
        severity: count === 1 && isFifo(queue, graph) === false ? 'warning' : 'information',
      };
    }
  },

  message: ({ queue, count, consumed }) =>
    count === 1
      ? `Queue ${queue} gives a message up after one receive: a single throttle or timeout sends it to the dead-letter queue.`
      : `Queue ${queue} gives a message up after ${count} receives${consumed ? '; AWS asks for at least 5 when Lambda reads a queue' : ''}.`,

  explain: ({ count, consumed }) =>
    `A message is moved when it was received more often than ${count === 1 ? 'once' : `${count} times`}. A receive counts also when the consumer was throttled, timed out or was being deployed${consumed ? ', as Lambda is now and then' : ''}. AWS asks for at least ${lambda.recommendedMaxReceiveCount} with Lambda.`,

  fix({ resource: queue }, graph) {
    if (!isReplaceable(graph.prop(queue, 'RedrivePolicy', 'maxReceiveCount'))) return undefined;
    return {
      title: `Set maxReceiveCount of ${queue.name} to ${lambda.recommendedMaxReceiveCount}`,
      changes: [
        {
          kind: 'set',
          resource: queue,
          path: ['RedrivePolicy', 'maxReceiveCount'],
          value: { kind: 'scalar', value: lambda.recommendedMaxReceiveCount },
        },
      ],
    };
  },
});
