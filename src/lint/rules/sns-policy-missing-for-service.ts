import { bucketPublishers, mayPublish, rulePublishers } from '../publishers.ts';
import { defineRule } from '../rule.ts';

/** A topic lets services publish only when its policy says so. */
export const snsPolicyMissingForService = defineRule<{ topic: string; service: string }>({
  id: 'sns-policy-missing-for-service',
  title: 'Topic closed to the service that publishes to it',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'The default policy of a topic lets in the account that owns it, not services that act by themselves. Without a ' +
      'topic policy for `events.amazonaws.com` the events of a rule are lost; without one for `s3.amazonaws.com` the ' +
      'bucket cannot be deployed. CloudWatch alarms of the same account need none.',
    silent: [
      'A topic policy lets the service in, or may do so.',
      'Topic or rule are made by CDK above L1, which adds the policy, or the template has a SAM connector.',
      'The target names a role, or part of the template cannot be read.',
    ],
    sources: [
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Uploads:\n    Type: AWS::SNS::Topic\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        TopicConfigurations:\n          - Event: s3:ObjectCreated:*\n            Topic: !Ref Uploads\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Uploads:\n    Type: AWS::SNS::Topic\n  UploadsPolicy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Uploads]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: s3.amazonaws.com }\n            Action: sns:Publish\n            Resource: !Ref Uploads\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        TopicConfigurations:\n          - Event: s3:ObjectCreated:*\n            Topic: !Ref Uploads\n',
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const publishers = [...rulePublishers(graph), ...bucketPublishers(graph, 'TopicConfigurations', 'Topic')];
    const told = new Set<string>();
    for (const { resource, to, service, span } of publishers) {
      const topic = graph.target(to);
      if (topic?.type !== 'AWS::SNS::Topic' || topic.external || topic.managed || topic.escapes) continue;
      const key = `${topic.id} ${service}`;
      if (resource.managed || told.has(key) || mayPublish(service, topic, graph)) continue;
      told.add(key);
      yield {
        resource: topic,
        span: topic.nameSpan,
        data: { topic: topic.name, service },
        related: [{ span, message: `${resource.name} publishes to the topic` }],
      };
    }
  },

  message: ({ topic, service }) => `No policy lets ${service} publish to topic ${topic}.`,
});
