import { isAbsent } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** A raw stream is stored in the clear unless it says otherwise. */
export const kinesisEncryptionMissing = defineRule<{ stream: string }>({
  id: 'kinesis-encryption-missing',
  title: 'Stream without encryption at rest',
  severity: 'warning',
  equivalents: ['AwsSolutions-KDS1', 'KDS1', 'CKV_AWS_43', 'W49', 'CT.KINESIS.PR.1', 'KINESIS_STREAM_ENCRYPTED'],
  docs: {
    why:
      'A Kinesis stream without `StreamEncryption` keeps its records in the clear. The key that AWS manages, ' +
      '`alias/aws/kinesis`, needs no key policy and costs nothing but its calls; functions and services that read the ' +
      'stream go on working.',
    silent: [
      'StreamEncryption is there in any form, or unknown.',
      "The stream is CDK's `Stream`: it is encrypted with `alias/aws/kinesis` by default.",
    ],
    sources: [
      'https://docs.aws.amazon.com/streams/latest/dev/what-is-sse.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-kinesis-stream-streamencryption.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
  },

  *check(graph) {
    for (const stream of graph.ofType('AWS::Kinesis::Stream')) {
      if (stream.managed || !isAbsent(graph.prop(stream, 'StreamEncryption'))) continue;
      yield {
        resource: stream,
        span: placeOf(stream, graph, 'StreamEncryption'),
        data: { stream: stream.name },
      };
    }
  },

  message: ({ stream }) => `Stream ${stream} stores its records in the clear: it names no encryption.`,

  fix: ({ resource: stream }, graph) =>
    graph.prop(stream, 'StreamEncryption').kind === 'absent'
      ? {
          title: `Encrypt ${stream.name} with alias/aws/kinesis`,
          changes: [
            {
              kind: 'set',
              resource: stream,
              path: ['StreamEncryption'],
              value: {
                kind: 'map',
                entries: {
                  EncryptionType: { kind: 'scalar', value: 'KMS' },
                  KeyId: { kind: 'scalar', value: 'alias/aws/kinesis' },
                },
              },
            },
          ],
        }
      : undefined,
});
