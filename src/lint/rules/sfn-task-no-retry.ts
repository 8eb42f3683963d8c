import { isAbsent, valueAt } from '../../graph/value.ts';
import { defineRule, type NewValue } from '../rule.ts';
import { invokesFunction, retriesAny, statesOf } from '../stateMachineFacts.ts';

/** step-functions/latest/dg/bp-lambda-serviceexception.html */
const serviceErrors = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
];
const enough = new Set([...serviceErrors, 'Lambda.TooManyRequestsException', 'States.ALL', 'States.TaskFailed']);

/** A moment's trouble of Lambda ends the execution. */
export const sfnTaskNoRetry = defineRule<{ state: string; caught: boolean }>({
  id: 'sfn-task-no-retry',
  title: 'Lambda task without a retry',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      'Lambda has transient errors of its own now and then. Without a `Retry` that matches them, such an error ends ' +
      'the whole execution. AWS recommends to retry `Lambda.ClientExecutionTimeoutException`, ' +
      '`Lambda.ServiceException`, `Lambda.AWSLambdaException` and `Lambda.SdkClientException`, after 2 seconds, 6 ' +
      'times, waiting twice as long each time. The severity is *information* when a `Catch` takes the error.',
    silent: [
      'A Retry names one of these errors, `States.TaskFailed` or `States.ALL`, or an error that is unknown.',
      'The definition is in a file or in S3, or what the task invokes comes from a substitution.',
      "CDK's LambdaInvoke, which adds this Retry by itself.",
    ],
    sources: ['https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html'],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      Definition:\n        StartAt: Bill\n        States:\n          Bill:\n            Type: Task\n            Resource: arn:aws:states:::lambda:invoke\n            Parameters:\n              FunctionName: bill\n            End: true\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      LoggingConfiguration:\n        Level: ERROR\n        Destinations:\n          - CloudWatchLogsLogGroup:\n              LogGroupArn: arn:aws:logs:eu-west-1:111122223333:log-group:order:*\n      Definition:\n        StartAt: Bill\n        States:\n          Bill:\n            Type: Task\n            Resource: arn:aws:states:::lambda:invoke\n            Parameters:\n              FunctionName: bill\n            Retry:\n              - ErrorEquals: [Lambda.ServiceException, Lambda.TooManyRequestsException]\n                IntervalSeconds: 2\n                MaxAttempts: 6\n                BackoffRate: 2\n            End: true\n',
      },
    ],
  },

  *check(graph) {
    for (const machine of graph.ofType('AWS::StepFunctions::StateMachine')) {
      for (const each of statesOf(machine, graph)) {
        if (!invokesFunction(each, graph) || retriesAny(each.state, enough) !== false) continue;
        const caught = !isAbsent(valueAt(each.state, 'Catch'));
        yield {
          resource: machine,
          span: each.place,
          data: { state: each.name, caught },
          severity: caught ? 'information' : 'warning',
        };
      }
    }
  },

  message: ({ state, caught }) =>
    caught
      ? `Task ${state} has no Retry for transient errors of Lambda: each of them takes the way of its Catch.`
      : `Task ${state} has no Retry for transient errors of Lambda: each of them ends the execution.`,

  fix({ resource, span, data: { state } }, graph) {
    const each = statesOf(resource, graph).find(found => found.name === state && found.place === span);
    const written = each && valueAt(each.state, 'Retry').kind;
    if (!each?.path || (written !== 'absent' && written !== 'list')) return undefined;
    const scalar = (value: string | number): NewValue => ({ kind: 'scalar', value });
    const retry: NewValue = {
      kind: 'map',
      entries: {
        ErrorEquals: { kind: 'list', items: serviceErrors.map(scalar) },
        IntervalSeconds: scalar(2),
        MaxAttempts: scalar(6),
        BackoffRate: scalar(2),
      },
    };
    return {
      title: 'Retry transient errors of Lambda',
      changes: [{ kind: 'append', resource, path: [...each.path, 'Retry'], value: retry }],
    };
  },
});
