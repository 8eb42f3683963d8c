import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { onlyBoolean, onlyString, type Value } from '../graph/value.ts';

/** A subscription, declared on its own or in a topic's list. */
export interface SubscriptionFacts {
  readonly subscription: Resource;
  /** Undefined when it cannot be known. */
  readonly protocol: string | undefined;
  /** True for a FIFO topic, undefined when that cannot be known. */
  readonly fifoTopic: boolean | undefined;
  readonly topic: Resource | undefined;
}

/** Every subscription that is a resource of its own, a SAM event or a CDK call. */
export function subscriptions(graph: MessagingGraph): SubscriptionFacts[] {
  return graph.ofType('AWS::SNS::Subscription').map(subscription => {
    const arn = graph.prop(subscription, 'TopicArn');
    const topic = graph.target(arn);
    return {
      subscription,
      protocol: onlyString(graph.prop(subscription, 'Protocol')),
      fifoTopic: isFifoTopic(arn, topic, graph),
      topic,
    };
  });
}

function isFifoTopic(arn: Value, topic: Resource | undefined, graph: MessagingGraph): boolean | undefined {
  if (topic?.type === 'AWS::SNS::Topic')
    return topic.external ? undefined : onlyBoolean(graph.prop(topic, 'FifoTopic'), false);
  const spelled = graph.arn(arn);
  return spelled?.service === 'sns' ? spelled.name?.endsWith('.fifo') : undefined;
}
