import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { cases, numbersOf, onlyString } from '../../graph/value.ts';
import { placeOf, queueMappings } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const defaultBatchSize = 10;
const reported = 'ReportBatchItemFailures';

/** Without partial batch responses one bad message brings its whole batch back. */
export const lambdaSqsNoPartialBatch = defineRule<{ mapping: string; batch: number }>({
  id: 'lambda-sqs-no-partial-batch',
  title: 'One bad message repeats its whole batch',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'When a function fails on one message of a batch, every message of that batch becomes visible again: good ones ' +
      'are processed twice, and all of them come nearer to the dead-letter queue. With `ReportBatchItemFailures` the ' +
      'function names the messages that failed, and only these come back.\n\nThe quick fix changes what the handler ' +
      'may return: let it answer `{ batchItemFailures: [{ itemIdentifier: messageId }] }`. A handler that returns ' +
      'nothing goes on as before: success is success for the whole batch, an exception repeats it.',
    silent: [
      'The batch size is 1.',
      'Batch size or response types are unknown.',
      'The mapping is switched off, or does not read a queue.',
    ],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/sqs-retries.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Orders:\n          Type: SQS\n          Properties:\n            Queue: arn:aws:sqs:eu-west-1:111122223333:orders\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        Orders:\n          Type: SQS\n          Properties:\n            Queue: arn:aws:sqs:eu-west-1:111122223333:orders\n            FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
  },

  *check(graph) {
    for (const { mapping } of queueMappings(graph)) {
      const sizes = numbersOf(graph.prop(mapping, 'BatchSize'), defaultBatchSize);
      if (!sizes?.every(size => size > 1) || !neverReports(mapping, graph)) continue;
      yield {
        resource: mapping,
        span: placeOf(mapping, graph, 'FunctionResponseTypes'),
        data: { mapping: mapping.name, batch: Math.max(...sizes) },
      };
    }
  },

  message: ({ batch }) =>
    `A batch of up to ${batch} messages comes back whole when one of them fails: the mapping does not report batch item failures.`,

  explain: ({ batch }) =>
    `One failed message of ${batch} makes ${batch - 1} others come again: they are processed twice, and each receive brings them nearer to the dead-letter queue.`,

  fix({ resource: mapping }, graph) {
    if (graph.prop(mapping, 'FunctionResponseTypes').kind !== 'absent') return undefined;
    return {
      title: 'Report batch item failures (the handler has to return what failed)',
      needsCode: true,
      changes: [
        {
          kind: 'set',
          resource: mapping,
          path: ['FunctionResponseTypes'],
          value: { kind: 'list', items: [{ kind: 'scalar', value: reported }] },
        },
      ],
    };
  },
});

/** True when no value the response types can have reports single failures. */
function neverReports(mapping: Resource, graph: MessagingGraph): boolean {
  return cases(graph.prop(mapping, 'FunctionResponseTypes')).every(value => {
    if (value.kind === 'absent') return true;
    if (value.kind !== 'list' || value.open) return false;
    return value.items.every(item => {
      const name = onlyString(item);
      return name !== undefined && name !== reported;
    });
  });
}
