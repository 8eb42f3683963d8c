import { sns } from '../../core/limits.ts';
import { cases, type MapValue, onlyString, type Value } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** SNS refuses filter policies that are too large, or nested where only attributes are looked at. */
export const snsFilterPolicyLimits = defineRule<{ problem: string; value: number }>({
  id: 'sns-filter-policy-limits',
  title: 'Filter policy beyond what SNS takes',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      `A filter policy has at most ${sns.maxFilterKeys} keys, and the numbers of values of its keys, multiplied, come ` +
      `to at most ${sns.maxFilterCombinations}. Nested keys are for \`FilterPolicyScope: MessageBody\`; by default ` +
      'SNS looks at message attributes, which do not nest. SNS refuses anything else, and the deployment fails.\n\n' +
      'For the message body only the keys at the top are counted here, and nesting, which SNS weighs too, is not: ' +
      'what is reported is certain.',
    silent: ['Policy or scope are unknown, or use `$or`.'],
    sources: ['https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      FilterPolicy:\n        order:\n          state: [placed]\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Web:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:eu-west-1:111122223333:orders\n      Protocol: sqs\n      Endpoint: arn:aws:sqs:eu-west-1:111122223333:orders\n      FilterPolicyScope: MessageBody\n      FilterPolicy:\n        order:\n          state: [placed]\n      RedrivePolicy:\n        deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq\n',
      },
    ],
  },

  *check(graph) {
    for (const { subscription, inline } of subscriptions(graph)) {
      if (inline) continue;
      const policies = cases(graph.prop(subscription, 'FilterPolicy'));
      const scope = onlyString(graph.prop(subscription, 'FilterPolicyScope'), 'MessageAttributes');
      const [first, ...rest] = policies.map(policy => problemOf(policy, scope));
      if (!first || !rest.every(each => each?.problem === first.problem)) continue;
      yield { resource: subscription, span: placeOf(subscription, graph, 'FilterPolicy'), data: first };
    }
  },

  message({ problem, value }) {
    if (problem === 'keys') return `The filter policy has ${value} keys; SNS takes ${sns.maxFilterKeys}.`;
    if (problem === 'nested')
      return 'The filter policy nests keys, and message attributes do not: set FilterPolicyScope to MessageBody.';
    return `The filter policy comes to ${value} combinations of values; SNS takes ${sns.maxFilterCombinations}.`;
  },

  fix({ resource: subscription, data: { problem } }, graph) {
    if (problem !== 'nested' || graph.prop(subscription, 'FilterPolicyScope').kind !== 'absent') return undefined;
    return {
      title: 'Filter on the message body',
      changes: [
        {
          kind: 'set',
          resource: subscription,
          path: ['FilterPolicyScope'],
          value: { kind: 'scalar', value: 'MessageBody' },
        },
      ],
    };
  },
});

function problemOf(policy: Value, scope: string | undefined): { problem: string; value: number } | undefined {
  if (policy.kind !== 'map' || policy.open || usesOr(policy)) return undefined;
  const keys = [...policy.entries.values()];
  if (keys.length > sns.maxFilterKeys) return { problem: 'keys', value: keys.length };
  const nested = keys.filter(entry => entry.value.kind === 'map').length;
  if (nested > 0 && scope === 'MessageAttributes') return { problem: 'nested', value: nested };
  const value = combinations(policy);
  return value > sns.maxFilterCombinations ? { problem: 'combinations', value } : undefined;
}

function usesOr(policy: MapValue): boolean {
  return [...policy.entries.values()].some(
    ({ key, value }) => key === '$or' || (value.kind === 'map' && usesOr(value)),
  );
}

/** The numbers of values multiplied; what cannot be seen counts as one. */
function combinations(policy: MapValue): number {
  return [...policy.entries.values()].reduce((product, { value }) => {
    if (value.kind === 'map') return product * combinations(value);
    return value.kind === 'list' && value.items.length > 0 ? product * value.items.length : product;
  }, 1);
}
