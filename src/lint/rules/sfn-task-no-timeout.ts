import { valueAt } from '../../graph/value.ts';
import { defineRule } from '../rule.ts';
import { statesOf, waitingOf } from '../stateMachineFacts.ts';

const limits = ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'];

/** A task that waits for somebody else waits forever when nobody answers. */
export const sfnTaskNoTimeout = defineRule<{ state: string; waiting: string }>({
  id: 'sfn-task-no-timeout',
  title: 'Task that may wait forever',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'A task with `.waitForTaskToken`, with `.sync`, or on an activity ends when somebody else says so: a worker, a ' +
      'consumer of a queue, a job. When that answer is lost, the execution is stuck. `TimeoutSeconds` or ' +
      '`HeartbeatSeconds` ends the wait.',
    noFix: 'How long is right only you can tell.',
    silent: [
      'The task, or the workflow around it, has a timeout, or the task a heartbeat.',
      'The definition is in a file or in S3, or what the task calls is unknown.',
    ],
    sources: ['https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      Definition:\n        StartAt: Approve\n        States:\n          Approve:\n            Type: Task\n            Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken\n            Parameters:\n              QueueUrl: https://sqs.eu-west-1.amazonaws.com/111122223333/approvals\n              MessageBody:\n                token.$: $$.Task.Token\n            End: true\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      LoggingConfiguration:\n        Level: ERROR\n        Destinations:\n          - CloudWatchLogsLogGroup:\n              LogGroupArn: arn:aws:logs:eu-west-1:111122223333:log-group:order:*\n      Definition:\n        StartAt: Approve\n        States:\n          Approve:\n            Type: Task\n            Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken\n            HeartbeatSeconds: 600\n            Parameters:\n              QueueUrl: https://sqs.eu-west-1.amazonaws.com/111122223333/approvals\n              MessageBody:\n                token.$: $$.Task.Token\n            End: true\n',
      },
    ],
  },

  *check(graph) {
    for (const machine of graph.ofType('AWS::StepFunctions::StateMachine')) {
      for (const each of statesOf(machine, graph)) {
        const waiting = waitingOf(each, graph);
        if (!waiting || each.bounded) continue;
        if (limits.some(limit => valueAt(each.state, limit).kind !== 'absent')) continue;
        yield { resource: machine, span: each.place, data: { state: each.name, waiting } };
      }
    }
  },

  message: ({ state, waiting }) => {
    const what = { callback: 'its task token', job: 'the end of a job', activity: 'a worker of its activity' }[waiting];
    return `Task ${state} waits for ${what ?? 'an answer'} without a timeout: if none comes, the execution is stuck.`;
  },
});
