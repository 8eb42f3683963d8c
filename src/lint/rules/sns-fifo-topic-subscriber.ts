import { defineRule } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** FIFO topics deliver to SQS queues and to nothing else. */
export const snsFifoTopicSubscriber = defineRule<{ protocol: string; topic: string }>({
  id: 'sns-fifo-topic-subscriber',
  title: 'FIFO topic with a subscriber that is no queue',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'A FIFO topic delivers to SQS queues only, FIFO or standard. SNS refuses subscriptions of functions, HTTP ' +
      'endpoints, e-mail addresses, phones and delivery streams; put a queue in between.',
    noFix: 'The subscriber has to read from the queue in between, which its own code or a mapping must do.',
    silent: ['The protocol, or whether the topic is FIFO, is unknown.', 'The subscriber is a queue of either type.'],
    sources: ['https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n  Mail:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: email\n      Endpoint: shop@example.com\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n  Queue:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq.fifo\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, protocol, protocolSpan, fifoTopic, topic } of subscriptions(graph)) {
      if (!fifoTopic || protocol === undefined || protocol === 'sqs') continue;
      yield {
        resource: subscription,
        span: protocolSpan,
        data: { protocol, topic: topic?.name ?? '' },
        related: topic ? [{ span: topic.nameSpan, message: `${topic.name} is a FIFO topic` }] : [],
      };
    }
  },

  message: ({ protocol, topic }) =>
    `A FIFO topic${topic === '' ? '' : ` (${topic})`} delivers to SQS queues only, not to ${protocol}: SNS refuses the subscription.`,
});
