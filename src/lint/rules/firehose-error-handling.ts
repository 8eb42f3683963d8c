import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { absent, booleansOf, cases, isAbsent, type Span, type Value, valueAt } from '../../graph/value.ts';
import { allowTo } from '../deadLetterWriting.ts';
import { map } from '../policyWriting.ts';
import { defineRule, type Fix, type NewResource, type NewValue } from '../rule.ts';

const errorPrefix = 'errors/!{firehose:error-output-type}/';
/** Destinations of AWS::KinesisFirehose::DeliveryStream that log to CloudWatch. */
const destination = /DestinationConfiguration$/;
/** Where a destination of another kind says how it uses a bucket. */
const nested = ['S3Configuration', 'S3BackupConfiguration'];

/** What Firehose cannot deliver has to show somewhere, and to be kept apart. */
export const firehoseErrorHandling = defineRule<{ stream: string; problem: string; path: string }>({
  id: 'firehose-error-handling',
  title: 'Delivery errors without a place to go',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'A delivery stream says why it could not deliver only in CloudWatch Logs, and only when ' +
      '`CloudWatchLoggingOptions` of the destination are enabled.\n\nA `Prefix` with expressions needs an ' +
      '`ErrorOutputPrefix` beside it: Firehose refuses the stream otherwise ("ErrorOutputPrefix cannot be null or ' +
      'empty when Prefix contains expressions"). This is an *error*.',
    fixNeeds:
      'the role of the delivery stream stands in the template: the permission to write the log comes with the fix. `ErrorOutputPrefix` is set everywhere',
    silent: ['Destination, logging options or prefixes are unknown.'],
    sources: [
      'https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html',
      'https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html',
      'https://github.com/hashicorp/terraform-provider-aws/pull/13416',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Archive:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties:\n      DeliveryStreamEncryptionConfigurationInput:\n        KeyType: AWS_OWNED_CMK\n      ExtendedS3DestinationConfiguration:\n        BucketARN: arn:aws:s3:::archive\n        RoleARN: !GetAtt ArchiveRole.Arn\n        Prefix: "orders/!{timestamp:yyyy}/"\n  ArchiveRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: firehose.amazonaws.com }\n            Action: sts:AssumeRole\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Archive:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties:\n      DeliveryStreamEncryptionConfigurationInput:\n        KeyType: AWS_OWNED_CMK\n      ExtendedS3DestinationConfiguration:\n        BucketARN: arn:aws:s3:::archive\n        RoleARN: arn:aws:iam::111122223333:role/firehose\n        Prefix: "orders/!{timestamp:yyyy}/"\n        ErrorOutputPrefix: "errors/!{firehose:error-output-type}/"\n        CloudWatchLoggingOptions:\n          Enabled: true\n          LogGroupName: /aws/firehose/archive\n          LogStreamName: delivery\n',
      },
    ],
  },

  *check(graph) {
    for (const stream of graph.ofType('AWS::KinesisFirehose::DeliveryStream')) {
      if (stream.managed) continue;
      for (const { key, keySpan, value } of stream.props.entries.values()) {
        if (!destination.test(key) || value.kind !== 'map') continue;
        for (const path of [[key], ...nested.map(name => [key, name])]) yield* prefixFindings(stream, path, graph);
        const enabled = booleansOf(valueAt(value, 'CloudWatchLoggingOptions', 'Enabled'), false);
        if (!enabled?.every(on => !on)) continue;
        yield { resource: stream, span: keySpan, data: { stream: stream.name, problem: 'logging', path: key } };
      }
    }
  },

  message: ({ stream, problem }) =>
    problem === 'prefix'
      ? 'A Prefix with expressions needs an ErrorOutputPrefix: Firehose refuses the delivery stream.'
      : `Delivery stream ${stream} does not log why it could not deliver.`,

  fix({ resource: stream, data: { problem, path } }, graph) {
    if (problem !== 'prefix') return logging(stream, path, graph);
    return {
      title: `Set ErrorOutputPrefix to ${errorPrefix}`,
      changes: [
        {
          kind: 'set',
          resource: stream,
          path: [...path.split('.'), 'ErrorOutputPrefix'],
          value: { kind: 'scalar', value: errorPrefix },
        },
      ],
    };
  },
});

function* prefixFindings(stream: Resource, path: readonly string[], graph: MessagingGraph) {
  const bucket = graph.prop(stream, ...path);
  if (bucket.kind !== 'map' || !isAbsent(valueAt(bucket, 'ErrorOutputPrefix'))) return;
  const prefix = valueAt(bucket, 'Prefix');
  const span: Span | undefined = bucket.entries.get('Prefix')?.keySpan;
  if (!span || !cases(prefix).every(each => visibleText(each).includes('!{'))) return;
  const data = { stream: stream.name, problem: 'prefix', path: path.join('.') };
  yield { resource: stream, span, data, severity: 'error' as const };
}

function visibleText(value: Value): string {
  if (value.kind === 'literal') return String(value.value ?? '');
  return value.kind === 'text' ? value.parts.map(part => visibleText(part)).join('') : '';
}

/** A log group with a stream, for a delivery stream whose role can be allowed to write to it. */
function logging(stream: Resource, key: string, graph: MessagingGraph): Fix | undefined {
  if (stream.origin !== 'template' || stream.virtual) return undefined;
  if (graph.prop(stream, key, 'CloudWatchLoggingOptions').kind !== 'absent') return undefined;
  const roles = [graph.prop(stream, key, 'RoleARN'), graph.prop(stream, key, 'S3Configuration', 'RoleARN')];
  const group: NewResource = {
    name: `${stream.name}Log`,
    type: 'AWS::Logs::LogGroup',
    props: { RetentionInDays: { kind: 'scalar', value: 30 } },
  };
  const groupName: NewValue = { kind: 'created', resource: group, attribute: 'Ref' };
  const lines: NewResource = {
    name: `${stream.name}LogStream`,
    type: 'AWS::Logs::LogStream',
    props: { LogGroupName: groupName },
  };
  const permission = {
    name: `${stream.name}LogAccess`,
    actions: ['logs:PutLogEvents'],
    on: { kind: 'created', resource: group, attribute: 'Arn' },
  } as const;
  const allowed = allowTo(permission, stream, roles.find(role => role.kind !== 'absent') ?? absent, graph);
  if (!allowed) return undefined;
  const value = map({
    Enabled: { kind: 'scalar', value: true },
    LogGroupName: groupName,
    LogStreamName: { kind: 'created', resource: lines, attribute: 'Ref' },
  });
  const path = [key, 'CloudWatchLoggingOptions'];
  return {
    title: 'Log what cannot be delivered',
    changes: [{ kind: 'set', resource: stream, path, value }, ...allowed],
  };
}
