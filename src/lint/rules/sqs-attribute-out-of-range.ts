import { sqs } from '../../core/limits.ts';
import { formatSeconds } from '../../core/text.ts';
import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** Least and most of each attribute: seconds, and bytes for the message size. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, sqs.maxVisibilitySeconds],
  MessageRetentionPeriod: [sqs.minRetentionSeconds, sqs.maxRetentionSeconds],
  DelaySeconds: [0, sqs.maxDelaySeconds],
  ReceiveMessageWaitTimeSeconds: [0, sqs.maxWaitSeconds],
  MaximumMessageSize: [sqs.minMessageSizeSetting, sqs.maxMessageBytes],
  KmsDataKeyReusePeriodSeconds: [sqs.minDataKeyReuseSeconds, sqs.maxDataKeyReuseSeconds],
};

/** SQS refuses a queue with a number outside its range. */
export const sqsAttributeOutOfRange = defineRule<{
  queue: string;
  property: string;
  value: number;
  least: number;
  most: number;
}>({
  id: 'sqs-attribute-out-of-range',
  title: 'Queue setting outside its range',
  severity: 'error',
  equivalents: ['E3034'],
  docs: {
    why: `SQS refuses a queue with a number outside its range, and the deployment fails.\n\n| Property | from | to |\n|---|---|---|\n${Object.entries(
      ranges,
    )
      .map(([name, [least, most]]) => `| ${name} | ${least} | ${most} |`)
      .join('\n')}`,
    silent: ['The number is unknown.'],
    sources: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sqs-queue.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1296000\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OrdersDlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n',
      },
    ],
  },

  *check(graph) {
    for (const queue of graph.ofType('AWS::SQS::Queue')) {
      for (const [property, [least, most]] of Object.entries(ranges)) {
        const values = numbersOf(graph.prop(queue, property));
        const [value] = values ?? [];
        if (value === undefined || !values?.every(each => each < least || each > most)) continue;
        yield {
          resource: queue,
          span: placeOf(queue, graph, property),
          data: { queue: queue.name, property, value, least, most },
        };
      }
    }
  },

  message: ({ queue, property, value, least, most }) =>
    `${property} of queue ${queue} is ${value}; SQS takes ${least} to ${most}.`,

  explain: ({ property, least, most }) =>
    /Period|Timeout|Seconds/.test(property)
      ? `${least} s to ${most} s: ${formatSeconds(least)} to ${formatSeconds(most)}.`
      : `${least} to ${most}.`,

  fix({ resource: queue, data: { property, value, least, most } }, graph) {
    if (!isReplaceable(graph.prop(queue, property))) return undefined;
    const inside = Math.min(most, Math.max(least, value));
    return {
      title: `Set ${property} to ${inside}`,
      changes: [{ kind: 'set', resource: queue, path: [property], value: { kind: 'scalar', value: inside } }],
    };
  },
});
