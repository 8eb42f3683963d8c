import { cases, stringsOf, valueAt } from '../../graph/value.ts';
import { allowTo } from '../deadLetterWriting.ts';
import { map, text } from '../policyWriting.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule, type NewResource } from '../rule.ts';
import { machineType } from '../stateMachineFacts.ts';

/** step-functions/latest/dg/cw-logs.html: these actions take no resource but all. */
const actions = [
  'logs:CreateLogDelivery',
  'logs:CreateLogStream',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutLogEvents',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** Executions that leave no log. */
export const sfnLoggingOff = defineRule<{ machine: string; express: boolean }>({
  id: 'sfn-logging-off',
  title: 'State machine without logs',
  severity: 'warning',
  equivalents: ['SF1', 'AwsSolutions-SF1', 'CT.STEPFUNCTIONS.PR.1', 'AWS-0119', 'CKV_AWS_285'],
  docs: {
    why:
      'The log level of a state machine is OFF unless it is set. The history of an Express workflow is nowhere but in ' +
      'its log: without one, a failed execution cannot be looked into. A Standard workflow keeps its history for 90 ' +
      'days, hence *information* there. The role of the state machine has to be allowed to deliver logs.',
    fixIn: 'templates',
    fixNeeds: 'the role stands in the template, or SAM makes it: the permission comes with the fix',
    silent: ['There is a log level other than OFF, or it is unknown.', 'The type of the state machine is unknown.'],
    sources: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachine-loggingconfiguration.html',
      'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: !GetAtt OrderRole.Arn\n      StateMachineType: EXPRESS\n      DefinitionS3Location:\n        Bucket: artifacts\n        Key: order.json\n  OrderRole:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: states.amazonaws.com }\n            Action: sts:AssumeRole\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as sfn from 'aws-cdk-lib/aws-stepfunctions';\n\nexport class Shop extends Stack {\n  order = new sfn.StateMachine(this, 'Order', {\n    stateMachineType: sfn.StateMachineType.EXPRESS,\n    definitionBody: sfn.DefinitionBody.fromFile('order.asl.json'),\n  });\n}\n",
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Order:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      RoleArn: arn:aws:iam::111122223333:role/order\n      StateMachineType: EXPRESS\n      LoggingConfiguration:\n        Level: ALL\n        Destinations:\n          - CloudWatchLogsLogGroup:\n              LogGroupArn: arn:aws:logs:eu-west-1:111122223333:log-group:order:*\n      DefinitionS3Location:\n        Bucket: artifacts\n        Key: order.json\n',
      },
      {
        language: 'typescript',
        code: "import { Stack } from 'aws-cdk-lib';\nimport * as logs from 'aws-cdk-lib/aws-logs';\nimport * as sfn from 'aws-cdk-lib/aws-stepfunctions';\n\nexport class Shop extends Stack {\n  order = new sfn.StateMachine(this, 'Order', {\n    stateMachineType: sfn.StateMachineType.EXPRESS,\n    definitionBody: sfn.DefinitionBody.fromFile('order.asl.json'),\n    logs: { destination: new logs.LogGroup(this, 'Log'), level: sfn.LogLevel.ALL },\n  });\n}\n",
      },
    ],
  },

  *check(graph) {
    for (const machine of graph.ofType('AWS::StepFunctions::StateMachine')) {
      const logging = graph.prop(machine, 'LoggingConfiguration');
      const type = machineType(machine, graph);
      if (type === undefined) continue;
      const off = cases(logging).every(each => {
        if (each.kind === 'absent') return true;
        // The construct's default level is ERROR, CloudFormation's is OFF.
        const levels = stringsOf(valueAt(each, 'Level'), machine.managed ? 'ERROR' : 'OFF');
        return levels?.every(level => level === 'OFF') === true;
      });
      if (!off) continue;
      const express = type === 'EXPRESS';
      yield {
        resource: machine,
        span: placeOf(machine, graph, 'LoggingConfiguration', 'Level'),
        data: { machine: machine.name, express },
        severity: express ? 'warning' : 'information',
      };
    }
  },

  message: ({ machine, express }) =>
    express
      ? `Express workflow ${machine} has no log: nothing is left of its executions.`
      : `State machine ${machine} has no log: its history ends after 90 days.`,

  fix({ resource: machine, data: { express } }, graph) {
    if (machine.origin !== 'template' || graph.prop(machine, 'LoggingConfiguration').kind !== 'absent')
      return undefined;
    const group: NewResource = {
      name: `${machine.name}Log`,
      type: 'AWS::Logs::LogGroup',
      props: { RetentionInDays: { kind: 'scalar', value: 30 } },
    };
    const permission = { name: `${machine.name}LogAccess`, actions, on: text('*') };
    const allowed = allowTo(permission, machine, graph.prop(machine, 'RoleArn'), graph);
    const destination = map({
      CloudWatchLogsLogGroup: map({ LogGroupArn: { kind: 'created', resource: group, attribute: 'Arn' } }),
    });
    const value = map({
      Level: text(express ? 'ALL' : 'ERROR'),
      Destinations: { kind: 'list', items: [destination] },
    });
    return (
      allowed && {
        title: express ? 'Log everything' : 'Log errors',
        changes: [{ kind: 'set', resource: machine, path: ['LoggingConfiguration'], value }, ...allowed],
      }
    );
  },
});
