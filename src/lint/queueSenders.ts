import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { type Span, spanOf, type Value, valueAt } from '../graph/value.ts';
import { bucketPublishers, rulePublishers } from './publishers.ts';
import { ruleTargets } from './targetFacts.ts';
import { subscriptions } from './topicFacts.ts';

/** A place that makes a service put messages into a queue on its own, by the queue's policy and without a role. */
export interface QueueSender {
  /** Subscription, topic with a list of subscriptions, rule or bucket. */
  readonly resource: Resource;
  readonly queue: Value;
  readonly span: Span;
  /** Service principal. */
  readonly service: string;
  /** Puts what it could not deliver elsewhere. */
  readonly failures: boolean;
  /** Topic, rule or bucket: what `aws:SourceArn` stands for; undefined when it is out of sight. */
  readonly source: Resource | undefined;
  /** The level above opens the queue: CDK above L1, SAM, a connector. */
  readonly managed: boolean;
}

/** What services are called in a message. */
const serviceNames: Readonly<Record<string, string>> = {
  'cloudwatch.amazonaws.com': 'CloudWatch',
  'events.amazonaws.com': 'EventBridge',
  's3.amazonaws.com': 'Amazon S3',
  'sns.amazonaws.com': 'Amazon SNS',
};

/** A service principal, or its first word, as people call the service; itself where we have no name for it. */
export function serviceName(principal: string): string {
  return serviceNames[principal] ?? serviceNames[`${principal}.amazonaws.com`] ?? principal;
}

/** `a`, `a and b`, `a, b and c`, each once. */
export function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  const last = all.pop() ?? '';
  return all.length === 0 ? last : `${all.join(', ')} and ${last}`;
}

/** Everything in sight that makes Amazon SNS, EventBridge or Amazon S3 send to a queue. */
export function queueSenders(graph: MessagingGraph): QueueSender[] {
  return [...fromTopics(graph), ...fromRules(graph), ...fromBuckets(graph)];
}

function fromTopics(graph: MessagingGraph): QueueSender[] {
  return subscriptions(graph).flatMap(({ subscription, inline, protocol, endpoint, topic }) => {
    const source = topic?.type === 'AWS::SNS::Topic' && !topic.external ? topic : undefined;
    const sender = { resource: subscription, service: 'sns.amazonaws.com', source };
    const delivery = {
      ...sender,
      queue: endpoint,
      span: placeOf(subscription, endpoint),
      failures: false,
      managed: subscription.managed || topic?.managed === true,
    };
    const failed = valueAt(graph.prop(subscription, 'RedrivePolicy'), 'deadLetterTargetArn');
    const failures = {
      ...sender,
      queue: failed,
      span: placeOf(subscription, failed),
      failures: true,
      managed: opensForFailures(subscription),
    };
    return [...(protocol === 'sqs' ? [delivery] : []), ...(inline ? [] : [failures])];
  });
}

function fromRules(graph: MessagingGraph): QueueSender[] {
  const deliveries = rulePublishers(graph).map(({ resource, to, span, service }) => ({
    resource,
    queue: to,
    span,
    service,
    failures: false,
    source: resource,
    managed: resource.managed,
  }));
  // A role of the target is for the target: the dead-letter queue is opened by its own policy in any case.
  const failures = ruleTargets(graph).map(({ resource, target }) => {
    const queue = valueAt(target, 'DeadLetterConfig', 'Arn');
    return {
      resource,
      queue,
      span: placeOf(resource, queue),
      service: 'events.amazonaws.com',
      failures: true,
      source: resource,
      managed: opensForFailures(resource),
    };
  });
  return [...deliveries, ...failures];
}

function fromBuckets(graph: MessagingGraph): QueueSender[] {
  return bucketPublishers(graph, 'QueueConfigurations', 'Queue').map(({ resource, to, span, service }) => ({
    resource,
    queue: to,
    span,
    service,
    failures: false,
    source: resource,
    managed: resource.managed,
  }));
}

/** CDK above L1 opens the dead-letter queues it is given; SAM opens only those that it makes. */
function opensForFailures(resource: Resource): boolean {
  return resource.managed && !(resource.origin === 'template' && resource.virtual);
}

function placeOf(resource: Resource, value: Value): Span {
  return resource.virtual ? resource.nameSpan : (spanOf(value) ?? resource.nameSpan);
}

/** Senders by the queue they send to, where it stands in the graph. */
export function sendersByQueue(graph: MessagingGraph): ReadonlyMap<Resource, readonly QueueSender[]> {
  const groups = new Map<Resource, QueueSender[]>();
  for (const sender of queueSenders(graph)) {
    const queue = graph.target(sender.queue, 'AWS::SQS::Queue');
    if (!queue || queue.external) continue;
    const group = groups.get(queue);
    if (group) group.push(sender);
    else groups.set(queue, [sender]);
  }
  return groups;
}

/** What the sender does with the queue, as a sentence for the place where it says so. */
export function sendingSentence({ resource, service, failures }: QueueSender): string {
  return failures
    ? `${resource.name}: ${serviceName(service)} puts here what it cannot deliver`
    : `${resource.name}: ${serviceName(service)} sends to the queue`;
}
