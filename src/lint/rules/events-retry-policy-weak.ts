import { numbersOf, spanOf, valueAt } from '../../graph/value.ts';
import { defineRule } from '../rule.ts';
import { lacksDeadLetterQueue, ruleTargets, targetsOf } from '../targetFacts.ts';

/** AWS::Events::Rule RetryPolicy: 0 to 185 attempts, 60 to 86,400 seconds; these are also the defaults. */
const defaults = { attempts: 185, seconds: 86_400 };
/** Five minutes: a target that is deployed anew or throttled for a moment may take longer. */
const shortSeconds = 300;

/** Events given up after moments, and nothing that keeps them. */
export const eventsRetryPolicyWeak = defineRule<{ rule: string; attempts: number; seconds: number }>({
  id: 'events-retry-policy-weak',
  title: 'Events dropped after few retries',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A retry policy without attempts, or of less than five minutes, gives up while the target is only throttled or ' +
      'being deployed. Without a dead-letter queue the event is then lost. EventBridge itself would go on for 24 ' +
      'hours and 185 attempts.\n\nThe severity is *information* for rules that run on a schedule: the next run comes ' +
      'anyway.',
    silent: [
      'The target has a dead-letter queue, or may have one.',
      'The numbers are unknown.',
      'The rule is disabled.',
    ],
    sources: [
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-events-rule-retrypolicy.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventBusName: shop\n      EventPattern:\n        source: [shop.orders]\n      Targets:\n        - Id: Bill\n          Arn: arn:aws:lambda:eu-west-1:111122223333:function:bill\n          RetryPolicy:\n            MaximumRetryAttempts: 0\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventBusName: shop\n      EventPattern:\n        source: [shop.orders]\n      Targets:\n        - Id: Bill\n          Arn: arn:aws:lambda:eu-west-1:111122223333:function:bill\n          RetryPolicy:\n            MaximumRetryAttempts: 0\n          DeadLetterConfig:\n            Arn: arn:aws:sqs:eu-west-1:111122223333:undelivered\n',
      },
    ],
  },

  *check(graph) {
    for (const each of ruleTargets(graph)) {
      if (!lacksDeadLetterQueue(each)) continue;
      const retry = valueAt(each.target, 'RetryPolicy');
      const attempts = numbersOf(valueAt(retry, 'MaximumRetryAttempts'), defaults.attempts);
      const seconds = numbersOf(valueAt(retry, 'MaximumEventAgeInSeconds'), defaults.seconds);
      const none = attempts?.every(count => count === 0) === true;
      const short = seconds?.every(age => age < shortSeconds) === true;
      if (!none && !short) continue;
      yield {
        resource: each.resource,
        span: spanOf(valueAt(retry, none ? 'MaximumRetryAttempts' : 'MaximumEventAgeInSeconds')) ?? each.place,
        data: { rule: each.resource.name, attempts: none ? 0 : -1, seconds: Math.max(...(seconds ?? [0])) },
        severity: graph.prop(each.resource, 'ScheduleExpression').kind === 'absent' ? 'warning' : 'information',
      };
    }
  },

  message: ({ rule, attempts, seconds }) =>
    attempts === 0
      ? `Rule ${rule} never retries and has no dead-letter queue: an event is lost with the first failure.`
      : `Rule ${rule} gives up after ${seconds} s and has no dead-letter queue: an event is lost in a short outage.`,

  explain: () => `Without a retry policy EventBridge goes on for 24 hours (${defaults.seconds} s), up to 185 times.`,

  fix({ resource, span }, graph) {
    const each = targetsOf(resource, graph).find(target => {
      const retry = valueAt(target.target, 'RetryPolicy');
      const places = ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds'].map(key => spanOf(valueAt(retry, key)));
      return retry.kind === 'map' && places.includes(span);
    });
    if (!each?.path) return undefined;
    return {
      title: 'Remove the retry policy',
      changes: [{ kind: 'remove', resource, path: [...each.path, 'RetryPolicy'] }],
    };
  },
});
