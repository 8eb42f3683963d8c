import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { newQueuePolicy, sameAs } from './deadLetterWriting.ts';
import type { Change, NewResource } from './rule.ts';

/** Gives a subscription a new dead-letter queue, open to SNS for its topic. CDK's own subscriptions open it themselves. */
export function redriveTo(dlq: NewResource, subscription: Resource, graph: MessagingGraph): Change[] {
  const change: Change = {
    kind: 'set',
    resource: subscription,
    path: ['RedrivePolicy', 'deadLetterTargetArn'],
    value: { kind: 'created', resource: dlq, attribute: 'Arn' },
  };
  if (subscription.origin === 'cdk' && subscription.managed) return [change];
  const policy = newQueuePolicy(dlq, 'sns.amazonaws.com', sameAs(subscription, ['TopicArn'], 'Ref', graph));
  return [change, { kind: 'create', resource: policy, near: subscription }];
}
