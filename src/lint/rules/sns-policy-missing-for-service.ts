import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { policiesOf } from '../policyFacts.ts';
import { allowStatement, map, oneOrList, policyDocument, text, thisAccount, type Values } from '../policyWriting.ts';
import { bucketPublishers, mayPublish, type Publisher, rulePublishers } from '../publishers.ts';
import { serviceName } from '../queueSenders.ts';
import { type Change, defineRule, type NewResource, type NewValue } from '../rule.ts';

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
    fixIn: 'templates',
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
        code: 'Resources:\n  Uploads:\n    Type: AWS::SNS::Topic\n  UploadsPolicy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Uploads]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: s3.amazonaws.com }\n            Action: sns:Publish\n            Resource: !Ref Uploads\n            Condition:\n              StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId }\n  Bucket:\n    Type: AWS::S3::Bucket\n    DependsOn: UploadsPolicy\n    Properties:\n      NotificationConfiguration:\n        TopicConfigurations:\n          - Event: s3:ObjectCreated:*\n            Topic: !Ref Uploads\n',
      },
    ],
  },

  *check(graph) {
    if (!graph.complete) return;
    const publishers = publishersOf(graph);
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

  fix({ resource: topic, data: { service } }, graph) {
    if (topic.virtual || topic.origin !== 'template') return undefined;
    const title = `Let ${serviceName(service)} publish to ${topic.name}`;
    const value = publishing(topic, service);
    const [policy, ...others] = policiesOf(topic, ['AWS::SNS::TopicPolicy', 'AWS::SNS::TopicInlinePolicy'], graph);
    const buckets = publishersOf(graph).filter(
      each => each.service === 's3.amazonaws.com' && service === each.service && graph.target(each.to) === topic,
    );
    if (policy) {
      // A second policy would replace the first; one that opens other topics too must not be widened for this one.
      if (others.length > 0 || policy.guarded?.length !== 1 || buckets.length > 0) return undefined;
      const path = ['PolicyDocument', 'Statement'];
      return { title, changes: [{ kind: 'append', resource: policy.policy, path, value }] };
    }
    const made: NewResource = {
      name: `${topic.name}Policy`,
      type: 'AWS::SNS::TopicPolicy',
      props: {
        Topics: { kind: 'list', items: [{ kind: 'reference', resource: topic, attribute: 'Ref' }] },
        PolicyDocument: policyDocument([ofTheAccount(topic), value]),
      },
    };
    // S3 asks the topic when the notification is made: the policy has to be there before the bucket.
    const waiting = [...new Set(buckets.map(each => each.resource))];
    return {
      title,
      changes: [
        { kind: 'create', resource: made, near: topic },
        ...waiting.map((resource): Change => ({ kind: 'depend', resource, on: made })),
      ],
    };
  },
});

function publishersOf(graph: MessagingGraph): Publisher[] {
  return [...rulePublishers(graph), ...bucketPublishers(graph, 'TopicConfigurations', 'Topic')];
}

/** The statement that lets the service in. The policy of EventBridge's own guide has no condition for topics. */
function publishing(topic: Resource, service: string): NewValue {
  // A policy that names the bucket would wait for it, and the bucket waits for the policy.
  const condition: Values =
    service === 's3.amazonaws.com' ? { StringEquals: map({ 'aws:SourceAccount': thisAccount }) } : {};
  const on: NewValue = { kind: 'reference', resource: topic, attribute: 'Ref' };
  return allowStatement({ Service: text(service) }, text('sns:Publish'), on, condition);
}

/** What the policy of every new topic says; it goes with the first policy of one's own, and alarms need it. */
function ofTheAccount(topic: Resource): NewValue {
  return allowStatement(
    { AWS: text('*') },
    oneOrList(['sns:Publish', 'sns:Subscribe'].map(text)),
    { kind: 'reference', resource: topic, attribute: 'Ref' },
    { StringEquals: map({ 'AWS:SourceOwner': thisAccount }) },
  );
}
