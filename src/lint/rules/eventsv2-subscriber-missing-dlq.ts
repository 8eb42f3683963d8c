import { isAbsent, numbersOf } from '../../graph/value.ts';
import { allowTo, mayFill, newDeadLetterQueue } from '../deadLetterWriting.ts';
import { defineRule } from '../rule.ts';

/** AWS::EventsV2::Subscriber RetryPolicy. */
const defaults = { attempts: 5, seconds: 300 };

/** A subscriber of a custom event bus drops what it cannot deliver within minutes. */
export const eventsV2SubscriberMissingDlq = defineRule<{ subscriber: string; seconds: number; attempts: number }>({
  id: 'eventsv2-subscriber-missing-dlq',
  title: 'Subscriber without a dead-letter queue',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A subscriber of a custom event bus (`AWS::EventsV2`) gives up after 5 attempts or 300 seconds, far sooner than ' +
      'a rule of a classic bus (24 hours, 185 attempts). Without `OnFailureConfiguration` the event is then dropped, ' +
      'and the metric EventsDropped is its only trace. The dead-letter queue has to be a standard queue.',
    fixIn: 'templates',
    fixNeeds:
      'the role of the subscriber stands in the template: the permission to send to the queue comes with the fix',
    silent: ['There is an OnFailureConfiguration in any form, or whether there is one cannot be known.'],
    sources: [
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-eventsv2-subscriber-retrypolicy.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Billing:\n    Type: AWS::EventsV2::Subscriber\n    Properties:\n      Name: billing\n      InvokeConfiguration:\n        RoleArn: !GetAtt BillingRole.Arn\n  BillingRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: events.amazonaws.com }\n            Action: sts:AssumeRole\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Billing:\n    Type: AWS::EventsV2::Subscriber\n    Properties:\n      Name: billing\n      OnFailureConfiguration:\n        Arn: arn:aws:sqs:eu-west-1:111122223333:undelivered\n      RetryPolicy:\n        MaxEventAgeInSeconds: 86400\n        MaxRetryAttempts: 185\n',
      },
    ],
  },

  *check(graph) {
    for (const subscriber of graph.ofType('AWS::EventsV2::Subscriber')) {
      if (!isAbsent(graph.prop(subscriber, 'OnFailureConfiguration'))) continue;
      const most = (property: string, fallback: number) =>
        Math.max(...(numbersOf(graph.prop(subscriber, 'RetryPolicy', property), fallback) ?? [0]));
      yield {
        resource: subscriber,
        span: subscriber.nameSpan,
        data: {
          subscriber: subscriber.name,
          attempts: most('MaxRetryAttempts', defaults.attempts),
          seconds: most('MaxEventAgeInSeconds', defaults.seconds),
        },
      };
    }
  },

  // 0 stands for a number that is unknown.
  message: ({ subscriber, attempts, seconds }) =>
    attempts > 0 && seconds > 0
      ? `Subscriber ${subscriber} has no dead-letter queue: an event is dropped after ${attempts} attempts or ${seconds} s.`
      : `Subscriber ${subscriber} has no dead-letter queue: an event is dropped after the last attempt.`,

  explain: () =>
    `A subscriber tries ${defaults.attempts} times or for ${defaults.seconds} s unless its RetryPolicy says otherwise; a rule of a classic bus 185 times in 24 h.`,

  fix({ resource: subscriber }, graph) {
    if (graph.prop(subscriber, 'OnFailureConfiguration').kind !== 'absent' || subscriber.origin !== 'template') {
      return undefined;
    }
    const queue = newDeadLetterQueue(`${subscriber.name}Dlq`);
    const role = graph.prop(subscriber, 'InvokeConfiguration', 'RoleArn');
    const allowed = allowTo(mayFill(queue), subscriber, role, graph);
    const value = { kind: 'created', resource: queue, attribute: 'Arn' } as const;
    const path = ['OnFailureConfiguration', 'Arn'];
    return (
      allowed && {
        title: 'Keep events that cannot be delivered in a queue',
        changes: [{ kind: 'set', resource: subscriber, path, value }, ...allowed],
      }
    );
  },
});
