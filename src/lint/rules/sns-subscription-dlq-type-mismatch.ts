import { MessagingGraph, type Resource } from '../../graph/graph.ts';
import { valueAt } from '../../graph/value.ts';
import { newDeadLetterQueue } from '../deadLetterWriting.ts';
import { isFifo, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { redriveTo } from '../subscriptionWriting.ts';
import { subscriptions } from '../topicFacts.ts';

/** The dead-letter queue of a subscription follows its topic, not the queue that subscribes. */
export const snsSubscriptionDlqTypeMismatch = defineRule<{ dlq: string; fifo: boolean }>({
  id: 'sns-subscription-dlq-type-mismatch',
  title: 'Dead-letter queue of a subscription of the other type',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'Subscriptions of a FIFO topic take a FIFO dead-letter queue, those of a standard topic a standard one. The ' +
      'type of the subscribing queue does not matter: a FIFO topic may feed a standard queue, and its dead-letter ' +
      'queue is still FIFO.',
    silent: ['The type of the topic or of the dead-letter queue is unknown.'],
    sources: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n  Queue:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
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
    for (const { subscription, fifoTopic } of subscriptions(graph)) {
      const target = valueAt(graph.prop(subscription, 'RedrivePolicy'), 'deadLetterTargetArn');
      const dlq = graph.target(target);
      const arn = graph.arn(target);
      const known = dlq?.type === 'AWS::SQS::Queue' && !dlq.external;
      const fifo = known
        ? isFifo(dlq, graph)
        : !dlq && arn?.service === 'sqs'
          ? arn.name?.endsWith('.fifo')
          : undefined;
      if (fifoTopic === undefined || fifo === undefined || fifo === fifoTopic) continue;
      yield {
        resource: subscription,
        span: placeOf(subscription, graph, 'RedrivePolicy', 'deadLetterTargetArn'),
        data: { dlq: dlq?.name ?? arn?.name ?? '', fifo },
        related: dlq ? [{ span: dlq.nameSpan, message: `${dlq.name} is a ${fifo ? 'FIFO' : 'standard'} queue` }] : [],
      };
    }
  },

  message: ({ dlq, fifo }) =>
    fifo
      ? `A subscription of a standard topic needs a standard dead-letter queue, and ${dlq} is FIFO.`
      : `A subscription of a FIFO topic needs a FIFO dead-letter queue, and ${dlq} is a standard queue.`,

  fix({ resource: subscription, data: { fifo } }, graph) {
    const target = valueAt(graph.prop(subscription, 'RedrivePolicy'), 'deadLetterTargetArn');
    if (target.kind !== 'reference' && target.kind !== 'literal') return undefined;
    const before = graph.target(target);
    // A queue that nothing else uses would stay behind, without a purpose.
    if (before && !before.external && !isKeptWithout(subscription, before, graph)) return undefined;
    const dlq = newDeadLetterQueue(`${subscription.name}Dlq`, !fifo);
    return {
      title: `Keep what SNS cannot deliver in a ${fifo ? 'standard' : 'FIFO'} queue`,
      changes: redriveTo(dlq, subscription, graph),
    };
  },
});

/** True when the queue still has something to do, or a name that says what it is for. */
function isKeptWithout(subscription: Resource, dlq: Resource, graph: MessagingGraph): boolean {
  const others = [...graph.resources.values()].filter(each => each !== subscription);
  return new MessagingGraph(others, graph.documents.values()).isDeadLetterQueue(dlq);
}
