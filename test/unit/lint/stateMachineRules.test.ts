import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

const logs = 'LoggingConfiguration: !Ref Logs\n';
/** A state machine with one task, its definition an object. */
const machine = (state: string, { own = logs, workflow = '', more = '' } = {}) =>
  template(
    `  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: !ImportValue Role\n${indented(own, '      ')}      Definition:\n        StartAt: Bill # first\n${indented(workflow, '        ')}        States:\n          Bill:\n            Type: Task\n            End: true\n${indented(state, '            ')}${more}`,
  );
/** The same as JSON in a string. */
const inText = (state: object, { own = logs, sub = true } = {}) =>
  template(
    `  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n${indented(own, '      ')}      DefinitionString: ${sub ? '!Sub ' : ''}|\n${indented(JSON.stringify({ StartAt: 'Bill', States: { Bill: { Type: 'Task', End: true, ...state } } }, undefined, 2), '        ')}\n`,
  );
const samMachine = (properties: string) =>
  template(`  Order:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n${indented(properties, '      ')}`);
const cdk = (body: string) => stack(body, "import * as sfn from 'aws-cdk-lib/aws-stepfunctions';\n");

const invoke = 'Resource: arn:aws:states:::lambda:invoke\n';
const fn = '  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Timeout: 10\n';

runCases('sfn-task-no-retry', [
  yaml('no retry', machine(invoke), { severity: 'warning', underlined: 'Bill' }),
  yaml('partition from a pseudo parameter', machine('Resource: !Sub arn:${AWS::Partition}:states:::lambda:invoke\n')),
  yaml('function by its ARN', machine('Resource: !GetAtt Fn.Arn\n', { more: fn })),
  yaml('caught', machine(`${invoke}Catch:\n  - ErrorEquals: [States.ALL]\n    Next: Bill\n`), {
    severity: 'information',
  }),
  yaml('retry of another error', machine(`${invoke}Retry:\n  - ErrorEquals: [NoStock]\n`)),
  yaml(
    'inside a map',
    machine('').replace(
      'Type: Task',
      `Type: Map\n            ItemProcessor:\n              StartAt: One\n              States:\n                One:\n                  Type: Task\n                  ${invoke.trim()}\n                  End: true`,
    ),
    { underlined: 'One' },
  ),
  yaml(
    'inside a branch',
    machine('').replace(
      'Type: Task',
      `Type: Parallel\n            Branches:\n              - StartAt: One\n                States:\n                  One:\n                    Type: Task\n                    ${invoke.trim()}\n                    End: true`,
    ),
    { underlined: 'One' },
  ),
  yaml('in text', inText({ Resource: 'arn:aws:states:::lambda:invoke' }), {
    underlined: 'DefinitionString',
  }),
  yaml('in text, function by its ARN', inText({ Resource: '${Fn.Arn}' }) + fn),
  yaml(
    'SAM',
    samMachine(
      `Logging: !Ref L\nDefinition:\n  StartAt: A\n  States:\n    A:\n      Type: Task\n      ${invoke.trim()}\n      End: true\n`,
    ),
  ),
  json(
    'no retry',
    JSON.stringify(
      {
        Resources: {
          Order: {
            Type: 'AWS::StepFunctions::StateMachine',
            Properties: {
              Definition: { States: { Bill: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' } } },
            },
          },
        },
      },
      undefined,
      2,
    ),
  ),
  typescript(
    'L1',
    cdk(
      "new sfn.CfnStateMachine(this, 'M', { roleArn, definition: { States: { Bill: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' } } } });",
    ),
    { unfixable: true },
  ),
  typescript(
    'L1 in text',
    cdk(
      'new sfn.CfnStateMachine(this, \'M\', { definitionString: \'{"States":{"Bill":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke"}}}\' });',
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml(
      'documented retry',
      machine(`${invoke}Retry:\n  - ErrorEquals: [Lambda.ServiceException]\n    MaxAttempts: 6\n`),
    ),
    yaml('any error', machine(`${invoke}Retry:\n  - ErrorEquals: [NoStock]\n  - ErrorEquals: [States.ALL]\n`)),
    yaml('unknown error', machine(`${invoke}Retry:\n  - ErrorEquals: [!Ref Error]\n`)),
    yaml('unknown retry', machine(`${invoke}Retry: !Ref Retry\n`)),
    yaml(
      'nested deeper than is read',
      inText(
        JSON.parse(
          `${'{"Branches":[{"States":{"A":'.repeat(30)}{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke"}${'}}]}'.repeat(30)}`,
        ),
      ),
    ),
    yaml('another service', machine('Resource: arn:aws:states:::sns:publish\n')),
    yaml('a substitution', inText({ Resource: '${Bill}' }, { sub: false })),
    yaml(
      'not JSON',
      template('  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: "{"\n'),
    ),
    yaml('elsewhere', samMachine('Logging: !Ref L\nDefinitionUri: order.asl.json\n')),
    typescript(
      'L2',
      cdk(
        "new sfn.StateMachine(this, 'M', { logs: options, definitionBody: sfn.DefinitionBody.fromChainable(task) });",
      ),
    ),
  ]),
]);

const callback = 'Resource: arn:aws:states:::sqs:sendMessage.waitForTaskToken\n';
const activity = '  Work:\n    Type: AWS::StepFunctions::Activity\n    Properties:\n      Name: work\n';

runCases(
  'sfn-task-no-timeout',
  [
    yaml('task token', machine(callback), { severity: 'warning', underlined: 'Bill' }),
    yaml('job', machine('Resource: arn:aws:states:::batch:submitJob.sync\n')),
    yaml('job, second version', machine('Resource: arn:aws:states:::states:startExecution.sync:2\n')),
    yaml('activity', machine('Resource: !Ref Work\n', { more: activity })),
    yaml('activity by its ARN', machine('Resource: arn:aws:states:eu-west-1:111122223333:activity:work\n')),
    yaml('in text', inText({ Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' })),
    json(
      'task token',
      JSON.stringify({
        Resources: {
          M: {
            Type: 'AWS::StepFunctions::StateMachine',
            Properties: {
              Definition: { States: { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync' } } },
            },
          },
        },
      }),
    ),
    typescript(
      'L1',
      cdk(
        "new sfn.CfnStateMachine(this, 'M', { definition: { States: { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync' } } } });",
      ),
    ),
    ...quiet([
      yaml('timeout', machine(`${callback}TimeoutSeconds: 60\n`)),
      yaml('heartbeat', machine(`${callback}HeartbeatSeconds: 60\n`)),
      yaml('timeout by a path', machine(`${callback}TimeoutSecondsPath: $.limit\n`)),
      yaml('unknown timeout', machine(`${callback}TimeoutSeconds: !Ref Limit\n`)),
      yaml('workflow with a timeout', machine(callback, { workflow: 'TimeoutSeconds: 3600\n' })),
      yaml('request and response', machine('Resource: arn:aws:states:::sns:publish\n')),
      yaml('unknown', machine('Resource: !Ref Task\n')),
      yaml('a substitution', inText({ Resource: '${Task}.sync' }, { sub: false })),
    ]),
  ],
  { fixable: false },
);

const express = { own: `StateMachineType: EXPRESS\n${logs}` };
const map = (mode: string) =>
  machine('', express).replace(
    'Type: Task',
    `Type: Map\n            ItemProcessor:\n              ProcessorConfig: { Mode: ${mode}, ExecutionType: STANDARD }\n              StartAt: One\n              States:\n                One:\n                  Type: Task\n                  Resource: arn:aws:states:::glue:startJobRun.sync\n                  TimeoutSeconds: 60\n                  End: true`,
  );

runCases('sfn-express-unsupported', [
  yaml('task token', machine(`${callback}TimeoutSeconds: 60\n`, express), { severity: 'error', underlined: 'Bill' }),
  yaml('job', machine('Resource: arn:aws:states:::batch:submitJob.sync\nTimeoutSeconds: 60\n', express)),
  yaml('activity', machine('Resource: !Ref Work\nTimeoutSeconds: 60\n', { ...express, more: activity })),
  yaml('distributed map, not what is inside', map('DISTRIBUTED'), { underlined: 'Bill' }),
  yaml('inside an inline map', map('INLINE'), { underlined: 'One' }),
  yaml('in text', inText({ Resource: 'arn:aws:states:::glue:startJobRun.sync', TimeoutSeconds: 5 }, express)),
  yaml(
    'SAM',
    samMachine(
      'Type: EXPRESS # kind\nLogging: !Ref L\nDefinition:\n  StartAt: A\n  States:\n    A:\n      Type: Task\n      Resource: arn:aws:states:::glue:startJobRun.sync\n      TimeoutSeconds: 5\n      End: true\n',
    ),
  ),
  json(
    'job',
    JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineType: 'EXPRESS',
            LoggingConfiguration: { Ref: 'L' },
            Definition: {
              States: { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', TimeoutSeconds: 5 } },
            },
          },
        },
      },
    }),
  ),
  typescript(
    'L1',
    cdk(
      "new sfn.CfnStateMachine(this, 'M', { stateMachineType: 'EXPRESS', loggingConfiguration, definition: { States: { A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', TimeoutSeconds: 5 } } } });",
    ),
    { underlined: 'A' },
  ),
  ...quiet([
    yaml('Standard', machine(`${callback}TimeoutSeconds: 60\n`)),
    yaml('type unknown', machine(`${callback}TimeoutSeconds: 60\n`, { own: `StateMachineType: !Ref Type\n${logs}` })),
    yaml('request and response', machine('Resource: arn:aws:states:::sns:publish\n', express)),
    yaml('unknown', machine('Resource: !Ref Task\n', express)),
  ]),
]);

const plain = (own: string) =>
  template(
    `  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionS3Location: !Ref Where\n${indented(own, '      ')}`,
  );
const construct = (properties: string) =>
  cdk(`new sfn.StateMachine(this, 'M', { definitionBody: body, ${properties} });`);

runCases(
  'sfn-logging-off',
  [
    yaml('Express', plain('StateMachineType: EXPRESS\n'), { severity: 'warning', underlined: 'Order' }),
    yaml('Standard', plain(''), { severity: 'information' }),
    yaml('OFF', plain('LoggingConfiguration:\n  Level: "OFF"\n'), { underlined: '"OFF"' }),
    yaml('no level', plain('LoggingConfiguration:\n  IncludeExecutionData: true\n')),
    yaml('SAM', samMachine('Type: EXPRESS\nDefinitionUri: a.asl.json\n'), { severity: 'warning' }),
    json('Standard', JSON.stringify({ Resources: { M: { Type: 'AWS::StepFunctions::StateMachine' } } })),
    typescript('L2', construct('stateMachineType: sfn.StateMachineType.EXPRESS'), { severity: 'warning' }),
    typescript('L2, OFF', construct('logs: { level: sfn.LogLevel.OFF, destination }')),
    typescript('L1', cdk("new sfn.CfnStateMachine(this, 'M', { stateMachineType: 'EXPRESS' });"), {
      severity: 'warning',
    }),
    ...quiet([
      yaml('ALL', plain('LoggingConfiguration:\n  Level: ALL\n')),
      yaml('unknown', plain('LoggingConfiguration: !Ref L\n')),
      yaml('level unknown', plain('LoggingConfiguration:\n  Level: !Ref L\n')),
      yaml('type unknown', plain('StateMachineType: !Ref T\n')),
      yaml('SAM with logs', samMachine('Type: EXPRESS\nDefinitionUri: a.asl.json\nLogging:\n  Level: ERROR\n')),
      typescript('L2, default level', construct('logs: { destination: group }')),
      typescript('L2 unknown', construct('logs')),
      typescript('L2 spread', construct('...defaults')),
      typescript('L2 imported', cdk("sfn.StateMachine.fromStateMachineArn(this, 'M', arn);")),
    ]),
  ],
  { fixable: false },
);
