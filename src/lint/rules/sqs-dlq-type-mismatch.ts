import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { onlyString, spanOf, type Value } from '../../graph/value.ts';
import { deadLetterTarget, isFifo } from '../queueFacts.ts';
import { type Change, defineRule } from '../rule.ts';

/** The dead-letter queue of a FIFO queue must be FIFO, that of a standard queue standard. */
export const sqsDlqTypeMismatch = defineRule<{ queue: string; dlq: string; fifo: boolean }>({
  id: 'sqs-dlq-type-mismatch',
  title: 'Dead-letter queue of the other type',
  severity: 'error',
  equivalents: ['E3502'],
  docs: {
    why:
      'SQS refuses a redrive policy between a FIFO queue and a standard queue, in both directions: the deployment ' +
      'fails.',
    silent: [
      'The dead-letter queue is out of sight, unless its ARN is written out: one that ends in `.fifo` is FIFO.',
      'FifoQueue of either is unknown.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt OrdersDlq.Arn\n        maxReceiveCount: 5\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      MessageRetentionPeriod: 1209600\n',
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      const target = deadLetterTarget(queue, graph);
      const fifo = isFifo(queue, graph);
      const other = target.kind === 'absent' ? undefined : targetFifo(target, graph);
      if (fifo === undefined || other === undefined || other === fifo) continue;
      const dlq = graph.target(target);
      yield {
        resource: queue,
        span: spanOf(target) ?? queue.nameSpan,
        data: { queue: queue.name, dlq: dlq?.name ?? graph.arn(target)?.name ?? '', fifo },
        related: dlq ? [{ span: dlq.nameSpan, message: `${dlq.name} is a ${other ? 'FIFO' : 'standard'} queue` }] : [],
      };
    }
  },

  message: ({ queue, dlq, fifo }) =>
    fifo
      ? `FIFO queue ${queue} needs a FIFO dead-letter queue, and ${dlq} is a standard queue.`
      : `Standard queue ${queue} needs a standard dead-letter queue, and ${dlq} is a FIFO queue.`,

  fix({ resource: queue, data: { fifo } }, graph) {
    const dlq = graph.target(deadLetterTarget(queue, graph), 'AWS::SQS::Queue');
    if (!dlq || dlq.external || dlq.virtual) return undefined;
    const sources = graph.ofType('AWS::SQS::Queue').filter(each => graph.target(deadLetterTarget(each, graph)) === dlq);
    if (sources.some(source => isFifo(source, graph) !== fifo) || deadLetterTarget(dlq, graph).kind !== 'absent')
      return undefined;
    const changes = fifo ? toFifo(dlq, graph) : toStandard(dlq, graph);
    return changes && { title: `Make ${dlq.name} a ${fifo ? 'FIFO' : 'standard'} queue`, changes };
  },
});

function targetFifo(target: Value, graph: MessagingGraph): boolean | undefined {
  const found = graph.target(target);
  if (found) return found.type === 'AWS::SQS::Queue' ? isFifo(found, graph) : undefined;
  const arn = graph.arn(target);
  return arn?.service === 'sqs' ? arn.name?.endsWith('.fifo') : undefined;
}

function toFifo(dlq: Resource, graph: MessagingGraph): Change[] | undefined {
  const changes: Change[] = [
    { kind: 'set', resource: dlq, path: ['FifoQueue'], value: { kind: 'scalar', value: true } },
  ];
  const name = graph.prop(dlq, 'QueueName');
  if (name.kind === 'absent') return changes;
  const text = name.kind === 'literal' ? onlyString(name) : undefined;
  if (text === undefined) return undefined;
  if (!text.endsWith('.fifo')) {
    changes.push({ kind: 'set', resource: dlq, path: ['QueueName'], value: { kind: 'scalar', value: `${text}.fifo` } });
  }
  return changes;
}

/** Takes away FifoQueue, what only FIFO queues have, and the suffix of the name. */
function toStandard(dlq: Resource, graph: MessagingGraph): Change[] | undefined {
  const changes: Change[] = [];
  for (const property of ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']) {
    if (dlq.props.entries.has(property)) changes.push({ kind: 'remove', resource: dlq, path: [property] });
  }
  const name = graph.prop(dlq, 'QueueName');
  if (name.kind === 'absent') return changes;
  const text = name.kind === 'literal' ? onlyString(name) : undefined;
  if (!text) return undefined;
  if (text.endsWith('.fifo')) {
    const value = text.slice(0, -'.fifo'.length);
    changes.push({ kind: 'set', resource: dlq, path: ['QueueName'], value: { kind: 'scalar', value } });
  }
  return changes;
}
