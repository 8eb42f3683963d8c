import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { absent, onlyBoolean, onlyString, type Span, spanOf, type Value, valueAt } from '../graph/value.ts';

/** A subscription, declared on its own or in a topic's list. */
export interface SubscriptionFacts {
  /** The topic itself for one of its list. */
  readonly subscription: Resource;
  /** Stands in the list of its topic: it has protocol and endpoint, and nothing else. */
  readonly inline: boolean;
  /** Undefined when it cannot be known. */
  readonly protocol: string | undefined;
  readonly protocolSpan: Span;
  readonly endpoint: Value;
  /** True for a FIFO topic, undefined when that cannot be known. */
  readonly fifoTopic: boolean | undefined;
  readonly topic: Resource | undefined;
}

/** Every subscription: resources of their own, SAM events, CDK calls, and the lists of topics. */
export function subscriptions(graph: MessagingGraph): SubscriptionFacts[] {
  const own = graph.ofType('AWS::SNS::Subscription').map(subscription => {
    const arn = graph.prop(subscription, 'TopicArn');
    const topic = graph.target(arn);
    const protocol = graph.prop(subscription, 'Protocol');
    return {
      subscription,
      inline: false,
      protocol: onlyString(protocol),
      protocolSpan: spanOf(protocol) ?? subscription.nameSpan,
      endpoint: graph.prop(subscription, 'Endpoint'),
      fifoTopic: isFifoTopic(arn, topic, graph),
      topic,
    };
  });
  return [...own, ...graph.ofType('AWS::SNS::Topic').flatMap(topic => listed(topic, graph))];
}

function listed(topic: Resource, graph: MessagingGraph): SubscriptionFacts[] {
  const list = graph.prop(topic, 'Subscription');
  return (list.kind === 'list' ? list.items : []).map(item => {
    const protocol = item.kind === 'map' ? valueAt(item, 'Protocol') : absent;
    return {
      subscription: topic,
      inline: true,
      protocol: onlyString(protocol),
      protocolSpan: spanOf(protocol) ?? topic.nameSpan,
      endpoint: item.kind === 'map' ? valueAt(item, 'Endpoint') : absent,
      fifoTopic: onlyBoolean(graph.prop(topic, 'FifoTopic'), false),
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
