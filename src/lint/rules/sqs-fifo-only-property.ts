import { onlyBoolean, onlyString } from '../../graph/value.ts';
import { isFifo } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const properties = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'] as const;

/** Attributes that SQS knows on FIFO queues only. */
export const sqsFifoOnlyProperty = defineRule<{ queue: string; property: string }>({
  id: 'sqs-fifo-only-property',
  title: 'FIFO setting on a standard queue',
  severity: 'error',
  equivalents: ['E3501'],
  docs: {
    why:
      '`ContentBasedDeduplication`, `DeduplicationScope` and `FifoThroughputLimit` exist on FIFO queues only; SQS ' +
      'refuses them on a standard queue, and the deployment fails.',
    silent: [
      'Whether the queue is FIFO is unknown.',
      'The name of the queue ends in `.fifo`: then `fifo-name-suffix` says what is missing.',
      "CDK's Queue construct makes the queue FIFO when one of them is given.",
    ],
    sources: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      ContentBasedDeduplication: true\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      ContentBasedDeduplication: true\n',
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      if (isFifo(queue, graph) !== false) continue;
      if (onlyString(graph.prop(queue, 'QueueName'))?.endsWith('.fifo')) continue;
      for (const property of properties) {
        const value = graph.prop(queue, property);
        const set =
          property === 'ContentBasedDeduplication' ? onlyBoolean(value) === true : onlyString(value) !== undefined;
        const entry = queue.props.entries.get(property);
        if (!set || !entry) continue;
        yield { resource: queue, span: entry.keySpan, data: { queue: queue.name, property } };
      }
    }
  },

  message: ({ queue, property }) => `${property} is for FIFO queues; ${queue} is a standard queue.`,

  fix: ({ resource, data: { property } }) => ({
    title: `Remove ${property}`,
    changes: [{ kind: 'remove', resource, path: [property] }],
  }),
});
