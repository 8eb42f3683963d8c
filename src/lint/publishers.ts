import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { isAbsent, type Span, spanOf, stringsOf, type Value, valueAt } from '../graph/value.ts';
import { mayAllow, policiesOf, queuePolicyTypes, topicPolicyTypes } from './policyFacts.ts';
import { subscriptions } from './topicFacts.ts';

/** A place where an AWS service is told to publish to a topic, or to invoke a function without waiting for it. */
export interface Publisher {
  readonly resource: Resource;
  /** The topic or function. */
  readonly to: Value;
  readonly span: Span;
  /** Service principal. */
  readonly service: string;
  /** Runs on a schedule: the next run comes anyway. */
  readonly scheduled: boolean;
}

/** Rules of EventBridge that aren't switched off, by target. */
export function rulePublishers(graph: MessagingGraph): Publisher[] {
  return graph.ofType('AWS::Events::Rule').flatMap(rule => {
    if (isOff(rule, graph)) return [];
    const scheduled = !isAbsent(graph.prop(rule, 'ScheduleExpression')) || !isAbsent(graph.prop(rule, 'Schedule'));
    return itemsOf(graph.prop(rule, 'Targets'))
      .filter(target => isAbsent(valueAt(target, 'RoleArn')))
      .map(target => publisher(rule, valueAt(target, 'Arn'), 'events.amazonaws.com', scheduled));
  });
}

/** Notifications of buckets to topics or functions. */
export function bucketPublishers(graph: MessagingGraph, list: string, key: string): Publisher[] {
  return graph
    .ofType('AWS::S3::Bucket')
    .flatMap(bucket =>
      itemsOf(graph.prop(bucket, 'NotificationConfiguration', list)).map(item =>
        publisher(bucket, valueAt(item, key), 's3.amazonaws.com', false),
      ),
    );
}

/** Alarms of CloudWatch, by action. */
export function alarmPublishers(graph: MessagingGraph): Publisher[] {
  const alarms = [...graph.ofType('AWS::CloudWatch::Alarm'), ...graph.ofType('AWS::CloudWatch::CompositeAlarm')];
  return alarms.flatMap(alarm =>
    ['AlarmActions', 'OKActions', 'InsufficientDataActions'].flatMap(name =>
      itemsOf(graph.prop(alarm, name)).map(to => publisher(alarm, to, 'cloudwatch.amazonaws.com', false)),
    ),
  );
}

/** Everything in sight that invokes a function asynchronously. */
export function asyncInvokers(graph: MessagingGraph): Publisher[] {
  const topics = subscriptions(graph)
    .filter(each => each.protocol === 'lambda')
    .map(each => publisher(each.subscription, each.endpoint, 'sns.amazonaws.com', false));
  const schedules = graph
    .ofType('AWS::Scheduler::Schedule')
    .filter(schedule => !isOff(schedule, graph))
    .map(schedule => publisher(schedule, graph.prop(schedule, 'Target', 'Arn'), 'scheduler.amazonaws.com', true));
  return [
    ...topics,
    ...rulePublishers(graph),
    ...schedules,
    ...bucketPublishers(graph, 'LambdaConfigurations', 'Function'),
  ];
}

function publisher(resource: Resource, to: Value, service: string, scheduled: boolean): Publisher {
  return {
    resource,
    to,
    span: resource.virtual ? resource.nameSpan : (spanOf(to) ?? resource.nameSpan),
    service,
    scheduled,
  };
}

function itemsOf(list: Value): readonly Value[] {
  return list.kind === 'list' ? list.items : [];
}

function isOff(resource: Resource, graph: MessagingGraph): boolean {
  return stringsOf(graph.prop(resource, 'State'))?.every(state => state === 'DISABLED') === true;
}

/** True when a policy in sight lets the service publish to the topic, or may do so. */
export function mayPublish(service: string, topic: Resource, graph: MessagingGraph): boolean {
  return isOpenedBy(topicPolicyTypes, topic, service, 'sns:Publish', graph);
}

/** True when a policy in sight lets the service put messages into the queue, or may do so. */
export function maySend(service: string, queue: Resource, graph: MessagingGraph): boolean {
  return isOpenedBy(queuePolicyTypes, queue, service, 'sqs:SendMessage', graph);
}

function isOpenedBy(
  types: readonly string[],
  resource: Resource,
  service: string,
  action: string,
  graph: MessagingGraph,
) {
  if (graph.ofType('AWS::Serverless::Connector').length > 0) return true;
  return policiesOf(resource, types, graph).some(({ statements }) =>
    statements.some(statement => mayAllow(statement, service, action)),
  );
}
