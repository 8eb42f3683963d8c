import type { MessagingGraph } from '../../graph/graph.ts';
import { spanOf, type Value } from '../../graph/value.ts';
import { isFifo } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** A FIFO queue subscribes to FIFO topics only. */
export const snsStandardTopicToFifoQueue = defineRule<{ queue: string; topic: string }>({
  id: 'sns-standard-topic-to-fifo-queue',
  title: 'FIFO queue subscribed to a standard topic',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'SNS refuses to subscribe a FIFO queue to a standard topic, which has neither message groups nor ' +
      'deduplication to hand on: the deployment fails. Make the topic FIFO, or the queue standard. The other way ' +
      'round works: a FIFO topic delivers to standard queues too.',
    noFix:
      'Either end would have to be replaced: a FIFO topic asks its publishers for a message group, a standard queue gives up the order.',
    silent: ['The type of the topic or of the queue is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html',
      'https://github.com/getmoto/moto/pull/8957',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n  Queue:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n  Queue:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq.fifo\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, protocol, endpoint, fifoTopic, topic } of subscriptions(graph)) {
      if (protocol !== 'sqs' || fifoTopic !== false || !isFifoQueue(endpoint, graph)) continue;
      const queue = graph.target(endpoint);
      yield {
        resource: subscription,
        span: spanOf(endpoint) ?? subscription.nameSpan,
        data: { queue: queue?.name ?? graph.arn(endpoint)?.name ?? '', topic: topic?.name ?? '' },
        related: [topic, queue].flatMap(end =>
          end ? [{ span: end.nameSpan, message: `${end.name} is ${end === topic ? 'standard' : 'FIFO'}` }] : [],
        ),
      };
    }
  },

  message: ({ queue, topic }) =>
    topic === ''
      ? `FIFO queue ${queue} cannot subscribe to a standard topic: SNS refuses it.`
      : `FIFO queue ${queue} cannot subscribe to the standard topic ${topic}: SNS refuses it.`,
});

function isFifoQueue(endpoint: Value, graph: MessagingGraph): boolean | undefined {
  const queue = graph.target(endpoint);
  if (queue) return queue.type === 'AWS::SQS::Queue' && !queue.external ? isFifo(queue, graph) : undefined;
  const arn = graph.arn(endpoint);
  return arn?.service === 'sqs' ? arn.name?.endsWith('.fifo') : undefined;
}
