import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { spanOf, valueAt } from '../../graph/value.ts';
import {
  coveredActions,
  isAllow,
  mayNarrow,
  namedServices,
  namesEverybody,
  type PolicyStatement,
  queuePolicyTypes,
  type ResourcePolicy,
  resourcePolicies,
  topicPolicyTypes,
} from '../policyFacts.ts';
import { oneOrList, thisAccount } from '../policyWriting.ts';
import { alarmPublishers, bucketPublishers, type Publisher, rulePublishers } from '../publishers.ts';
import { listed, queueSenders, serviceName } from '../queueSenders.ts';
import { defineRule, type NewValue } from '../rule.ts';

/**
 * Services that send to queues and topics on behalf of whoever asks them to, and tell on whose behalf; those that work
 * with a role are not among them.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
const deputies = new Set(['budgets', 'cloudwatch', 'config', 'events', 's3', 'ses', 'sns']);

const actions = ['sqs:SendMessage', 'sns:Publish'];

/** A policy that lets in a service lets in everybody who can make the service send. */
export const sqsPolicyMissingSourceCondition = defineRule<{ services: string; policy: string }>({
  id: 'sqs-policy-missing-source-condition',
  title: 'Service let in without saying for whom',
  severity: 'warning',
  equivalents: [],
  docs: {
    fixIn: 'templates',
    fixNeeds: 'what makes the service send stands in the template: a condition made without it could shut it out',
    why:
      'A service principal stands for the service in every account. With `Service: sns.amazonaws.com` and no ' +
      'condition, a topic of a stranger can be subscribed to the queue, and what it publishes looks like your own ' +
      'messages: the confused deputy. Say for whom the service may act: `aws:SourceArn` for the topic, rule or bucket, ' +
      '`aws:SourceAccount` for your account, `aws:SourceOrgID` for your organization. For Amazon S3 the account is the ' +
      'better one, or both: the ARN of a bucket holds no account, and a deleted bucket can be made again by somebody ' +
      'else.',
    silent: [
      'A condition says who is meant in any way, or is unknown.',
      'The statement is for a service that works with a role, or for one that may not tell its source: EventBridge ' +
        'publishes to topics without, and the policy that its guide gives for them has no condition.',
      'The statement is open to everybody (`resource-policy-public`).',
    ],
    sources: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  UploadsPolicy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref Uploads]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: s3.amazonaws.com }\n            Action: sqs:SendMessage\n            Resource: !GetAtt Uploads.Arn\n  Uploads:\n    Type: AWS::SQS::Queue\n  Pictures:\n    Type: AWS::S3::Bucket\n    DependsOn: UploadsPolicy\n    Properties:\n      NotificationConfiguration:\n        QueueConfigurations:\n          - Event: s3:ObjectCreated:*\n            Queue: !GetAtt Uploads.Arn\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as sns from 'aws-cdk-lib/aws-sns';\n\nexport class Shop extends Stack {\n  build() {\n    const topic = new sns.CfnTopic(this, 'Alerts');\n    new sns.CfnTopicPolicy(this, 'AlertsPolicy', {\n      topics: [topic.ref],\n      policyDocument: {\n        Version: '2012-10-17',\n        Statement: [\n          {\n            Effect: 'Allow',\n            Principal: { Service: 'cloudwatch.amazonaws.com' },\n            Action: 'sns:Publish',\n            Resource: topic.ref,\n          },\n        ],\n      },\n    });\n  }\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  UploadsPolicy:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!ImportValue UploadsUrl]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: s3.amazonaws.com }\n            Action: sqs:SendMessage\n            Resource: !ImportValue UploadsArn\n            Condition:\n              StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId }\n              ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-uploads" }\n',
      },
    ],
  },

  *check(graph) {
    for (const each of openStatements(graph)) {
      const { policy, statement, services, opened } = each;
      const principal = valueAt(statement.value, 'Principal', 'Service');
      yield {
        resource: policy,
        span: spanOf(principal) ?? policy.nameSpan,
        data: { services: listed(services.map(serviceName)), policy: policy.name },
        related: opened.map(resource => ({ span: resource.nameSpan, message: `${resource.name} is what it opens` })),
      };
    }
  },

  message: ({ services, policy }) =>
    `Policy ${policy} lets in ${services} on behalf of any account. Add a condition on aws:SourceArn or aws:SourceAccount.`,

  explain: () =>
    'A service principal is the same in every account: without a condition, whoever can make the service send, in any account, can reach what the policy opens.',

  fix({ resource: policy, span }, graph) {
    const found = openStatements(graph, policy).find(each => {
      const place = spanOf(valueAt(each.statement.value, 'Principal', 'Service'));
      return place?.start === span.start;
    });
    const path = found?.statement.path;
    const [service] = found?.services ?? [];
    if (policy.virtual || !found || !path || !service || found.services.length > 1) return undefined;
    const sources = sourcesOf(service, found.opened, graph);
    if (!sources) return undefined;
    const condition = service === 's3' ? ['StringEquals', 'aws:SourceAccount'] : ['ArnEquals', 'aws:SourceArn'];
    const value = service === 's3' ? thisAccount : oneOrList(sources);
    return {
      title: `Let in ${serviceName(service)} for what is in sight only`,
      changes: [{ kind: 'set', resource: policy, path: [...path, 'Condition', ...condition], value }],
    };
  },
});

interface OpenStatement {
  readonly policy: Resource;
  readonly statement: PolicyStatement;
  /** First words of the service principals: `sns`. */
  readonly services: readonly string[];
  readonly opened: readonly Resource[];
}

/** Of every policy, or of one. */
function openStatements(graph: MessagingGraph, only?: Resource): OpenStatement[] {
  const policies = resourcePolicies(graph, [...queuePolicyTypes, ...topicPolicyTypes], only);
  return policies.flatMap(each => each.statements.flatMap(statement => openStatement(each, statement, graph) ?? []));
}

function openStatement(
  { policy, guarded }: ResourcePolicy,
  statement: PolicyStatement,
  graph: MessagingGraph,
): OpenStatement | undefined {
  // EventBridge publishes to topics without telling its source: a condition would shut it out.
  const toTopics = topicPolicyTypes.includes(policy.type);
  const services = namedServices(statement).filter(each => deputies.has(each) && !(toTopics && each === 'events'));
  if (services.length === 0 || !isAllow(statement) || namesEverybody(statement) || mayNarrow(statement))
    return undefined;
  if (coveredActions(statement, actions).length === 0) return undefined;
  const opened = (guarded ?? []).flatMap(each => graph.target(each) ?? []);
  return { policy, statement, services, opened };
}

/**
 * What makes the service send to the queue or topic, as values; undefined when nothing in sight does, or when what does
 * cannot be named. A condition that names only these shuts out nobody in sight.
 */
function sourcesOf(service: string, opened: readonly Resource[], graph: MessagingGraph): NewValue[] | undefined {
  const principal = `${service}.amazonaws.com`;
  const toQueues = queueSenders(graph).map(({ queue, service, source }) => ({ to: queue, service, source }));
  const toTopics = [
    ...alarmPublishers(graph),
    ...rulePublishers(graph),
    ...bucketPublishers(graph, 'TopicConfigurations', 'Topic'),
  ].map(({ resource, to, service }: Publisher) => ({ to, service, source: resource }));
  const sources = [...toQueues, ...toTopics].flatMap(each => {
    const target = each.service === principal ? graph.target(each.to) : undefined;
    return target && opened.includes(target) ? [each.source] : [];
  });
  const known = [...new Set(sources)].filter(source => source !== undefined && !source.virtual);
  if (known.length === 0 || known.length < new Set(sources).size) return undefined;
  return known.flatMap((resource): NewValue[] =>
    resource ? [{ kind: 'reference', resource, attribute: resource.type === 'AWS::SNS::Topic' ? 'Ref' : 'Arn' }] : [],
  );
}
