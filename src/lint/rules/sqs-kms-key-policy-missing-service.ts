import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import type { Span } from '../../graph/value.ts';
import { customerKey, mayUseKey, sendingKeyActions } from '../keyFacts.ts';
import { statementList } from '../policyFacts.ts';
import { allowStatement, oneOrList, policyDocument, text, thisAccount } from '../policyWriting.ts';
import { alarmPublishers, bucketPublishers, rulePublishers } from '../publishers.ts';
import { listed, queueSenders, serviceName } from '../queueSenders.ts';
import { defineRule } from '../rule.ts';

/** A service on its way into something that a key of the same document encrypts. */
interface KeyUse {
  readonly key: Resource;
  readonly encrypted: Resource;
  readonly service: string;
  readonly by: Resource;
  readonly span: Span;
}

/** A key of one's own lets in a service only when its policy says so. */
export const sqsKmsKeyPolicyMissingService = defineRule<{ key: string; services: string; encrypted: string }>({
  id: 'sqs-kms-key-policy-missing-service',
  title: 'Key closed to the service that sends',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A service that sends to a queue or a topic encrypted with a key of your own needs `kms:GenerateDataKey` and ' +
      '`kms:Decrypt` by the policy of the key. The statement for the account, `arn:aws:iam::…:root`, which the ' +
      'default key policy has, is for users and roles: it does not let in `sns.amazonaws.com`, ' +
      '`events.amazonaws.com`, `s3.amazonaws.com` or `cloudwatch.amazonaws.com`. Without a statement for the service ' +
      'its messages are lost, and a bucket with such a notification cannot be deployed.\n\nTake care with conditions ' +
      'in that statement: not every service sends `aws:SourceArn` and `aws:SourceAccount` along to KMS.',
    silent: [
      'The key is out of sight, or its policy or a part of it is unknown.',
      'A statement lets the service use the key, or may do so.',
      'Key, queue, topic or sender are made by CDK above L1, which adds the statement.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
      'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersKey:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { AWS: !Ref AWS::AccountId }\n            Action: kms:*\n            Resource: "*"\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: !GetAtt OrdersKey.Arn\n  TooMany:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmActions: [!Ref Orders]\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersKey:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { AWS: !Ref AWS::AccountId }\n            Action: kms:*\n            Resource: "*"\n          - Effect: Allow\n            Principal: { Service: cloudwatch.amazonaws.com }\n            Action: ["kms:GenerateDataKey*", kms:Decrypt]\n            Resource: "*"\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      KmsMasterKeyId: !GetAtt OrdersKey.Arn\n  TooMany:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmActions: [!Ref Orders]\n',
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const groups = new Map<Resource, KeyUse[]>();
    for (const use of closedUses(graph)) groups.set(use.key, [...(groups.get(use.key) ?? []), use]);
    for (const [key, uses] of groups) {
      yield {
        resource: key,
        span: key.nameSpan,
        data: {
          key: key.name,
          services: listed(uses.map(use => serviceName(use.service))),
          encrypted: listed(uses.map(use => use.encrypted.name)),
        },
        related: uses.map(({ span, by, service, encrypted }) => ({
          span,
          message: `${by.name}: ${serviceName(service)} sends to ${encrypted.name}, which the key encrypts`,
        })),
      };
    }
  },

  message: ({ key, services, encrypted }) =>
    `${services} cannot send to ${encrypted}: the policy of key ${key} does not allow kms:GenerateDataKey and kms:Decrypt.`,

  explain: () =>
    'A statement for the account lets in its users and roles as far as their own policies go; a service that acts by itself has none and needs a statement for its principal.',

  fix({ resource: key }, graph) {
    const services = [...new Set(closedUses(graph, key).map(use => use.service))].sort();
    const statement = allowStatement(
      { Service: oneOrList(services.map(text)) },
      oneOrList(sendingKeyActions.map(text)),
      text('*'),
    );
    const title = `Let ${listed(services.map(serviceName))} use ${key.name}`;
    if (graph.prop(key, 'KeyPolicy').kind === 'absent') {
      // A policy replaces the default one, which is all that lets the account manage its key.
      const account = allowStatement({ AWS: thisAccount }, text('kms:*'), text('*'));
      const value = policyDocument([account, statement]);
      return { title, changes: [{ kind: 'set', resource: key, path: ['KeyPolicy'], value }] };
    }
    const path = statementList(key, 'KeyPolicy', graph);
    return path && { title, changes: [{ kind: 'append', resource: key, path, value: statement }] };
  },
});

/** Uses of keys, or of one, that the policy of the key does not allow. */
function closedUses(graph: MessagingGraph, only?: Resource): KeyUse[] {
  const toQueues = queueSenders(graph).map(each => ({ ...each, to: each.queue, type: 'AWS::SQS::Queue' }));
  const toTopics = [
    ...alarmPublishers(graph),
    ...rulePublishers(graph),
    ...bucketPublishers(graph, 'TopicConfigurations', 'Topic'),
  ].map(each => ({ ...each, type: 'AWS::SNS::Topic', managed: each.resource.managed }));
  return [...toQueues, ...toTopics].flatMap(({ resource, to, type, service, span, managed }): KeyUse[] => {
    const encrypted = graph.target(to, type);
    if (!encrypted || encrypted.external || encrypted.managed || encrypted.escapes || managed) return [];
    const key = customerKey(graph.prop(encrypted, 'KmsMasterKeyId'), graph);
    if (!key || (only && key !== only) || key.managed || key.escapes || mayUseKey(service, key, graph)) return [];
    return [{ key, encrypted, service, by: resource, span }];
  });
}
