import { sqs } from '../core/limits.ts';
import type { MessagingGraph, Resource } from '../graph/graph.ts';
import { deadLetterQueue, isFifo, isReplaceable, retentions } from './queueFacts.ts';
import type { Fix } from './rule.ts';

/** A standard queue and a dead-letter queue that may let its messages go before anyone has seen them. */
export interface ShortRetention {
  readonly queue: Resource;
  readonly dlq: Resource;
  /** Seconds. */
  readonly source: number;
  readonly kept: number;
}

/**
 * Pairs in which the dead-letter queue keeps messages no longer than their source, whatever branch is taken. Time
 * counts from the first arrival on standard queues; FIFO queues start it anew, and 14 days is all there is.
 */
export function shortRetentions(graph: MessagingGraph): ShortRetention[] {
  return graph.ofType('AWS::SQS::Queue').flatMap(queue => {
    const dlq = deadLetterQueue(queue, graph);
    const source = retentions(queue, graph);
    const kept = dlq && retentions(dlq, graph);
    if (!dlq || !source || !kept || isFifo(queue, graph) !== false) return [];
    const short = kept.every(own => own < sqs.maxRetentionSeconds && source.every(seconds => own <= seconds));
    return short ? [{ queue, dlq, source: Math.min(...source), kept: Math.max(...kept) }] : [];
  });
}

/** Lets the dead-letter queue keep messages for as long as SQS does. */
export function keepLongest(dlq: Resource, graph: MessagingGraph): Fix | undefined {
  if (!isReplaceable(graph.prop(dlq, 'MessageRetentionPeriod'))) return undefined;
  return {
    title: `Keep messages in ${dlq.name} for 14 days`,
    changes: [
      {
        kind: 'set',
        resource: dlq,
        path: ['MessageRetentionPeriod'],
        value: { kind: 'scalar', value: sqs.maxRetentionSeconds },
      },
    ],
  };
}
