import type { MessagingGraph, Resource } from '../../graph/graph.ts';
import { booleansOf, isAbsent, onlyBoolean } from '../../graph/value.ts';
import { isFifo, isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { deliversToFifoQueue, ruleTargets, scheduleTargets, targetResource } from '../targetFacts.ts';
import { subscriptions } from '../topicFacts.ts';

/** Without deduplication by content, every producer has to make up an id. */
export const fifoNoContentDedup = defineRule<{ name: string; word: string; sender: string }>({
  id: 'fifo-no-content-dedup',
  title: 'FIFO queue or topic without deduplication by content',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'A FIFO queue or topic refuses a message without a deduplication id, unless it makes the id from the content ' +
      'itself. EventBridge and EventBridge Scheduler cannot give one: a FIFO queue that is the target of a rule or ' +
      'schedule must have `ContentBasedDeduplication`, or nothing arrives (an error). Other producers may pass a ' +
      '`MessageDeduplicationId` of their own; then this is information only, and an explicit `false` settles it.',
    silent: [
      'Deduplication by content is on, explicitly off (where no rule or schedule sends), or unknown.',
      'The queue is a dead-letter queue, or is subscribed to a FIFO topic, which passes its ids on.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-events-rule-sqsparameters.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-scheduler-schedule-sqsparameters.html',
      'https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n',
      },
      {
        language: 'typescript',
        code: "import * as sqs from 'aws-cdk-lib/aws-sqs';\n\nnew sqs.Queue(stack, 'Orders', { fifo: true, deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      ContentBasedDeduplication: true\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq.fifo\n        maxReceiveCount: 5\n',
      },
      {
        language: 'typescript',
        code: "import * as sqs from 'aws-cdk-lib/aws-sqs';\n\nnew sqs.Queue(stack, 'Orders', {\n  fifo: true,\n  contentBasedDeduplication: true,\n  deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 },\n});\n",
      },
    ],
  },

  *check(graph) {
    const targets = [...ruleTargets(graph), ...scheduleTargets(graph)].filter(each => deliversToFifoQueue(each, graph));
    const fed = new Set(
      subscriptions(graph).flatMap(each => (each.fifoTopic === false ? [] : (graph.target(each.endpoint) ?? []))),
    );
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      const property = graph.prop(queue, 'ContentBasedDeduplication');
      if (isFifo(queue, graph) !== true || !booleansOf(property, false)?.every(on => !on)) continue;
      const senders = targets.filter(each => targetResource(each, graph) === queue);
      if (senders.length === 0) {
        if (isAbsent(property) && !graph.isDeadLetterQueue(queue) && !fed.has(queue))
          yield found(queue, 'queue', graph);
        continue;
      }
      yield {
        ...found(queue, 'queue', graph),
        data: { name: queue.name, word: 'queue', sender: senders[0]?.resource.name ?? '' },
        severity: 'error' as const,
        related: senders.map(each => ({ span: each.place, message: `${each.resource.name} sends to ${queue.name}` })),
      };
    }
    for (const topic of graph.ofType('AWS::SNS::Topic')) {
      if (onlyBoolean(graph.prop(topic, 'FifoTopic'), false) !== true) continue;
      if (isAbsent(graph.prop(topic, 'ContentBasedDeduplication'))) yield found(topic, 'topic', graph);
    }
  },

  message: ({ name, word, sender }) =>
    sender === ''
      ? `FIFO ${word} ${name} has no deduplication by content: every message must bring a MessageDeduplicationId.`
      : `${sender} cannot deliver to FIFO ${word} ${name}, which has no deduplication by content.`,

  fix({ resource }, graph) {
    if (resource.virtual || !isReplaceable(graph.prop(resource, 'ContentBasedDeduplication'))) return undefined;
    return {
      title: 'Deduplicate by content',
      changes: [{ kind: 'set', resource, path: ['ContentBasedDeduplication'], value: { kind: 'scalar', value: true } }],
    };
  },
});

function found(resource: Resource, word: string, graph: MessagingGraph) {
  return {
    resource,
    span: placeOf(resource, graph, 'ContentBasedDeduplication'),
    data: { name: resource.name, word, sender: '' },
  };
}
