import { sns } from '../../core/limits.ts';
import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** Protocols that a topic with large messages delivers to. */
const large = new Set(['sqs', 'lambda', 'firehose']);

/** Large messages have conditions of their own. */
export const snsLargeMessageConfig = defineRule<{ topic: string; size: number; problem: string; detail: string }>({
  id: 'sns-large-message-config',
  title: 'Message size that the topic or its subscribers cannot take',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      `\`MaximumMessageSize\` of a topic is ${sns.minMessageSizeSetting} to ${sns.maxMessageBytes} bytes. Above ` +
      `${sns.defaultMessageBytes}, its default, the topic delivers to queues, functions and delivery streams only, ` +
      `and has at most ${sns.maxLargeSubscriptions} subscriptions. SNS refuses anything else.`,
    silent: ['The size is unknown.', 'The protocol of a subscription is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      MaximumMessageSize: 1048576\n  Mail:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: email\n      Endpoint: shop@example.com\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      MaximumMessageSize: 1048576\n  Queue:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !Ref Orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
  },

  *check(graph) {
    const all = subscriptions(graph);
    for (const topic of graph.ofType('AWS::SNS::Topic')) {
      const sizes = numbersOf(graph.prop(topic, 'MaximumMessageSize'), sns.defaultMessageBytes);
      if (!sizes) continue;
      const size = Math.max(...sizes);
      const at = { resource: topic, span: placeOf(topic, graph, 'MaximumMessageSize') };
      if (sizes.every(each => each < sns.minMessageSizeSetting || each > sns.maxMessageBytes)) {
        yield { ...at, data: { topic: topic.name, size, problem: 'range', detail: '' } };
        continue;
      }
      if (!sizes.every(each => each > sns.defaultMessageBytes)) continue;
      const own = all.filter(each => each.topic === topic);
      const others = own.filter(each => each.protocol !== undefined && !large.has(each.protocol));
      const [other] = others;
      if (other) {
        yield {
          ...at,
          data: { topic: topic.name, size, problem: 'protocol', detail: other.protocol ?? '' },
          related: others.map(each => ({ span: each.protocolSpan, message: `Delivers by ${each.protocol}` })),
        };
      } else if (own.length > sns.maxLargeSubscriptions) {
        yield { ...at, data: { topic: topic.name, size, problem: 'count', detail: String(own.length) } };
      }
    }
  },

  message({ topic, size, problem, detail }) {
    if (problem === 'range')
      return `MaximumMessageSize of topic ${topic} is ${size}; SNS takes ${sns.minMessageSizeSetting} to ${sns.maxMessageBytes}.`;
    if (problem === 'protocol')
      return `Topic ${topic} takes messages of ${size} bytes, and above ${sns.defaultMessageBytes} it cannot deliver by ${detail}.`;
    return `Topic ${topic} takes messages of ${size} bytes and has ${detail} subscriptions; SNS allows ${sns.maxLargeSubscriptions}.`;
  },

  explain: () =>
    `${sns.defaultMessageBytes} bytes = 256 KiB is the default. Up to ${sns.maxMessageBytes} bytes = 1 MiB can be set, for a topic with at most ${sns.maxLargeSubscriptions} subscriptions, all of them to SQS, Lambda or Firehose.`,

  fix({ resource: topic, data: { size, problem } }, graph) {
    if (!isReplaceable(graph.prop(topic, 'MaximumMessageSize'))) return undefined;
    const value =
      problem === 'range' && size < sns.minMessageSizeSetting ? sns.minMessageSizeSetting : sns.defaultMessageBytes;
    return {
      title: `Set MaximumMessageSize to ${value}`,
      changes: [{ kind: 'set', resource: topic, path: ['MaximumMessageSize'], value: { kind: 'scalar', value } }],
    };
  },
});
