import { sns } from '../../core/limits.ts';
import { cases, type MapValue, onlyString, type Value } from '../../graph/value.ts';
import { type PolicyShape, policyWeight, type WeightProblem } from '../../patterns/policyWeight.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { subscriptions } from '../topicFacts.ts';

/** SNS refuses filter policies that are too large, or nested where only attributes are looked at. */
export const snsFilterPolicyLimits = defineRule<WeightProblem>({
  id: 'sns-filter-policy-limits',
  title: 'Filter policy beyond what SNS takes',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      `A filter policy has at most ${sns.maxFilterKeys} keys, and the numbers of values of its keys, multiplied, come ` +
      `to at most ${sns.maxFilterCombinations}. Nested keys are for \`FilterPolicyScope: MessageBody\`; by default ` +
      'SNS looks at message attributes, which do not nest. SNS refuses anything else, and the deployment fails.\n\n' +
      'For the message body only the keys at the top are counted, and the values of a nested key count once for each ' +
      'level it stands in.',
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

  explain({ problem, value }) {
    if (problem === 'keys')
      return `${value} keys − ${sns.maxFilterKeys} allowed = ${value - sns.maxFilterKeys} too many.`;
    if (problem === 'nested') return 'Message attributes are 1 level deep; only a JSON body has keys below keys.';
    return `The numbers of values of all keys multiplied, those of a nested key also by its depth, come to ${value}; ${sns.maxFilterCombinations} are allowed.`;
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

function problemOf(policy: Value, scope: string | undefined): WeightProblem | undefined {
  if (policy.kind !== 'map' || policy.open || usesOr(policy)) return undefined;
  const known = scope === 'MessageAttributes' || scope === 'MessageBody' ? scope : undefined;
  return policyWeight(shapeOf(policy), known);
}

function usesOr(policy: MapValue): boolean {
  return [...policy.entries.values()].some(
    ({ key, value }) => key === '$or' || (value.kind === 'map' && usesOr(value)),
  );
}

/** What the limits look at; a list that cannot be seen counts as one value. */
function shapeOf(policy: MapValue): PolicyShape & { kind: 'map' } {
  const entries = [...policy.entries.values()].map(({ key, value }): [string, PolicyShape] => {
    if (value.kind === 'map') return [key, shapeOf(value)];
    return [key, { kind: 'list', size: value.kind === 'list' ? value.items.length : 1 }];
  });
  return { kind: 'map', entries };
}
