import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { onlyString } from '../../graph/value.ts';
import { isFifo, isReplaceable } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const pair = {
  FifoThroughputLimit: { high: 'perMessageGroupId', normal: 'perQueue' },
  DeduplicationScope: { high: 'messageGroup', normal: 'queue' },
} as const;
type Property = keyof typeof pair;

/** High throughput needs both settings; one alone changes nothing. */
export const sqsFifoThroughputPair = defineRule<{ queue: string; has: string; lacks: string }>({
  id: 'sqs-fifo-throughput-pair',
  title: 'Half of the settings for high throughput',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'High throughput for a FIFO queue takes `FifoThroughputLimit: perMessageGroupId` together with ' +
      '`DeduplicationScope: messageGroup`. With only one of them the normal throughput stays in effect.',
    silent: ['Either setting is unknown.', 'Neither is set for high throughput.'],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      FifoThroughputLimit: perMessageGroupId\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      FifoThroughputLimit: perMessageGroupId\n      DeduplicationScope: messageGroup\n',
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      if (isFifo(queue, graph) !== true) continue;
      const limit = isHigh(queue, graph, 'FifoThroughputLimit');
      const scope = isHigh(queue, graph, 'DeduplicationScope');
      if (limit === undefined || scope === undefined || limit === scope) continue;
      const [has, lacks]: [Property, Property] = limit
        ? ['FifoThroughputLimit', 'DeduplicationScope']
        : ['DeduplicationScope', 'FifoThroughputLimit'];
      const place = queue.props.entries.get(has)?.keySpan ?? queue.nameSpan;
      yield { resource: queue, span: place, data: { queue: queue.name, has, lacks } };
    }
  },

  message: ({ queue, has, lacks }) =>
    `FIFO queue ${queue} has ${has} for high throughput, but not ${lacks}: the normal throughput stays in effect.`,

  fix({ resource: queue, data: { lacks } }, graph) {
    const property = lacks as Property;
    const value = pair[property].high;
    if (!isReplaceable(graph.prop(queue, property))) return undefined;
    return {
      title: `Set ${property} to ${value}`,
      changes: [{ kind: 'set', resource: queue, path: [property], value: { kind: 'scalar', value } }],
    };
  },
});

function isHigh(queue: Resource, graph: MessagingGraph, property: Property): boolean | undefined {
  const value = onlyString(graph.prop(queue, property), pair[property].normal);
  return value === undefined ? undefined : value === pair[property].high;
}
