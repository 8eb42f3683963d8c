import type { MessagingGraph, Resource } from '../graph/graph.ts';
import {
  booleansOf,
  cases,
  isAbsent,
  type ListValue,
  type Span,
  spanOf,
  stringsOf,
  type Value,
  valueAt,
} from '../graph/value.ts';
import { isFifo } from './queueFacts.ts';

/** One target of an EventBridge rule, or the target of a schedule. */
export interface DeliveryTarget {
  /** The rule or the schedule. */
  readonly resource: Resource;
  readonly target: Value;
  /** What to underline. */
  readonly place: Span;
  /** Keys from the resource's properties to the target; undefined where a fix cannot reach it safely. */
  readonly path: readonly string[] | undefined;
}

/** Targets of the rules of classic event buses, disabled rules left out. */
export function ruleTargets(graph: MessagingGraph): readonly DeliveryTarget[] {
  return graph.ofType('AWS::Events::Rule').flatMap(rule => targetsOf(rule, graph));
}

/** Targets of EventBridge Scheduler, those of disabled schedules left out. */
export function scheduleTargets(graph: MessagingGraph): readonly DeliveryTarget[] {
  return graph.ofType('AWS::Scheduler::Schedule').flatMap(schedule => targetsOf(schedule, graph));
}

/** Targets of one rule or schedule, none while it is disabled. */
export function targetsOf(resource: Resource, graph: MessagingGraph): readonly DeliveryTarget[] {
  if (isOff(resource, graph)) return [];
  if (resource.type === 'AWS::Scheduler::Schedule') {
    const target = graph.prop(resource, 'Target');
    return isWritten(target) ? [deliveryTarget(resource, target, resource.virtual ? [] : ['Target'])] : [];
  }
  const targets = graph.prop(resource, 'Targets');
  if (targets.kind !== 'list') return [];
  return targets.items
    .filter(isWritten)
    .map(target => deliveryTarget(resource, target, pathOf(resource, target, targets)));
}

/** Readers leave out entries without a value, so that positions may differ: in a longer list the place counts. */
function pathOf(resource: Resource, target: Value, targets: ListValue): readonly string[] | undefined {
  if (resource.virtual) return [];
  if (targets.items.length === 1) return ['Targets', '0'];
  return target.kind === 'map' && resource.origin === 'template' ? ['Targets', `@${target.span.start}`] : undefined;
}

function deliveryTarget(resource: Resource, target: Value, path: readonly string[] | undefined): DeliveryTarget {
  const place = resource.virtual ? resource.nameSpan : (spanOf(valueAt(target, 'Arn')) ?? resource.nameSpan);
  return { resource, target, place, path };
}

function isWritten(target: Value): boolean {
  return cases(target).every(each => each.kind === 'map');
}

/** Switched off, or nobody can tell. */
function isOff(resource: Resource, graph: MessagingGraph): boolean {
  const states = stringsOf(graph.prop(resource, 'State'), 'ENABLED');
  const enabled = booleansOf(graph.prop(resource, 'Enabled'), true);
  return !states?.every(state => state !== 'DISABLED') || !enabled?.every(on => on);
}

/** True when nothing takes what cannot be delivered, in every case. */
export function lacksDeadLetterQueue({ target }: DeliveryTarget): boolean {
  return isAbsent(valueAt(target, 'DeadLetterConfig'));
}

/** The resource a target names, where it stands in the graph. */
export function targetResource({ target }: DeliveryTarget, graph: MessagingGraph): Resource | undefined {
  return graph.target(valueAt(target, 'Arn'));
}

/** What to call a target in a message; empty when it cannot be told. */
export function targetName(each: DeliveryTarget, graph: MessagingGraph): string {
  return targetResource(each, graph)?.name ?? graph.arn(valueAt(each.target, 'Arn'))?.name ?? '';
}

/** True for a FIFO queue, by its declaration or by its ARN; undefined for anything else, or when it cannot be known. */
export function deliversToFifoQueue(each: DeliveryTarget, graph: MessagingGraph): boolean | undefined {
  const queue = targetResource(each, graph);
  if (queue) return queue.type === 'AWS::SQS::Queue' && !queue.external ? isFifo(queue, graph) : undefined;
  const arn = graph.arn(valueAt(each.target, 'Arn'));
  return arn?.service === 'sqs' ? arn.name?.endsWith('.fifo') : undefined;
}

/**
 * True when the target does work of its own; false for other event buses and log groups, where a lost event hurts
 * less or is stored elsewhere; undefined when it cannot be known.
 */
export function isWorkingTarget(each: DeliveryTarget, graph: MessagingGraph): boolean | undefined {
  const resource = targetResource(each, graph);
  if (resource) return resource.type !== 'AWS::Events::EventBus' && resource.type !== 'AWS::Logs::LogGroup';
  const arn = graph.arn(valueAt(each.target, 'Arn'));
  if (!arn) return undefined;
  if (arn.service === 'events') return arn.name === undefined ? undefined : !arn.name.startsWith('event-bus/');
  return arn.service !== 'logs';
}
