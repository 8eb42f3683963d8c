import { isAbsent, stringsOf } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { mappingsReading, sourceNames } from '../sourceFacts.ts';

/** A stream mapping says where it starts, a queue mapping must not. */
export const lambdaStreamStartingPosition = defineRule<{ mapping: string; source: string; problem: string }>({
  id: 'lambda-stream-starting-position',
  title: 'Starting position does not fit the source',
  severity: 'error',
  equivalents: ['E3633', 'E3634'],
  docs: {
    why:
      'Lambda refuses a mapping of a Kinesis stream, a DynamoDB stream or a Kafka topic without a ' +
      '`StartingPosition`, and one of a queue with it ("StartingPosition is not valid for SQS event sources"): the ' +
      'deployment fails.\n\n`LATEST` is *information*: creating and updating a mapping takes effect bit by bit, and ' +
      'records that arrive meanwhile can be skipped. `TRIM_HORIZON` and `AT_TIMESTAMP` miss none.',
    silent: ['The source or the starting position is unknown.', 'The mapping is switched off.'],
    sources: [
      'https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n',
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
    for (const { mapping, kind } of mappingsReading(['kinesis', 'dynamodb', 'kafka', 'sqs'], graph)) {
      const position = graph.prop(mapping, 'StartingPosition');
      const names = stringsOf(position, '');
      if (!names) continue;
      const problem =
        kind === 'sqs'
          ? names.every(name => name !== '') && 'unwanted'
          : isAbsent(position)
            ? 'missing'
            : kind !== 'kafka' && names.every(name => name === 'LATEST') && 'latest';
      if (!problem) continue;
      yield {
        resource: mapping,
        span: placeOf(mapping, graph, 'StartingPosition'),
        data: { mapping: mapping.name, source: sourceNames[kind], problem },
        severity: problem === 'latest' ? 'information' : 'error',
      };
    }
  },

  message({ source, problem }) {
    if (problem === 'missing') return `A mapping that reads ${source} needs a StartingPosition: Lambda refuses it.`;
    if (problem === 'unwanted') return `A mapping that reads ${source} takes no StartingPosition: Lambda refuses it.`;
    return 'LATEST can skip records that arrive while the mapping comes up: TRIM_HORIZON or AT_TIMESTAMP miss none.';
  },

  fix({ resource: mapping, data: { problem } }, graph) {
    if (problem === 'missing') {
      return {
        title: 'Start with the oldest record (TRIM_HORIZON)',
        changes: [
          {
            kind: 'set',
            resource: mapping,
            path: ['StartingPosition'],
            value: { kind: 'scalar', value: 'TRIM_HORIZON' },
          },
        ],
      };
    }
    if (problem === 'latest' || graph.prop(mapping, 'StartingPosition').kind !== 'literal') return undefined;
    return {
      title: 'Remove StartingPosition',
      changes: [{ kind: 'remove', resource: mapping, path: ['StartingPosition'] }],
    };
  },
});
