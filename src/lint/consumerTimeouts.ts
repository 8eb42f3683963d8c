import { lambda, sqs } from '../core/limits.ts';
import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { numbersOf, onlyNumber, type Span, spanOf } from '../graph/value.ts';
import type { Fix } from './rule.ts';

/** A queue, and a function that reads it through an event source mapping, with the seconds both are set to. */
export interface ConsumerTimeout {
  readonly queue: Resource;
  readonly consumer: Resource;
  readonly mapping: Resource;
  /** Every value the queue's visibility timeout can have. */
  readonly visibility: readonly number[];
  /** Every value the function's timeout can have. */
  readonly timeout: readonly number[];
  /** Seconds the mapping gathers messages before it calls the function; 0 when unknown. */
  readonly window: number;
}

/** The pairs of the graph in which both numbers are known. */
export function consumerTimeouts(graph: MessagingGraph): ConsumerTimeout[] {
  return graph.ofType('AWS::SQS::Queue').flatMap(queue => consumersOf(queue, graph));
}

function consumersOf(queue: Resource, graph: MessagingGraph): ConsumerTimeout[] {
  return graph.mappingsOf(queue).flatMap(({ mapping, consumer }) => {
    const visibility = numbersOf(graph.prop(queue, 'VisibilityTimeout'), sqs.defaultVisibilitySeconds);
    const timeout = consumer && numbersOf(graph.prop(consumer, 'Timeout'), lambda.defaultTimeoutSeconds);
    if (!consumer || !visibility || !timeout) return [];
    const window = onlyNumber(graph.prop(mapping, 'MaximumBatchingWindowInSeconds'), 0) ?? 0;
    return [{ queue, consumer, mapping, visibility, timeout, window }];
  });
}

/** True when the visibility timeout is under `factor` times the function's timeout whatever branch is taken. */
export function isBelow(pair: ConsumerTimeout, factor: number): boolean {
  return pair.visibility.every(seconds => pair.timeout.every(timeout => seconds < factor * timeout));
}

/** Six times the timeout, plus the batching window, within what SQS allows. */
export function advisedVisibility(pair: ConsumerTimeout): number {
  return Math.min(sqs.maxVisibilitySeconds, lambda.visibilityTimeoutFactor * Math.max(...pair.timeout) + pair.window);
}

/** The one pair per queue that asks for most. */
export function mostDemanding(pairs: readonly ConsumerTimeout[]): ConsumerTimeout[] {
  const byQueue = new Map<Resource, ConsumerTimeout>();
  for (const pair of pairs) {
    const other = byQueue.get(pair.queue);
    if (!other || advisedVisibility(pair) > advisedVisibility(other)) byQueue.set(pair.queue, pair);
  }
  return [...byQueue.values()];
}

/** Where the visibility timeout stands, else the queue's name. */
export function visibilityPlace(queue: Resource, graph: MessagingGraph): Span {
  return spanOf(graph.prop(queue, 'VisibilityTimeout')) ?? queue.nameSpan;
}

/** Where the function's timeout stands, else its name. */
export function timeoutPlace(consumer: Resource, graph: MessagingGraph): Span {
  return spanOf(graph.prop(consumer, 'Timeout')) ?? consumer.nameSpan;
}

/** Raises the visibility timeout so that every known consumer of the queue is content. */
export function raiseVisibility(queue: Resource, graph: MessagingGraph): Fix | undefined {
  const value = graph.prop(queue, 'VisibilityTimeout');
  if (value.kind !== 'absent' && value.kind !== 'literal') return undefined;
  const seconds = Math.max(...consumersOf(queue, graph).map(pair => advisedVisibility(pair)));
  return {
    title: `Set the visibility timeout of ${queue.name} to ${seconds} s`,
    changes: [{ kind: 'set', resource: queue, path: ['VisibilityTimeout'], value: { kind: 'scalar', value: seconds } }],
  };
}
