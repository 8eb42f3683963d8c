import { booleansOf, isAbsent } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** SSE-SQS is on by default and free; somebody switched it off. */
export const sqsEncryptionDisabled = defineRule<{ queue: string }>({
  id: 'sqs-encryption-disabled',
  title: 'Encryption at rest switched off',
  severity: 'warning',
  equivalents: ['SQS2', 'AwsSolutions-SQS2', 'CKV_AWS_27'],
  docs: {
    why:
      'SQS encrypts new queues with keys of its own unless told otherwise, at no cost. This queue says ' +
      '`SqsManagedSseEnabled: false` and names no KMS key, so its messages are stored in the clear.',
    silent: [
      'Neither property is there: the queue is encrypted by SQS.',
      'A KMS key is named, or either property is unknown.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html',
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      SqsManagedSseEnabled: false\n',
      },
    ],
    good: [{ language: 'yaml', code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n' }],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      const managed = booleansOf(graph.prop(queue, 'SqsManagedSseEnabled'));
      if (!managed?.every(on => !on) || !isAbsent(graph.prop(queue, 'KmsMasterKeyId'))) continue;
      yield {
        resource: queue,
        span: placeOf(queue, graph, 'SqsManagedSseEnabled'),
        data: { queue: queue.name },
      };
    }
  },

  message: ({ queue }) => `Queue ${queue} stores messages in the clear: its encryption is switched off.`,

  fix({ resource: queue }, graph) {
    if (!isReplaceable(graph.prop(queue, 'SqsManagedSseEnabled'))) return undefined;
    return {
      title: `Let SQS encrypt ${queue.name}`,
      changes: [{ kind: 'remove', resource: queue, path: ['SqsManagedSseEnabled'] }],
    };
  },
});
