import { isAbsent } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import {
  hasNoFailureDestination,
  mappingsReading,
  neverReportsItems,
  retriesForever,
  sourceNames,
} from '../sourceFacts.ts';

const attempts = 5;

/** By default a stream mapping retries a failing batch until its records expire, and the shard waits. */
export const lambdaStreamInfiniteRetry = defineRule<{ mapping: string; source: string }>({
  id: 'lambda-stream-infinite-retry',
  title: 'One bad record blocks its shard',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A mapping reads the records of a shard in order. `MaximumRetryAttempts` and `MaximumRecordAgeInSeconds` are -1 ' +
      'by default, without limit: a batch with a record that always fails is tried again until the record expires, ' +
      'a day for DynamoDB Streams and for Kinesis at least, and everything behind it waits. Reporting single ' +
      'failures or bisecting narrows the batch down to the bad record, but does not skip it.\n\nThe quick fix limits ' +
      'the attempts; it is offered where a failure destination keeps what is given up.',
    silent: [
      'Attempts or age are limited, or may be.',
      'The source is no Kinesis or DynamoDB stream, or unknown.',
      'The mapping is switched off.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      StartingPosition: TRIM_HORIZON\n      DestinationConfig:\n        OnFailure:\n          Destination: arn:aws:sqs:eu-west-1:111122223333:clicks-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      StartingPosition: TRIM_HORIZON\n      BisectBatchOnFunctionError: true\n      MaximumRetryAttempts: 5\n      DestinationConfig:\n        OnFailure:\n          Destination: arn:aws:sqs:eu-west-1:111122223333:clicks-dlq\n',
      },
    ],
  },

  *check(graph) {
    for (const { mapping, kind } of mappingsReading(['kinesis', 'dynamodb'], graph)) {
      if (!retriesForever(mapping, graph)) continue;
      yield {
        resource: mapping,
        span: placeOf(mapping, graph, 'MaximumRetryAttempts'),
        data: { mapping: mapping.name, source: sourceNames[kind] },
      };
    }
  },

  message: ({ source }) =>
    `The mapping reads ${source} and retries a failing batch until its records expire: everything behind it waits.`,

  explain: () =>
    `MaximumRetryAttempts and MaximumRecordAgeInSeconds are -1 by default, without limit: a batch that always fails holds its shard up until the records leave the stream, after 24 h by default. The fix sets ${attempts} retries, ${attempts + 1} tries in all.`,

  fix({ resource: mapping }, graph) {
    const known = graph.prop(mapping, 'MaximumRetryAttempts').kind;
    if ((known !== 'absent' && known !== 'literal') || hasNoFailureDestination(mapping, graph)) return undefined;
    // Giving up at last, the mapping should give up single records.
    const splits = isAbsent(graph.prop(mapping, 'BisectBatchOnFunctionError')) && neverReportsItems(mapping, graph);
    return {
      title: `Give up after ${attempts} retries`,
      changes: [
        {
          kind: 'set',
          resource: mapping,
          path: ['MaximumRetryAttempts'],
          value: { kind: 'scalar', value: attempts },
        },
        ...(splits
          ? ([
              {
                kind: 'set',
                resource: mapping,
                path: ['BisectBatchOnFunctionError'],
                value: { kind: 'scalar', value: true },
              },
            ] as const)
          : []),
      ],
    };
  },
});
