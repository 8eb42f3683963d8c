import { isAbsent, stringsOf } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const property = 'DeliveryStreamEncryptionConfigurationInput';

/** A delivery stream that is written to directly encrypts only when told to. */
export const firehoseEncryptionMissing = defineRule<{ stream: string; unwanted: boolean }>({
  id: 'firehose-encryption-missing',
  title: 'Delivery stream without encryption of its own',
  severity: 'information',
  equivalents: ['AwsSolutions-KDF1', 'KDF1', 'W88', 'CKV_AWS_240'],
  docs: {
    why:
      'A delivery stream that producers write to directly keeps records for a while before it delivers them, and ' +
      `encrypts them there only with a \`${property}\`. The key that AWS owns needs no permission and costs ` +
      'nothing.\n\nA delivery stream that reads a Kinesis data stream takes no encryption of its own: the data stream ' +
      'encrypts. Both together are a *warning*.',
    silent: [
      'The encryption is there in any form, or unknown.',
      'The source is a data stream or a Kafka cluster, or the type is unknown.',
    ],
    sources: [
      'https://docs.aws.amazon.com/firehose/latest/dev/encryption.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-kinesisfirehose-deliverystream-deliverystreamencryptionconfigurationinput.html',
    ],
    bad: [{ language: 'yaml', code: 'Resources:\n  Archive:\n    Type: AWS::KinesisFirehose::DeliveryStream\n' }],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Archive:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties:\n      DeliveryStreamEncryptionConfigurationInput:\n        KeyType: AWS_OWNED_CMK\n',
      },
    ],
  },

  *check(graph) {
    for (const stream of graph.ofType('AWS::KinesisFirehose::DeliveryStream')) {
      if (stream.managed) continue;
      const types = stringsOf(graph.prop(stream, 'DeliveryStreamType'), 'DirectPut');
      const encryption = graph.prop(stream, property);
      if (types?.every(type => type === 'DirectPut') && isAbsent(encryption)) {
        yield { resource: stream, span: stream.nameSpan, data: { stream: stream.name, unwanted: false } };
      } else if (types?.every(type => type === 'KinesisStreamAsSource') && encryption.kind === 'map') {
        yield {
          resource: stream,
          span: placeOf(stream, graph, property),
          data: { stream: stream.name, unwanted: true },
          severity: 'warning',
        };
      }
    }
  },

  message: ({ stream, unwanted }) =>
    unwanted
      ? `Delivery stream ${stream} reads a data stream, which encrypts: it takes no encryption of its own.`
      : `Delivery stream ${stream} does not encrypt the records that producers write to it.`,

  fix({ resource: stream, data: { unwanted } }, graph) {
    if (unwanted)
      return { title: `Remove ${property}`, changes: [{ kind: 'remove', resource: stream, path: [property] }] };
    if (graph.prop(stream, property).kind !== 'absent') return undefined;
    return {
      title: 'Encrypt with the key that AWS owns',
      changes: [
        {
          kind: 'set',
          resource: stream,
          path: [property],
          value: { kind: 'map', entries: { KeyType: { kind: 'scalar', value: 'AWS_OWNED_CMK' } } },
        },
      ],
    };
  },
});
