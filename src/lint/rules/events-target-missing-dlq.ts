import { valueAt } from '../../graph/value.ts';
import { newDeadLetterQueue, newQueuePolicy } from '../deadLetterWriting.ts';
import { map, text } from '../policyWriting.ts';
import { defineRule } from '../rule.ts';
import { isWorkingTarget, lacksDeadLetterQueue, ruleTargets, targetName } from '../targetFacts.ts';

/** Without a dead-letter queue EventBridge drops what it cannot deliver. */
export const eventsTargetMissingDlq = defineRule<{ rule: string; target: string }>({
  id: 'events-target-missing-dlq',
  title: 'Rule target without a dead-letter queue',
  severity: 'warning',
  equivalents: ['ES4000'],
  docs: {
    why:
      'EventBridge retries a failed delivery for 24 hours and up to 185 times, then drops the event. Errors that ' +
      'retrying cannot help, such as a missing permission or a deleted target, are not retried at all: the event is ' +
      'gone at once. A dead-letter queue keeps it, with the error in its attributes. The queue has to be a standard ' +
      'queue of the same Region, and its policy has to let `events.amazonaws.com` send to it; CDK and SAM add that ' +
      'policy by themselves.\n\nThe severity is *information* when the target is another event bus, a log group, or ' +
      'something that cannot be seen.',
    fixIn: 'templates',
    silent: [
      'The target has a DeadLetterConfig in any form, or whether it has one cannot be known.',
      'The rule is disabled.',
      'The targets are made by code that cannot be seen.',
    ],
    sources: [
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html',
      'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventBusName: shop\n      EventPattern:\n        source: [shop.orders]\n      Targets:\n        - Id: Bill\n          Arn: arn:aws:lambda:eu-west-1:111122223333:function:bill\n',
      },
      {
        language: 'typescript',
        code: "import { Duration, Stack } from 'aws-cdk-lib';\nimport * as events from 'aws-cdk-lib/aws-events';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';\nimport * as sns from 'aws-cdk-lib/aws-sns';\n\nexport class Shop extends Stack {\n  topic = new sns.Topic(this, 'Daily');\n  rule = new events.Rule(this, 'EveryDay', {\n    schedule: events.Schedule.rate(Duration.days(1)),\n    targets: [new targets.SnsTopic(this.topic)],\n  });\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventBusName: shop\n      EventPattern:\n        source: [shop.orders]\n      Targets:\n        - Id: Bill\n          Arn: arn:aws:lambda:eu-west-1:111122223333:function:bill\n          DeadLetterConfig:\n            Arn: arn:aws:sqs:eu-west-1:111122223333:undelivered\n',
      },
      {
        language: 'yaml',
        code: 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Bill:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: bill.handler\n      Runtime: nodejs22.x\n      Timeout: 10\n      EventInvokeConfig:\n        DestinationConfig:\n          OnFailure:\n            Type: SQS\n      Events:\n        OnOrder:\n          Type: EventBridgeRule\n          Properties:\n            EventBusName: shop\n            Pattern:\n              source: [shop.orders]\n            DeadLetterConfig:\n              Type: SQS\n',
      },
    ],
  },

  *check(graph) {
    for (const each of ruleTargets(graph)) {
      if (!lacksDeadLetterQueue(each)) continue;
      yield {
        resource: each.resource,
        span: each.place,
        data: { rule: each.resource.name, target: targetName(each, graph) },
        severity: isWorkingTarget(each, graph) === true ? 'warning' : 'information',
      };
    }
  },

  message: ({ rule, target }) =>
    `Rule ${rule} has no dead-letter queue for ${target ? `its target ${target}` : 'this target'}: events that cannot be delivered are dropped.`,

  explain: () =>
    'By default EventBridge retries for 24 hours and up to 185 times; a missing permission is not retried.',

  fix({ resource: rule, span }, graph) {
    if (rule.origin !== 'template') return undefined;
    if (rule.virtual) {
      // SAM makes queue and policy.
      const value = map({ Type: text('SQS') });
      const change = { kind: 'set', resource: rule, path: ['DeadLetterConfig'], value } as const;
      return { title: 'Let SAM add a dead-letter queue', changes: [change] };
    }
    const each = ruleTargets(graph).find(target => target.resource === rule && target.place === span);
    if (!each?.path || valueAt(each.target, 'DeadLetterConfig').kind !== 'absent') return undefined;
    const title = 'Keep events that cannot be delivered in a queue';
    const path = [...each.path, 'DeadLetterConfig', 'Arn'];
    const other = ruleTargets(graph)
      .filter(target => target.resource === rule)
      .map(({ target }) => graph.target(valueAt(target, 'DeadLetterConfig', 'Arn'), 'AWS::SQS::Queue'))
      .find(queue => queue && !queue.external);
    if (other) {
      // The policy of that queue is for this rule as well.
      const value = { kind: 'reference', resource: other, attribute: 'Arn' } as const;
      return { title, changes: [{ kind: 'set', resource: rule, path, value }] };
    }
    const queue = newDeadLetterQueue(`${rule.name}Dlq`);
    const policy = newQueuePolicy(queue, 'events.amazonaws.com', {
      kind: 'reference',
      resource: rule,
      attribute: 'Arn',
    });
    const value = { kind: 'created', resource: queue, attribute: 'Arn' } as const;
    return {
      title,
      changes: [
        { kind: 'set', resource: rule, path, value },
        { kind: 'create', resource: policy, near: rule },
      ],
    };
  },
});
