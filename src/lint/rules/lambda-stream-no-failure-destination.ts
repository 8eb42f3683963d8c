import { allowTo, mayFill, newDeadLetterQueue } from '../deadLetterWriting.ts';
import { placeOf } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';
import { hasNoFailureDestination, mappingsReading, sourceNames } from '../sourceFacts.ts';

/** What a stream mapping gives up is gone, unless a failure destination keeps a note of it. */
export const lambdaStreamNoFailureDestination = defineRule<{ mapping: string; source: string }>({
  id: 'lambda-stream-no-failure-destination',
  title: 'Stream mapping without a failure destination',
  severity: 'warning',
  equivalents: ['ES1001', 'Serverless-LambdaEventSourceMappingDestination'],
  docs: {
    why:
      'A mapping that reads Kinesis, DynamoDB Streams or Kafka skips a batch once its retries are used up or its ' +
      'records are too old. Without `DestinationConfig.OnFailure` nothing tells which records that were. A standard ' +
      'queue, a standard topic, a bucket or, for Kafka, a topic keeps where they stand in the stream, so that they ' +
      'can be fetched before they expire.',
    fixIn: 'templates',
    fixNeeds:
      'the role of the function stands in the template, or SAM makes it: the permission to send to the queue comes with the fix',
    silent: [
      'The source is a queue, a broker or a document database: these mappings have no failure destination.',
      'The source or the destination is unknown.',
      'The mapping is switched off.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-eventsourcemapping-destinationconfig.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: !Ref Worker\n      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      StartingPosition: TRIM_HORIZON\n      MaximumRetryAttempts: 5\n      BisectBatchOnFunctionError: true\n  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: nodejs22.x\n      Handler: index.handler\n      Role: !GetAtt WorkerRole.Arn\n      Code:\n        S3Bucket: artifacts\n        S3Key: worker.zip\n  WorkerRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: lambda.amazonaws.com }\n            Action: sts:AssumeRole\n',
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
    for (const { mapping, kind } of mappingsReading(['kinesis', 'dynamodb', 'kafka'], graph)) {
      if (!hasNoFailureDestination(mapping, graph)) continue;
      yield {
        resource: mapping,
        span: placeOf(mapping, graph, 'DestinationConfig'),
        data: { mapping: mapping.name, source: sourceNames[kind] },
      };
    }
  },

  message: ({ source }) =>
    `The mapping reads ${source} without a failure destination: records it gives up are skipped without a trace.`,

  fix({ resource: mapping }, graph) {
    if (graph.prop(mapping, 'DestinationConfig').kind !== 'absent' || mapping.origin !== 'template') return undefined;
    const fn = graph.functionOf(graph.prop(mapping, 'FunctionName'));
    if (!fn || fn.external) return undefined;
    const queue = newDeadLetterQueue(`${mapping.name}FailureDlq`);
    const keep: Change = {
      kind: 'set',
      resource: mapping,
      path: ['DestinationConfig', 'OnFailure'],
      value: { kind: 'map', entries: { Destination: { kind: 'created', resource: queue, attribute: 'Arn' } } },
    };
    const title = 'Keep what fails in a queue';
    const role = graph.prop(fn, 'Role');
    // SAM gives the function it makes a role for the permission.
    if (mapping.virtual && role.kind === 'absent') return { title, changes: [keep] };
    const allowed = allowTo(mayFill(queue), fn, role, graph, mapping);
    return allowed && { title, changes: [keep, ...allowed] };
  },
});
