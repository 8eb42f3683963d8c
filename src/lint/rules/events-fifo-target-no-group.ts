import { isAbsent, valueAt } from '../../graph/value.ts';
import { defineRule } from '../rule.ts';
import {
  deliversToFifoQueue,
  ruleTargets,
  scheduleTargets,
  targetName,
  targetResource,
  targetsOf,
} from '../targetFacts.ts';

/** A FIFO queue takes no message without a message group. */
export const eventsFifoTargetNoGroup = defineRule<{ owner: string; queue: string }>({
  id: 'events-fifo-target-no-group',
  title: 'FIFO queue as a target without a message group',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'Every message to a FIFO queue belongs to a message group. A rule or schedule with a FIFO queue as its target ' +
      'has to name the group in `SqsParameters.MessageGroupId`, or nothing is delivered. Events of one group stay in ' +
      'order; the fix puts all of them into one.',
    silent: [
      'The queue is a standard queue: a message group is optional there.',
      'Whether the queue is FIFO, or has a group, cannot be known.',
    ],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-events-rule-sqsparameters.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-scheduler-schedule-sqsparameters.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Nightly:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      ScheduleExpression: rate(1 day)\n      FlexibleTimeWindow: { Mode: "OFF" }\n      Target:\n        Arn: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n        RoleArn: arn:aws:iam::111122223333:role/scheduler\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Nightly:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      ScheduleExpression: rate(1 day)\n      FlexibleTimeWindow: { Mode: "OFF" }\n      Target:\n        Arn: arn:aws:sqs:eu-west-1:111122223333:orders.fifo\n        RoleArn: arn:aws:iam::111122223333:role/scheduler\n        SqsParameters:\n          MessageGroupId: nightly\n        DeadLetterConfig:\n          Arn: arn:aws:sqs:eu-west-1:111122223333:undelivered\n',
      },
    ],
  },

  *check(graph) {
    for (const each of [...ruleTargets(graph), ...scheduleTargets(graph)]) {
      if (!isAbsent(valueAt(each.target, 'SqsParameters', 'MessageGroupId'))) continue;
      if (deliversToFifoQueue(each, graph) !== true) continue;
      const queue = targetResource(each, graph);
      yield {
        resource: each.resource,
        span: each.place,
        data: { owner: each.resource.name, queue: targetName(each, graph) },
        related: queue ? [{ span: queue.nameSpan, message: `${queue.name} is a FIFO queue` }] : [],
      };
    }
  },

  message: ({ owner, queue }) =>
    `FIFO queue ${queue} takes no message without a group, and ${owner} gives no MessageGroupId.`,

  fix({ resource, span }, graph) {
    const each = targetsOf(resource, graph).find(target => target.place === span);
    if (!each?.path || resource.virtual) return undefined;
    return {
      title: `Send to message group ${resource.name}`,
      changes: [
        {
          kind: 'set',
          resource,
          path: [...each.path, 'SqsParameters', 'MessageGroupId'],
          value: { kind: 'scalar', value: resource.name },
        },
      ],
    };
  },
});
