import { allowTo, mayFill, newDeadLetterQueue } from '../deadLetterWriting.ts';
import { map, text } from '../policyWriting.ts';
import { defineRule } from '../rule.ts';
import { lacksDeadLetterQueue, scheduleTargets } from '../targetFacts.ts';

/** Without a dead-letter queue EventBridge Scheduler drops the calls it cannot make. */
export const schedulerTargetMissingDlq = defineRule<{ schedule: string }>({
  id: 'scheduler-target-missing-dlq',
  title: 'Schedule without a dead-letter queue',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'When its target cannot be called, EventBridge Scheduler retries for up to 24 hours and 185 times, then drops ' +
      'the call without a trace other than a metric. A dead-letter queue keeps it. The queue has to be a standard ' +
      'queue, and the role of the schedule has to be allowed to send to it (`sqs:SendMessage`).',
    fixIn: 'templates',
    fixNeeds:
      'the role of the schedule stands in the template, or SAM makes it: the permission to send to the queue comes with the fix',
    silent: [
      'The target has a DeadLetterConfig in any form, or whether it has one cannot be known.',
      'The schedule is disabled.',
    ],
    sources: [
      'https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-scheduler-schedule-target.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Nightly:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      ScheduleExpression: cron(0 2 * * ? *)\n      FlexibleTimeWindow: { Mode: "OFF" }\n      Target:\n        Arn: arn:aws:lambda:eu-west-1:111122223333:function:bill\n        RoleArn: !GetAtt NightlyRole.Arn\n  NightlyRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: scheduler.amazonaws.com }\n            Action: sts:AssumeRole\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Nightly:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      ScheduleExpression: cron(0 2 * * ? *)\n      FlexibleTimeWindow: { Mode: "OFF" }\n      Target:\n        Arn: arn:aws:lambda:eu-west-1:111122223333:function:bill\n        RoleArn: arn:aws:iam::111122223333:role/scheduler\n        DeadLetterConfig:\n          Arn: arn:aws:sqs:eu-west-1:111122223333:undelivered\n',
      },
    ],
  },

  *check(graph) {
    for (const each of scheduleTargets(graph)) {
      if (!lacksDeadLetterQueue(each)) continue;
      yield { resource: each.resource, span: each.place, data: { schedule: each.resource.name } };
    }
  },

  message: ({ schedule }) =>
    `Schedule ${schedule} has no dead-letter queue: calls that keep failing are dropped after the last retry.`,

  explain: () => 'EventBridge Scheduler retries for 24 h and up to 185 times unless the RetryPolicy says less.',

  fix({ resource: schedule }, graph) {
    if (schedule.origin !== 'template') return undefined;
    if (schedule.virtual && graph.prop(schedule, 'RoleArn').kind === 'absent') {
      // SAM makes queue and permission, where it makes the role.
      const value = map({ Type: text('SQS') });
      const change = { kind: 'set', resource: schedule, path: ['DeadLetterConfig'], value } as const;
      return { title: 'Let SAM add a dead-letter queue', changes: [change] };
    }
    if (schedule.virtual || graph.prop(schedule, 'Target').kind !== 'map') return undefined;
    const queue = newDeadLetterQueue(`${schedule.name}Dlq`);
    const allowed = allowTo(mayFill(queue), schedule, graph.prop(schedule, 'Target', 'RoleArn'), graph);
    const value = { kind: 'created', resource: queue, attribute: 'Arn' } as const;
    const path = ['Target', 'DeadLetterConfig', 'Arn'];
    return (
      allowed && {
        title: 'Keep calls that fail in a queue',
        changes: [{ kind: 'set', resource: schedule, path, value }, ...allowed],
      }
    );
  },
});
