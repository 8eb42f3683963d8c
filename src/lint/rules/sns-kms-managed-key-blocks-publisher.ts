import type { MessagingGraph } from '../../graph/graph.ts';
import { isAwsManagedKey } from '../keyFacts.ts';
import { allowStatement, oneOrList, policyDocument, text, thisAccount } from '../policyWriting.ts';
import { alarmPublishers, bucketPublishers, type Publisher, rulePublishers } from '../publishers.ts';
import { placeOf } from '../queueFacts.ts';
import { serviceName } from '../queueSenders.ts';
import { defineRule, type NewResource } from '../rule.ts';

/** The key that AWS manages for SNS lets no other service in. */
export const snsKmsManagedKeyBlocksPublisher = defineRule<{ topic: string; service: string }>({
  id: 'sns-kms-managed-key-blocks-publisher',
  title: 'Topic key that its publisher cannot use',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'The policy of `alias/aws/sns`, the key that AWS manages, cannot be changed and lets no other service use the ' +
      'key. CloudWatch alarms, rules of EventBridge and notifications of S3 cannot publish to a topic encrypted with ' +
      'it, and nobody is told but the history of the alarm. Encrypt the topic with a key of your own whose policy ' +
      'allows `kms:Decrypt` and `kms:GenerateDataKey*` to the service.',
    fixIn: 'templates',
    silent: ['The key is unknown or another one.', 'No alarm, rule or bucket in sight publishes to the topic.'],
    sources: [
      'https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Alerts:\n    Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: alias/aws/sns\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmActions: [!Ref Alerts]\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Alerts:\n    Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: !GetAtt AlertsKey.Arn\n  AlertsKey:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: cloudwatch.amazonaws.com }\n            Action: [kms:Decrypt, "kms:GenerateDataKey*"]\n            Resource: "*"\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmActions: [!Ref Alerts]\n',
      },
    ],
  },

  *check(graph) {
    const topics = graph
      .ofType('AWS::SNS::Topic')
      .filter(topic => isAwsManagedKey(graph.prop(topic, 'KmsMasterKeyId'), 'sns'));
    if (topics.length === 0) return;
    const publishers = publishersOf(graph);
    for (const topic of topics) {
      const own = publishers.filter(each => graph.target(each.to) === topic);
      const [first] = own;
      if (!first) continue;
      yield {
        resource: topic,
        span: placeOf(topic, graph, 'KmsMasterKeyId'),
        data: { topic: topic.name, service: serviceName(first.service) },
        related: own.map(each => ({ span: each.span, message: `${each.resource.name} publishes to the topic` })),
      };
    }
  },

  message: ({ topic, service }) =>
    `${service} cannot publish to topic ${topic}: it may not use alias/aws/sns. Encrypt it with a key of your own.`,

  // Without a key of its own the topic would be left unencrypted.
  fix({ resource: topic }, graph) {
    const written = graph.prop(topic, 'KmsMasterKeyId');
    if (written.kind !== 'literal' || topic.origin !== 'template') return undefined;
    const own = publishersOf(graph).filter(each => graph.target(each.to) === topic);
    const services = [...new Set(own.map(each => each.service))].sort();
    const everything = text('*');
    const key: NewResource = {
      name: `${topic.name}Key`,
      type: 'AWS::KMS::Key',
      props: {
        EnableKeyRotation: { kind: 'scalar', value: true },
        // A condition on the source is not supported between EventBridge and an encrypted topic.
        KeyPolicy: policyDocument([
          allowStatement({ AWS: thisAccount }, text('kms:*'), everything),
          allowStatement(
            { Service: oneOrList(services.map(text)) },
            oneOrList([text('kms:GenerateDataKey*'), text('kms:Decrypt')]),
            everything,
          ),
        ]),
      },
    };
    return {
      title: `Encrypt ${topic.name} with a key of its own`,
      changes: [
        {
          kind: 'set',
          resource: topic,
          path: ['KmsMasterKeyId'],
          value: { kind: 'created', resource: key, attribute: 'Ref' },
        },
      ],
    };
  },
});

function publishersOf(graph: MessagingGraph): Publisher[] {
  return [
    ...alarmPublishers(graph),
    ...rulePublishers(graph),
    ...bucketPublishers(graph, 'TopicConfigurations', 'Topic'),
  ];
}
