import { booleansOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** Protocols that can be delivered to without SNS's envelope. */
const raw = new Set(['sqs', 'http', 'https', 'firehose']);

/** SNS refuses raw delivery where it doesn't exist. */
export const snsRawDelivery = defineRule<{ protocol: string }>({
  id: 'sns-raw-delivery',
  title: 'Raw delivery to a subscriber that cannot take it',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'Raw message delivery, without the JSON envelope of SNS, exists for SQS, HTTP, HTTPS and Firehose. For any ' +
      'other protocol SNS refuses the subscription.',
    silent: ['The protocol or the setting is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-subscription.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mail:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: email\n      Endpoint: shop@example.com\n      RawMessageDelivery: true\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Mail:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: email\n      Endpoint: shop@example.com\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, protocol } of subscriptions(graph)) {
      const set = booleansOf(graph.prop(subscription, 'RawMessageDelivery'));
      if (protocol === undefined || raw.has(protocol) || !set?.every(on => on)) continue;
      yield {
        resource: subscription,
        span: placeOf(subscription, graph, 'RawMessageDelivery'),
        data: { protocol },
      };
    }
  },

  message: ({ protocol }) => `There is no raw delivery to ${protocol}: SNS refuses the subscription.`,

  fix({ resource }, graph) {
    if (!isReplaceable(graph.prop(resource, 'RawMessageDelivery'))) return undefined;
    return { title: 'Remove raw delivery', changes: [{ kind: 'remove', resource, path: ['RawMessageDelivery'] }] };
  },
});
