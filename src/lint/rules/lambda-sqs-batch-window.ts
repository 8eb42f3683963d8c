import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf, queueMappings, readsFifo } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** AWS::Lambda::EventSourceMapping: what SQS mappings take. */
const maxBatch = 10_000;
const maxBatchWithoutWindow = 10;
const maxWindow = 300;

/** Lambda refuses large batches without a window to gather them in. */
export const lambdaSqsBatchWindow = defineRule<{ problem: string; value: number }>({
  id: 'lambda-sqs-batch-window',
  title: 'Batch size and batching window do not fit',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'A mapping of a standard queue takes batches of more than 10 messages only with a ' +
      '`MaximumBatchingWindowInSeconds` of at least 1; the window is at most 300 seconds, a batch at most 10,000 ' +
      'messages. Lambda refuses anything else, and the deployment fails.',
    silent: ['The queue is FIFO (`lambda-sqs-fifo-batch`), or whether it is cannot be known.', 'A number is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      BatchSize: 100\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      BatchSize: 100\n      MaximumBatchingWindowInSeconds: 5\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
  },

  *check(graph) {
    for (const link of queueMappings(graph)) {
      const { mapping } = link;
      if (readsFifo(link, graph) !== false) continue;
      const sizes = numbersOf(graph.prop(mapping, 'BatchSize'), maxBatchWithoutWindow);
      const windows = numbersOf(graph.prop(mapping, 'MaximumBatchingWindowInSeconds'), 0);
      if (sizes?.every(size => size > maxBatch)) {
        yield {
          resource: mapping,
          span: placeOf(mapping, graph, 'BatchSize'),
          data: { problem: 'batch', value: Math.min(...sizes) },
        };
      } else if (windows?.every(window => window > maxWindow)) {
        yield {
          resource: mapping,
          span: placeOf(mapping, graph, 'MaximumBatchingWindowInSeconds'),
          data: { problem: 'window', value: Math.min(...windows) },
        };
      } else if (sizes?.every(size => size > maxBatchWithoutWindow) && windows?.every(window => window < 1)) {
        yield {
          resource: mapping,
          span: placeOf(mapping, graph, 'BatchSize'),
          data: { problem: 'no-window', value: Math.max(...sizes) },
        };
      }
    }
  },

  message({ problem, value }) {
    if (problem === 'batch') return `A batch of ${value} messages is more than the ${maxBatch} that Lambda takes.`;
    if (problem === 'window')
      return `A batching window of ${value} s is more than the ${maxWindow} s that Lambda takes.`;
    return `A batch of ${value} messages needs a batching window of at least 1 s: Lambda refuses the mapping.`;
  },

  explain: () =>
    `Up to ${maxBatchWithoutWindow} messages come with one receive. A larger batch, up to ${maxBatch}, is gathered over a batching window of 1 to ${maxWindow} s.`,

  fix({ resource: mapping, data: { problem } }, graph) {
    const [property, value] =
      problem === 'batch'
        ? ['BatchSize', maxBatch]
        : ['MaximumBatchingWindowInSeconds', problem === 'window' ? maxWindow : 5];
    if (!isReplaceable(graph.prop(mapping, String(property)))) return undefined;
    return {
      title: `Set ${property} to ${value}`,
      changes: [{ kind: 'set', resource: mapping, path: [String(property)], value: { kind: 'scalar', value } }],
    };
  },
});
