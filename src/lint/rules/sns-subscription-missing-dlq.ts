import { isAbsent } from '../../graph/value.ts';
import { newDeadLetterQueue } from '../deadLetterWriting.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { redriveTo } from '../subscriptionWriting.ts';
import { subscriptions } from '../topicFacts.ts';

/** Endpoints of one's own, which SNS gives up on soon, and those of AWS, where it tries for 23 days. */
const remote = new Set(['http', 'https']);
const inside = new Set(['sqs', 'lambda', 'firehose']);

/** What SNS could not deliver is gone, unless the subscription has a dead-letter queue. */
export const snsSubscriptionMissingDlq = defineRule<{ protocol: string }>({
  id: 'sns-subscription-missing-dlq',
  title: 'Subscription without a dead-letter queue',
  severity: 'warning',
  equivalents: ['ES7000', 'Serverless-SNSRedrivePolicy', 'SNSRedrivePolicy'],
  docs: {
    why:
      'SNS retries a delivery for a while, to an HTTP endpoint three times, 20 seconds apart, by default, then drops ' +
      'the message. A client error, such as a deleted endpoint or a policy that no longer fits, is not retried at ' +
      'all. A `RedrivePolicy` on the subscription keeps what could not be delivered in a queue.\n\nFor queues, ' +
      'functions and delivery streams, where SNS retries for 23 days, the severity is *information*.\n\nThe ' +
      'dead-letter queue needs a queue policy that lets `sns.amazonaws.com` send to it, and the type of the topic: ' +
      'FIFO for FIFO.',
    silent: [
      'The redrive policy is there in any form, or unknown.',
      'The protocol is e-mail, SMS or a mobile push, or unknown.',
      'SNS refuses the subscription anyway (`sns-fifo-topic-subscriber`).',
    ],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
      'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: https\n      Endpoint: https://example.com/orders\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as sns from 'aws-cdk-lib/aws-sns';\nimport * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';\n\nexport class Shop extends Stack {\n  build() {\n    const topic = new sns.Topic(this, 'Orders');\n    topic.addSubscription(new subscriptions.UrlSubscription('https://example.com/orders'));\n  }\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: https\n      Endpoint: https://example.com/orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, inline, protocol, fifoTopic } of subscriptions(graph)) {
      if (inline || subscription.escapes || protocol === undefined) continue;
      if (!remote.has(protocol) && !inside.has(protocol)) continue;
      if (fifoTopic && protocol !== 'sqs') continue;
      if (!isAbsent(graph.prop(subscription, 'RedrivePolicy'))) continue;
      yield {
        resource: subscription,
        span: placeOf(subscription, graph, 'RedrivePolicy'),
        data: { protocol },
        severity: remote.has(protocol) ? 'warning' : 'information',
      };
    }
  },

  message: ({ protocol }) =>
    `The ${protocol} subscription has no dead-letter queue: what SNS cannot deliver is dropped after its retries.`,

  fix({ resource: subscription }, graph) {
    const facts = subscriptions(graph).find(each => each.subscription === subscription);
    // FIFO topics have no other subscribers than queues.
    const fifo = facts?.protocol === 'sqs' ? facts.fifoTopic : false;
    if (fifo === undefined || graph.prop(subscription, 'RedrivePolicy').kind !== 'absent') return undefined;
    const dlq = newDeadLetterQueue(`${subscription.name}Dlq`, fifo);
    return {
      title: 'Keep what SNS cannot deliver in a queue',
      changes: redriveTo(dlq, subscription, graph),
    };
  },
});
