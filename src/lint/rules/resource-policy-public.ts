import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { spanOf, valueAt } from '../../graph/value.ts';
import {
  isAllow,
  mayNarrow,
  mayShutOut,
  namesEverybody,
  type ResourcePolicy,
  resourcePolicies,
} from '../policyFacts.ts';
import { defineRule } from '../rule.ts';

/** Anybody with an AWS account, and for queues and topics anybody at all, may do what the statement allows. */
export const resourcePolicyPublic = defineRule<{ policy: string; opened: string }>({
  id: 'resource-policy-public',
  title: 'Policy open to everybody',
  severity: 'error',
  equivalents: ['F18', 'F21', 'EVB1', 'AwsSolutions-EVB1', 'SQS.3', 'SNS.4'],
  docs: {
    why:
      'The principal `*`, or `AWS: "*"`, stands for everybody, other accounts included. Without a condition that says ' +
      'who may call, anybody who learns the name can send to the queue, publish to the topic or put events on the ' +
      'bus, and with the action to match read and delete its messages. Name accounts, roles or services, or add a ' +
      'condition with fixed values: `aws:SourceArn`, `aws:SourceAccount`, `aws:PrincipalOrgID`, `aws:SourceVpce`.\n\n' +
      'A condition that says nothing about the caller, such as `aws:SecureTransport`, leaves the policy open, and so ' +
      'does `aws:SourceArn` with `*` for the account.',
    noFix: 'Who is meant to call is not to be seen from the document, and a guess shuts somebody out.',
    silent: [
      'The statement denies, or a condition keeps somebody out by who they are, or may do so.',
      'Another statement of the policy denies with such a condition, or to all but some.',
      'Principal, effect or condition are unknown.',
    ],
    sources: [
      'https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersPolicy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Orders]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: "*"\n            Action: sns:Publish\n            Resource: !Ref Orders\n  Orders:\n    Type: AWS::SNS::Topic\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as events from 'aws-cdk-lib/aws-events';\n\nexport class Shop extends Stack {\n  policy = new events.CfnEventBusPolicy(this, 'Everybody', {\n    statementId: 'everybody',\n    eventBusName: 'shop',\n    statement: {\n      Effect: 'Allow',\n      Principal: '*',\n      Action: 'events:PutEvents',\n      Resource: 'arn:aws:events:eu-west-1:111122223333:event-bus/shop',\n    },\n  });\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersPolicy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: [!Ref Orders]\n      PolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: "*"\n            Action: sns:Publish\n            Resource: !Ref Orders\n            Condition:\n              StringEquals: { "aws:PrincipalOrgID": o-a1b2c3d4e5 }\n  Orders:\n    Type: AWS::SNS::Topic\n',
      },
    ],
  },

  *check(graph) {
    for (const each of resourcePolicies(graph)) {
      if (each.statements.some(mayShutOut)) continue;
      for (const statement of each.statements) {
        if (!isAllow(statement) || !namesEverybody(statement) || mayNarrow(statement)) continue;
        const { policy } = each;
        const opened = openedBy(each, graph);
        yield {
          resource: policy,
          span: spanOf(valueAt(statement.value, 'Principal')) ?? policy.nameSpan,
          data: { policy: policy.name, opened: opened.map(resource => resource.name).join(', ') },
          related: opened.map(resource => ({
            span: resource.nameSpan,
            message: `${resource.name} is open to everybody`,
          })),
        };
      }
    }
  },

  message: ({ policy, opened }) =>
    `Policy ${policy} opens ${opened || 'what it is for'} to everybody. Name a principal, or add a condition on who may call.`,

  explain: () =>
    'The principal * stands for every AWS account and for callers without one. What narrows it is a condition on the caller with fixed values.',
});

function openedBy({ guarded }: ResourcePolicy, graph: MessagingGraph): Resource[] {
  return (guarded ?? []).flatMap(each => graph.target(each) ?? []);
}
