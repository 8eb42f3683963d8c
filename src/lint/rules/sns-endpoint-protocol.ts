import type { MessagingGraph } from '../../graph/graph.ts';
import { isAbsent, spanOf, type Value } from '../../graph/value.ts';
import { isFifo, isReplaceable } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { type SubscriptionFacts, subscriptions } from '../topicFacts.ts';

/** The protocol that delivers to a kind of resource; empty where there is none. */
const protocolByType: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'sqs',
  'AWS::Lambda::Function': 'lambda',
  'AWS::Lambda::Alias': 'lambda',
  'AWS::Lambda::Version': 'lambda',
  'AWS::KinesisFirehose::DeliveryStream': 'firehose',
  'AWS::Kinesis::Stream': '',
  'AWS::StepFunctions::StateMachine': '',
  'AWS::Events::EventBus': '',
  'AWS::SNS::Topic': '',
};

const protocolByService: Readonly<Record<string, string>> = {
  sqs: 'sqs',
  lambda: 'lambda',
  firehose: 'firehose',
  kinesis: '',
  states: '',
  events: '',
};

const attributes: readonly (string | undefined)[] = [undefined, 'Arn', 'TopicArn'];

/** The protocol says how to reach the endpoint; the endpoint has to be of that kind. */
export const snsEndpointProtocol = defineRule<{ protocol: string; fits: string; endpoint: string }>({
  id: 'sns-endpoint-protocol',
  title: 'Endpoint does not fit the protocol',
  severity: 'error',
  equivalents: ['W3694'],
  docs: {
    why:
      'SNS refuses a subscription whose endpoint is not of the kind its protocol speaks to: a queue needs `sqs`, a ' +
      'function `lambda`, a delivery stream `firehose`. A Kinesis data stream, a state machine, an event bus or ' +
      'another topic cannot subscribe at all; put a function, or for a data stream a delivery stream, in between.',
    silent: ['Protocol or endpoint are unknown, or the endpoint is a URL, an address or a number.'],
    sources: [
      'https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-subscription.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: lambda\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, protocol, endpoint, protocolSpan } of subscriptions(graph)) {
      const fits = protocolOf(endpoint, graph);
      if (protocol === undefined || fits === undefined || fits === protocol) continue;
      const target = graph.target(endpoint);
      yield {
        resource: subscription,
        span: fits === '' ? (spanOf(endpoint) ?? protocolSpan) : protocolSpan,
        data: { protocol, fits, endpoint: target?.name ?? graph.arn(endpoint)?.name ?? 'the endpoint' },
        related: target ? [{ span: target.nameSpan, message: `${target.name} is an ${target.type}` }] : [],
      };
    }
  },

  message: ({ protocol, fits, endpoint }) =>
    fits === ''
      ? `SNS cannot deliver to ${endpoint}, with protocol ${protocol} or any other.`
      : `SNS reaches ${endpoint} with protocol ${fits}, and the subscription says ${protocol}: SNS refuses it.`,

  fix({ resource: subscription, data: { fits } }, graph) {
    const facts = subscriptions(graph).find(each => each.subscription === subscription && !each.inline);
    if (!facts || subscription.managed || !isReplaceable(graph.prop(subscription, 'Protocol'))) return undefined;
    if (!worksWith(fits, facts, graph)) return undefined;
    return {
      title: `Set Protocol to ${fits}`,
      changes: [{ kind: 'set', resource: subscription, path: ['Protocol'], value: { kind: 'scalar', value: fits } }],
    };
  },
});

/** Protocols whose subscriptions have a use for a dead-letter queue. */
const redriven = new Set<string | undefined>(['http', 'https', 'sqs', 'lambda', 'firehose']);

/** True when the subscription is right in every other respect once it has the protocol. */
function worksWith(fits: string, facts: SubscriptionFacts, graph: MessagingGraph): boolean {
  const { subscription, endpoint, fifoTopic, protocol } = facts;
  if ((fifoTopic || !redriven.has(protocol)) && isAbsent(graph.prop(subscription, 'RedrivePolicy'))) return false;
  const target = graph.target(endpoint);
  if (fits === 'sqs') {
    const fifo = target ? isFifo(target, graph) : graph.arn(endpoint)?.name?.endsWith('.fifo');
    return fifoTopic !== false || fifo === false;
  }
  if (fifoTopic) return false;
  if (fits === 'lambda') {
    const fn = graph.functionOf(endpoint);
    return !fn || fn.external || !isAbsent(graph.prop(fn, 'DeadLetterConfig'));
  }
  return fits === 'firehose' && !isAbsent(graph.prop(subscription, 'SubscriptionRoleArn'));
}

function protocolOf(endpoint: Value, graph: MessagingGraph): string | undefined {
  const target = graph.target(endpoint);
  if (!target) return protocolByService[graph.arn(endpoint)?.service ?? ''];
  if (endpoint.kind === 'reference' && !attributes.includes(endpoint.attribute)) return undefined;
  return protocolByType[target.type];
}
