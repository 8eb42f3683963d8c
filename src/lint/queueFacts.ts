import { sqs } from '../core/limits.ts';
import type { MessagingGraph, Resource, SourceMapping } from '../graph/graph.ts';
import { absent, booleansOf, numbersOf, onlyBoolean, type Span, spanOf, type Value, valueAt } from '../graph/value.ts';

/** True for FIFO, false for standard, undefined when it cannot be known. */
export function isFifo(queue: Resource, graph: MessagingGraph): boolean | undefined {
  return onlyBoolean(graph.prop(queue, 'FifoQueue'), false);
}

/** Every number of seconds the queue may keep a message; undefined when one of them is unknown. */
export function retentions(queue: Resource, graph: MessagingGraph): readonly number[] | undefined {
  return numbersOf(graph.prop(queue, 'MessageRetentionPeriod'), sqs.defaultRetentionSeconds);
}

/** What the queue's redrive policy names as its dead-letter queue; absent without a policy that can be read. */
export function deadLetterTarget(queue: Resource, graph: MessagingGraph): Value {
  const policy = graph.prop(queue, 'RedrivePolicy');
  return policy.kind === 'map' || policy.kind === 'conditional' ? valueAt(policy, 'deadLetterTargetArn') : absent;
}

/** The queue's dead-letter queue, where it stands in the graph. */
export function deadLetterQueue(queue: Resource, graph: MessagingGraph): Resource | undefined {
  const found = graph.target(deadLetterTarget(queue, graph), 'AWS::SQS::Queue');
  return found && !found.external ? found : undefined;
}

/** The queues of the graph by the dead-letter queue they name; looked up once, since a template may hold hundreds. */
export function queuesByDeadLetterQueue(graph: MessagingGraph): ReadonlyMap<Resource, readonly Resource[]> {
  const sources = new Map<Resource, Resource[]>();
  for (const queue of graph.ofType('AWS::SQS::Queue')) {
    const dlq = deadLetterQueue(queue, graph);
    if (!dlq) continue;
    const known = sources.get(dlq);
    if (known) known.push(queue);
    else sources.set(dlq, [queue]);
  }
  return sources;
}

/** The place of a property, else the name of the resource. */
export function placeOf(resource: Resource, graph: MessagingGraph, ...path: readonly string[]): Span {
  return spanOf(graph.prop(resource, ...path)) ?? resource.nameSpan;
}

/** True when the value is absent or written out, so that a fix may put another in its place. */
export function isReplaceable(value: Value): boolean {
  return value.kind === 'absent' || value.kind === 'literal';
}

/** Mappings that read an SQS queue and aren't switched off; the queue itself may be out of sight. */
export function queueMappings(graph: MessagingGraph): readonly SourceMapping[] {
  return graph.mappings.filter(({ mapping, source }) => {
    if (booleansOf(graph.prop(mapping, 'Enabled'), true)?.every(on => !on)) return false;
    if (source) return source.type === 'AWS::SQS::Queue';
    return graph.arn(graph.prop(mapping, 'EventSourceArn'))?.service === 'sqs';
  });
}

/** FIFO or not, of the queue a mapping reads; by its ARN where the queue is out of sight. */
export function readsFifo({ mapping, source }: SourceMapping, graph: MessagingGraph): boolean | undefined {
  if (source) return source.external ? undefined : isFifo(source, graph);
  return graph.arn(graph.prop(mapping, 'EventSourceArn'))?.name?.endsWith('.fifo');
}
