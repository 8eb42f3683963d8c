import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { isAbsent, numbersOf, onlyString, type Value } from '../../graph/value.ts';
import { allowTo, mayFill, newDeadLetterQueue } from '../deadLetterWriting.ts';
import { placeOf } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';

/** Names of the parameters by kind of stream: CloudFormation's, and as CDK's property comes out. */
const parameterNames = ['KinesisStreamParameters', 'DynamoDBStreamParameters', 'DynamoDbStreamParameters'];
const streamTypes = new Set(['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable']);
const attempts = 5;

/** A pipe that reads a stream stops at a record it cannot process. */
export const pipesSourceFailureHandling = defineRule<{ pipe: string; forever: boolean; kept: boolean }>({
  id: 'pipes-source-failure-handling',
  title: 'Pipe without a way out for bad records',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A pipe retries a batch of a Kinesis or DynamoDB stream until it succeeds or the records expire ' +
      '(`MaximumRetryAttempts` is -1 unless it is set): one bad record holds up its shard for a day or more. With a ' +
      'limit, and a dead-letter queue or topic in the source parameters, the pipe notes the record there and goes ' +
      'on. The role of the pipe has to be allowed to send to it.',
    fixNeeds:
      'the role of the pipe stands in the template: the permission to send to the queue comes with the fix. A limit for the retries alone, where there is a queue, is set everywhere',
    silent: [
      'The source is a queue: its own redrive policy counts, and `sqs-missing-dlq` speaks of it.',
      'The source is a broker or a Kafka cluster: pipes know no dead-letter queue for them.',
      'The source, or its parameters, are unknown.',
      'The pipe is stopped.',
    ],
    sources: [
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-error-troubleshooting.html',
      'https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_UpdatePipeSourceKinesisStreamParameters.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Pipes::Pipe\n    Properties:\n      RoleArn: !GetAtt ClicksRole.Arn\n      Source: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      SourceParameters:\n        KinesisStreamParameters:\n          StartingPosition: TRIM_HORIZON\n      Target: arn:aws:lambda:eu-west-1:111122223333:function:count\n  ClicksRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: pipes.amazonaws.com }\n            Action: sts:AssumeRole\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Pipes::Pipe\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/pipe\n      Source: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks\n      SourceParameters:\n        KinesisStreamParameters:\n          StartingPosition: TRIM_HORIZON\n          MaximumRetryAttempts: 5\n          DeadLetterConfig:\n            Arn: arn:aws:sqs:eu-west-1:111122223333:clicks-dlq\n      Target: arn:aws:lambda:eu-west-1:111122223333:function:count\n',
      },
    ],
  },

  *check(graph) {
    for (const pipe of graph.ofType('AWS::Pipes::Pipe')) {
      if (!readsStream(pipe, graph) || onlyString(graph.prop(pipe, 'DesiredState'), '') === 'STOPPED') continue;
      const parameter = (name: string): Value | undefined => parameterOf(pipe, graph, name);
      const queue = parameter('DeadLetterConfig');
      const kept = queue !== undefined && !isAbsent(queue);
      const limits = ['MaximumRetryAttempts', 'MaximumRecordAgeInSeconds'].map(parameter);
      const forever = limits.every(limit => limit && numbersOf(limit, -1)?.every(each => each === -1));
      if (queue === undefined || (kept && !forever)) continue;
      yield {
        resource: pipe,
        span:
          forever && kept
            ? placeOf(pipe, graph, 'SourceParameters', parameterName(pipe, graph), 'MaximumRetryAttempts')
            : placeOf(pipe, graph, 'Source'),
        data: { pipe: pipe.name, forever, kept },
      };
    }
  },

  message: ({ pipe, forever, kept }) => {
    if (kept) return `Pipe ${pipe} retries without end: a record reaches its dead-letter queue only when it expires.`;
    return forever
      ? `Pipe ${pipe} retries without end and has no dead-letter queue: one bad record holds up its shard.`
      : `Pipe ${pipe} has no dead-letter queue: a record is lost after the last retry.`;
  },

  fix({ resource: pipe, data: { forever, kept } }, graph) {
    const parameters = ['SourceParameters', parameterName(pipe, graph)];
    const limit: Change = {
      kind: 'set',
      resource: pipe,
      path: [...parameters, 'MaximumRetryAttempts'],
      value: { kind: 'scalar', value: attempts },
    };
    if (kept) return { title: `Set MaximumRetryAttempts to ${attempts}`, changes: [limit] };
    if (pipe.origin !== 'template') return undefined;
    const queue = newDeadLetterQueue(`${pipe.name}Dlq`);
    const allowed = allowTo(mayFill(queue), pipe, graph.prop(pipe, 'RoleArn'), graph);
    const keep: Change = {
      kind: 'set',
      resource: pipe,
      path: [...parameters, 'DeadLetterConfig', 'Arn'],
      value: { kind: 'created', resource: queue, attribute: 'Arn' },
    };
    return (
      allowed && {
        title: 'Keep records that fail in a queue',
        changes: [...(forever ? [limit] : []), keep, ...allowed],
      }
    );
  },
});

function readsStream(pipe: Resource, graph: MessagingGraph): boolean {
  const source = graph.prop(pipe, 'Source');
  const resource = graph.target(source);
  if (resource) return streamTypes.has(resource.type);
  const service = graph.arn(source)?.service;
  return service === 'kinesis' || service === 'dynamodb';
}

/** The name under which the pipe has its parameters; the first one when it has none. */
function parameterName(pipe: Resource, graph: MessagingGraph): string {
  const found = parameterNames.find(name => !isAbsent(graph.prop(pipe, 'SourceParameters', name)));
  return found ?? parameterNames[0] ?? '';
}

/** A parameter of the source; undefined when it cannot be known. */
function parameterOf(pipe: Resource, graph: MessagingGraph, name: string): Value | undefined {
  const value = graph.prop(pipe, 'SourceParameters', parameterName(pipe, graph), name);
  return value.kind === 'unknown' ? undefined : value;
}
