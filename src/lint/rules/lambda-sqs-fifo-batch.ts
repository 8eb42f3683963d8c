import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf, queueMappings, readsFifo } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** AWS::Lambda::EventSourceMapping: FIFO queues give at most ten messages at once and know no window. */
const maxBatch = 10;

/** Lambda refuses mappings of FIFO queues with large batches or a window. */
export const lambdaSqsFifoBatch = defineRule<{ property: string; value: number }>({
  id: 'lambda-sqs-fifo-batch',
  title: 'Batch of a FIFO queue too large, or with a window',
  severity: 'error',
  equivalents: ['E3705'],
  docs: {
    why:
      'A mapping of a FIFO queue takes batches of at most 10 messages, and no batching window. Lambda refuses ' +
      'anything else, and the deployment fails.',
    silent: ['Whether the queue is FIFO cannot be known.', 'The number is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n      BatchSize: 25\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n      BatchSize: 10\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
  },

  *check(graph) {
    for (const link of queueMappings(graph)) {
      if (readsFifo(link, graph) !== true) continue;
      for (const [property, most] of [
        ['BatchSize', maxBatch],
        ['MaximumBatchingWindowInSeconds', 0],
      ] as const) {
        const values = numbersOf(graph.prop(link.mapping, property), most);
        if (!values?.every(value => value > most)) continue;
        yield {
          resource: link.mapping,
          span: placeOf(link.mapping, graph, property),
          data: { property, value: Math.min(...values) },
        };
      }
    }
  },

  message: ({ property, value }) =>
    property === 'BatchSize'
      ? `A FIFO queue gives at most ${maxBatch} messages at once, and the batch is ${value}: Lambda refuses the mapping.`
      : `A FIFO queue takes no batching window, and there is one of ${value} s: Lambda refuses the mapping.`,

  explain: () => `One receive gives ${maxBatch} messages at most, and of a FIFO queue Lambda does not gather several.`,

  fix({ resource: mapping, data: { property } }, graph) {
    if (!isReplaceable(graph.prop(mapping, property))) return undefined;
    if (property === 'BatchSize') {
      return {
        title: `Set BatchSize to ${maxBatch}`,
        changes: [{ kind: 'set', resource: mapping, path: [property], value: { kind: 'scalar', value: maxBatch } }],
      };
    }
    return { title: 'Remove the batching window', changes: [{ kind: 'remove', resource: mapping, path: [property] }] };
  },
});
