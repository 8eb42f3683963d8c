import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { isDistributed, machineType, statesOf, waitingOf } from '../stateMachineFacts.ts';

const problems = {
  callback: 'waits for a task token',
  job: 'waits for a job (.sync)',
  activity: 'runs an activity',
  distributed: 'is a distributed map',
} as const;

/** Express workflows only know request and response. */
export const sfnExpressUnsupported = defineRule<{ state: string; problem: string }>({
  id: 'sfn-express-unsupported',
  title: 'State that Express workflows do not support',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'Express workflows support only the request-response pattern: no `.sync`, no `.waitForTaskToken`, no activities ' +
      'and no distributed maps. Step Functions refuses the state machine. The fix makes it a Standard workflow, which ' +
      'is billed by transitions and replaces the state machine.',
    silent: [
      'The type of the state machine, or what the task calls, is unknown.',
      'The definition is in a file or in S3.',
      'The state runs in the child executions of a distributed map, which have a type of their own.',
    ],
    sources: [
      'https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html',
      'https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      StateMachineType: EXPRESS\n      Definition:\n        StartAt: Wait\n        States:\n          Wait:\n            Type: Task\n            Resource: arn:aws:states:::batch:submitJob.sync\n            TimeoutSeconds: 60\n            End: true\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      StateMachineType: STANDARD\n      LoggingConfiguration:\n        Level: ERROR\n        Destinations:\n          - CloudWatchLogsLogGroup:\n              LogGroupArn: arn:aws:logs:eu-west-1:111122223333:log-group:order:*\n      Definition:\n        StartAt: Wait\n        States:\n          Wait:\n            Type: Task\n            Resource: arn:aws:states:::batch:submitJob.sync\n            TimeoutSeconds: 60\n            End: true\n',
      },
    ],
  },

  *check(graph) {
    for (const machine of graph.ofType('AWS::StepFunctions::StateMachine')) {
      if (machineType(machine, graph) !== 'EXPRESS') continue;
      for (const each of statesOf(machine, graph)) {
        if (each.distributed) continue;
        const problem = isDistributed(each.state) ? 'distributed' : waitingOf(each, graph);
        if (!problem) continue;
        yield {
          resource: machine,
          span: each.place,
          data: { state: each.name, problem: problems[problem] },
          related: [{ span: placeOf(machine, graph, 'StateMachineType'), message: 'Express workflow' }],
        };
      }
    }
  },

  message: ({ state, problem }) => `${state} ${problem}, which Express workflows do not support.`,

  fix({ resource: machine }, graph) {
    if (!isReplaceable(graph.prop(machine, 'StateMachineType'))) return undefined;
    return {
      title: 'Make it a Standard workflow',
      changes: [
        {
          kind: 'set',
          resource: machine,
          path: ['StateMachineType'],
          value: { kind: 'scalar', value: 'STANDARD' },
        },
      ],
    };
  },
});
