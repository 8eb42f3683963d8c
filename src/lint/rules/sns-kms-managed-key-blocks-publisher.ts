import { stringsOf } from '../../graph/value.ts';
import { alarmPublishers, bucketPublishers, rulePublishers } from '../publishers.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const names: Readonly<Record<string, string>> = {
  'events.amazonaws.com': 'EventBridge',
  's3.amazonaws.com': 'Amazon S3',
  'cloudwatch.amazonaws.com': 'CloudWatch',
};

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
    const topics = graph.ofType('AWS::SNS::Topic').filter(topic => {
      const keys = stringsOf(graph.prop(topic, 'KmsMasterKeyId'));
      return keys?.every(key => key === 'alias/aws/sns' || key.endsWith(':alias/aws/sns'));
    });
    if (topics.length === 0) return;
    const publishers = [
      ...alarmPublishers(graph),
      ...rulePublishers(graph),
      ...bucketPublishers(graph, 'TopicConfigurations', 'Topic'),
    ];
    for (const topic of topics) {
      const own = publishers.filter(each => graph.target(each.to) === topic);
      const [first] = own;
      if (!first) continue;
      yield {
        resource: topic,
        span: placeOf(topic, graph, 'KmsMasterKeyId'),
        data: { topic: topic.name, service: names[first.service] ?? first.service },
        related: own.map(each => ({ span: each.span, message: `${each.resource.name} publishes to the topic` })),
      };
    }
  },

  message: ({ topic, service }) =>
    `${service} cannot publish to topic ${topic}: it may not use alias/aws/sns. Encrypt it with a key of your own.`,
});
