import { booleansOf, numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { mappingsReading, neverReportsItems, retriesForever, sourceNames } from '../sourceFacts.ts';

/** Batch size of a mapping that reads a stream, unless it says otherwise: AWS::Lambda::EventSourceMapping. */
const defaultBatchSize = 100;

/** When a stream mapping gives up, it gives up the whole batch, unless bad records are told apart. */
export const lambdaStreamNoBisect = defineRule<{ mapping: string; source: string; batch: number }>({
  id: 'lambda-stream-no-bisect',
  title: 'Good records are given up with a bad one',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'Once the retries of a batch are used up the whole batch is skipped, good records included. With ' +
      '`BisectBatchOnFunctionError` Lambda splits a failing batch in two and tries again, which does not count as a ' +
      'retry; with `ReportBatchItemFailures` the function says where it stopped. Either way what is given up in the ' +
      'end is the bad record alone.',
    silent: [
      'The mapping bisects, or reports single failures, or either is unknown.',
      'The batch size is 1 or unknown.',
      'Nothing is ever given up: `lambda-stream-infinite-retry` speaks instead.',
      'The source is no Kinesis or DynamoDB stream, or unknown.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      StartingPosition: TRIM_HORIZON\n      MaximumRetryAttempts: 5\n      DestinationConfig:\n        OnFailure:\n          Destination: arn:aws:sqs:eu-west-1:111122223333:clicks-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      StartingPosition: TRIM_HORIZON\n      MaximumRetryAttempts: 5\n      BisectBatchOnFunctionError: true\n      DestinationConfig:\n        OnFailure:\n          Destination: arn:aws:sqs:eu-west-1:111122223333:clicks-dlq\n',
      },
    ],
  },

  *check(graph) {
    for (const { mapping, kind } of mappingsReading(['kinesis', 'dynamodb'], graph)) {
      const sizes = numbersOf(graph.prop(mapping, 'BatchSize'), defaultBatchSize);
      const bisects = booleansOf(graph.prop(mapping, 'BisectBatchOnFunctionError'), false);
      if (!sizes?.every(size => size > 1) || !bisects?.every(on => !on)) continue;
      if (!neverReportsItems(mapping, graph) || retriesForever(mapping, graph) !== false) continue;
      yield {
        resource: mapping,
        span: placeOf(mapping, graph, 'BisectBatchOnFunctionError'),
        data: { mapping: mapping.name, source: sourceNames[kind], batch: Math.max(...sizes) },
      };
    }
  },

  message: ({ source, batch }) =>
    `The mapping reads ${source} in batches of up to ${batch} and gives up a failing one whole: let it split them.`,

  explain: ({ batch }) =>
    `One bad record of ${batch} takes ${batch - 1} good ones along. Halving a batch of ${batch} finds it in ${Math.ceil(Math.log2(batch))} steps.`,

  fix({ resource: mapping }, graph) {
    if (!isReplaceable(graph.prop(mapping, 'BisectBatchOnFunctionError'))) return undefined;
    return {
      title: 'Split a batch that fails',
      changes: [
        {
          kind: 'set',
          resource: mapping,
          path: ['BisectBatchOnFunctionError'],
          value: { kind: 'scalar', value: true },
        },
      ],
    };
  },
});
