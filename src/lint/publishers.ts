import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { cases, isAbsent, type Span, spanOf, stringsOf, type Value, valueAt } from '../graph/value.ts';
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
  if (graph.ofType('AWS::Serverless::Connector').length > 0) return true;
  const policies = [
    ...graph.ofType('AWS::SNS::TopicPolicy').map(policy => ({ policy, topics: graph.prop(policy, 'Topics') })),
    ...graph.ofType('AWS::SNS::TopicInlinePolicy').map(policy => ({ policy, topics: graph.prop(policy, 'TopicArn') })),
  ];
  return policies.some(({ policy, topics }) => {
    const named = topics.kind === 'list' && !topics.open ? topics.items : [topics];
    const targets = named.map(each => graph.target(each));
    if (!targets.includes(topic) && targets.every(target => target !== undefined)) return false;
    return statementsOf(graph.prop(policy, 'PolicyDocument')).some(each => mayAllow(each, service));
  });
}

function statementsOf(document: Value): readonly Value[] {
  if (document.kind !== 'map') return [document];
  const statements = valueAt(document, 'Statement');
  return statements.kind === 'list' && !statements.open ? statements.items : [statements];
}

function mayAllow(statement: Value, service: string): boolean {
  if (statement.kind !== 'map') return true;
  if (stringsOf(valueAt(statement, 'Effect'))?.every(effect => effect === 'Deny')) return false;
  const principal = valueAt(statement, 'Principal');
  if (principal.kind !== 'map') return true;
  const aws = valueAt(principal, 'AWS');
  if (aws.kind !== 'absent' && !isSpelledOut(aws)) return true;
  const named = valueAt(principal, 'Service');
  return named.kind !== 'absent' && (!isSpelledOut(named) || spelled(named).some(each => each === service));
}

/** Every string of a principal is known, and none is `*`. */
function isSpelledOut(value: Value): boolean {
  const parts = value.kind === 'list' ? value.items : [value];
  if (value.kind === 'list' && value.open) return false;
  return parts.every(part => {
    if (part.kind === 'reference' || part.kind === 'text') return true;
    return stringsOf(part)?.every(each => each !== '*') === true;
  });
}

function spelled(value: Value): string[] {
  const parts = value.kind === 'list' ? value.items : [value];
  return parts.flatMap(part => cases(part)).flatMap(part => stringsOf(part) ?? []);
}
