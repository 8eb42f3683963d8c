import { isAbsent } from '../../graph/value.ts';
import { sameAs } from '../deadLetterWriting.ts';
import { map, oneOrList, policyDocument, text, type Values } from '../policyWriting.ts';
import { defineRule, type NewResource } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** sns/latest/dg/prereqs-kinesis-data-firehose.html */
const actions = [
  'firehose:DescribeDeliveryStream',
  'firehose:ListDeliveryStreams',
  'firehose:ListTagsForDeliveryStream',
  'firehose:PutRecord',
  'firehose:PutRecordBatch',
];

/** SNS writes to a delivery stream in the name of a role. */
export const snsFirehoseMissingRole = defineRule<{ subscription: string }>({
  id: 'sns-firehose-missing-role',
  title: 'Firehose subscription without a role',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'SNS puts records into a delivery stream with a role that the subscription names as `SubscriptionRoleArn`; it ' +
      'must trust `sns.amazonaws.com` and allow `firehose:PutRecord` and `firehose:PutRecordBatch` among others. ' +
      'Without it SNS refuses the subscription.',
    fixIn: 'templates',
    silent: [
      'The role is there or unknown.',
      "The subscription is CDK's `FirehoseSubscription`, which makes the role.",
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-subscription.html',
      'https://docs.aws.amazon.com/sns/latest/dg/prereqs-kinesis-data-firehose.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Archive:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: firehose\n      Endpoint: arn:aws:firehose:eu-west-1:111122223333:deliverystream/orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Archive:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: firehose\n      Endpoint: arn:aws:firehose:eu-west-1:111122223333:deliverystream/orders\n      SubscriptionRoleArn: arn:aws:iam::111122223333:role/sns-to-firehose\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, inline, protocol, protocolSpan } of subscriptions(graph)) {
      if (inline || subscription.managed || protocol !== 'firehose') continue;
      if (!isAbsent(graph.prop(subscription, 'SubscriptionRoleArn'))) continue;
      yield { resource: subscription, span: protocolSpan, data: { subscription: subscription.name } };
    }
  },

  message: ({ subscription }) =>
    `Subscription ${subscription} delivers to Firehose and names no SubscriptionRoleArn: SNS refuses it.`,

  fix({ resource: subscription }, graph) {
    if (graph.prop(subscription, 'SubscriptionRoleArn').kind !== 'absent') return undefined;
    const allow = (what: Values) => policyDocument([map({ Effect: text('Allow'), ...what })]);
    const role: NewResource = {
      name: `${subscription.name}Role`,
      type: 'AWS::IAM::Role',
      props: {
        AssumeRolePolicyDocument: allow({
          Principal: map({ Service: text('sns.amazonaws.com') }),
          Action: text('sts:AssumeRole'),
        }),
        Policies: {
          kind: 'list',
          items: [
            map({
              PolicyName: text('Deliver'),
              PolicyDocument: allow({
                Action: oneOrList(actions.map(text)),
                Resource: sameAs(subscription, ['Endpoint'], 'Arn', graph),
              }),
            }),
          ],
        },
      },
    };
    return {
      title: 'Create the role that SNS delivers with',
      changes: [
        {
          kind: 'set',
          resource: subscription,
          path: ['SubscriptionRoleArn'],
          value: { kind: 'created', resource: role, attribute: 'Arn' },
        },
      ],
    };
  },
});
