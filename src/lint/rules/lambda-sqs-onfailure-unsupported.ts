import { lambda } from '../../core/limits.ts';
import { cases, valueAt } from '../../graph/value.ts';
import { map } from '../policyWriting.ts';
import { isFifo, placeOf, queueMappings } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';

/** Failure destinations are for streams and Kafka; a queue has its own dead-letter queue. */
export const lambdaSqsOnFailureUnsupported = defineRule<{ mapping: string }>({
  id: 'lambda-sqs-onfailure-unsupported',
  title: 'Failure destination on a queue mapping',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A mapping has a failure destination only when it reads Kinesis, DynamoDB Streams, Amazon MSK or Apache Kafka. ' +
      'For a queue nothing is ever sent there: what fails again and again goes where the redrive policy of the queue ' +
      'says.',
    silent: ['The source is not seen to be a queue.'],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-eventsourcemapping-destinationconfig.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/sqs-retries.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n      DestinationConfig:\n        OnFailure:\n          Destination: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders\n      FunctionResponseTypes: [ReportBatchItemFailures]\n',
      },
    ],
  },

  *check(graph) {
    for (const { mapping } of queueMappings(graph)) {
      const failure = valueAt(graph.prop(mapping, 'DestinationConfig'), 'OnFailure');
      if (!cases(failure).every(value => value.kind === 'map')) continue;
      yield {
        resource: mapping,
        span: placeOf(mapping, graph, 'DestinationConfig', 'OnFailure'),
        data: { mapping: mapping.name },
      };
    }
  },

  message: () =>
    'A failure destination has no effect on a mapping that reads a queue: give the queue a redrive policy instead.',

  fix({ resource: mapping }, graph) {
    const config = graph.prop(mapping, 'DestinationConfig');
    if (mapping.virtual || config.kind !== 'map') return undefined;
    const queue = graph.target(graph.prop(mapping, 'EventSourceArn'), 'AWS::SQS::Queue');
    const destination = graph.target(valueAt(config, 'OnFailure', 'Destination'));
    const path = config.entries.size > 1 ? ['DestinationConfig', 'OnFailure'] : ['DestinationConfig'];
    const remove: Change = { kind: 'remove', resource: mapping, path };
    // A queue of the same template would be left without a purpose.
    if (!destination) return { title: 'Remove the failure destination', changes: [remove] };
    if (!queue || queue.external || graph.prop(queue, 'RedrivePolicy').kind !== 'absent') return undefined;
    const fifo = isFifo(queue, graph);
    if (destination.type !== 'AWS::SQS::Queue' || fifo === undefined || isFifo(destination, graph) !== fifo)
      return undefined;
    const value = map({
      deadLetterTargetArn: { kind: 'reference', resource: destination, attribute: 'Arn' },
      maxReceiveCount: { kind: 'scalar', value: lambda.recommendedMaxReceiveCount },
    });
    return {
      title: `Make it the dead-letter queue of ${queue.name}`,
      changes: [remove, { kind: 'set', resource: queue, path: ['RedrivePolicy'], value }],
    };
  },
});
