import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const topic = (properties: string) =>
  `  Alerts:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: Alerts\n${properties === '' ? '' : `      ${properties}\n`}`;
const alarm = '  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      OKActions: [!Ref Alerts]\n';
const rule = (target = 'Arn: !Ref Alerts', rest = '') =>
  `  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern: {source: [aws.ec2]}\n${rest}      Targets:\n        - Id: a\n          ${target}\n          DeadLetterConfig: {Arn: !ImportValue d}\n`;
const bucket =
  '  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        TopicConfigurations:\n          - Event: s3:ObjectCreated:*\n            Topic: !Ref Alerts\n';
const head =
  "import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';\nimport * as events from 'aws-cdk-lib/aws-events';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';\nimport { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';";
const key = 'KmsMasterKeyId: alias/aws/sns';

runCases(
  'sns-kms-managed-key-blocks-publisher',
  [
    yaml('alarm', template(topic(`${key} # key`) + alarm), { severity: 'error', underlined: 'alias/aws/sns' }),
    yaml('rule', template(topic(key) + rule())),
    yaml('bucket', template(topic('KmsMasterKeyId: arn:aws:kms:eu-west-1:111122223333:alias/aws/sns') + bucket)),
    json(
      'alarm',
      JSON.stringify({
        Resources: {
          T: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns' } },
          A: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'T' }] } },
        },
      }),
    ),
    typescript(
      'L1',
      stack(
        "const alerts = new sns.CfnTopic(this, 'Alerts', { kmsMasterKeyId: 'alias/aws/sns' });\nnew cloudwatch.CfnAlarm(this, 'A', { comparisonOperator: 'a', evaluationPeriods: 1, alarmActions: [alerts.ref] });",
        head,
      ),
    ),
    ...quiet([
      yaml('key of our own', template(topic('KmsMasterKeyId: alias/ours') + alarm)),
      yaml('unknown key', template(topic('KmsMasterKeyId: !Ref Key') + alarm)),
      yaml('no key', template(topic('') + alarm)),
      yaml('nobody publishes', template(topic(key))),
      yaml('another topic', template(topic(key) + alarm.replace('!Ref Alerts', '!ImportValue t'))),
      yaml('rule switched off', template(topic(key) + rule('Arn: !Ref Alerts', '      State: DISABLED\n'))),
    ]),
  ],
  { fixable: false },
);

const policy = (principal: string, topics = '[!Ref Alerts]') =>
  `  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties:\n      Topics: ${topics}\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: ${principal}\n            Action: sns:Publish\n            Resource: !Ref Alerts\n`;
runCases(
  'sns-policy-missing-for-service',
  [
    yaml('rule', template(topic('') + rule()), { severity: 'error', underlined: 'Alerts' }),
    yaml('bucket', template(topic('') + bucket)),
    yaml('both', template(topic('') + bucket + rule()), { findings: 2 }),
    yaml('policy for another service', template(topic('') + rule() + policy('{Service: s3.amazonaws.com}'))),
    yaml('policy for an account', template(topic('') + rule() + policy('{AWS: "111122223333"}'))),
    typescript(
      'L1',
      stack(
        "const alerts = new sns.CfnTopic(this, 'Alerts');\nnew events.CfnRule(this, 'R', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: alerts.ref }] });",
        head,
      ),
    ),
    ...quiet([
      yaml('policy', template(topic('') + rule() + policy('{Service: events.amazonaws.com}'))),
      yaml(
        'list of services',
        template(topic('') + rule() + policy('{Service: [s3.amazonaws.com, events.amazonaws.com]}')),
      ),
      yaml('open to all', template(topic('') + rule() + policy('"*"'))),
      yaml('open to all accounts', template(topic('') + rule() + policy('{AWS: "*"}'))),
      yaml('unknown principal', template(topic('') + rule() + policy('!Ref P'))),
      yaml('unknown topics', template(topic('') + rule() + policy('{Service: events.amazonaws.com}', '!Ref Topics'))),
      yaml(
        'policy of its own kind',
        template(
          `${topic('')}${rule()}  Policy:\n    Type: AWS::SNS::TopicInlinePolicy\n    Properties:\n      TopicArn: !Ref Alerts\n      PolicyDocument: !Ref D\n`,
        ),
      ),
      yaml('role', template(topic('') + rule('Arn: !Ref Alerts\n          RoleArn: !ImportValue r'))),
      yaml('alarm', template(topic('') + alarm)),
      yaml('topic out of sight', template(rule('Arn: !ImportValue t'))),
      yaml('macro', `Transform: [OurMacro]\nResources:\n${topic('')}${rule()}`),
      typescript(
        'L2',
        stack(
          "const alerts = new sns.Topic(this, 'Alerts');\nnew events.Rule(this, 'R', { schedule: s, targets: [new targets.SnsTopic(alerts)] });",
          head,
        ),
      ),
    ]),
  ],
  { fixable: false },
);

const fn = (properties = '', type = 'AWS::Lambda::Function') =>
  `  Worker:\n    Type: ${type}\n    Properties:\n      Handler: index.handler\n${properties}`;
const toWorker = rule('Arn: !GetAtt Worker.Arn');
const sub = (protocol: string) =>
  `  Sub:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: !ImportValue t\n      Protocol: ${protocol}\n      Endpoint: !GetAtt Worker.Arn\n`;
const samEvents = (type: string, properties: string) =>
  `      Events:\n        In:\n          Type: ${type}\n          Properties:\n            ${properties}\n`;
const serverless = 'AWS::Serverless::Function';
const config = (properties: string, name = '!Ref Worker') =>
  `  Config:\n    Type: AWS::Lambda::EventInvokeConfig\n    Properties:\n      FunctionName: ${name}\n      Qualifier: $LATEST\n${properties}`;
const onFailure = '      DestinationConfig:\n        OnFailure:\n          Destination: !ImportValue d\n';
const cdkFunction = (rest: string) =>
  stack(`const fn = new lambda.Function(this, 'Worker', { timeout: Duration.seconds(3) });\n${rest}`, head);
const cdkRule = "new events.Rule(this, 'R', { eventPattern: p, targets: [new targets.LambdaFunction(fn)] });";

runCases('lambda-async-no-failure-handling', [
  yaml('rule', template(fn() + toWorker), { severity: 'warning', underlined: 'Worker', unfixable: true }),
  yaml('topic', template(fn() + sub('lambda')), { unfixable: true }),
  yaml(
    'bucket',
    template(
      `${fn()}  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        LambdaConfigurations:\n          - Event: s3:ObjectCreated:*\n            Function: !GetAtt Worker.Arn\n`,
    ),
    {
      unfixable: true,
    },
  ),
  yaml('configuration that keeps nothing', template(fn() + toWorker + config('      MaximumRetryAttempts: 1\n')), {
    unfixable: true,
  }),
  yaml(
    'SAM topic',
    template(fn(`      Timeout: 3 # seconds\n${samEvents('SNS', 'Topic: !ImportValue t')}`, serverless)),
  ),
  yaml('SAM schedule', template(fn(samEvents('Schedule', 'Schedule: rate(1 day)'), serverless)), {
    severity: 'information',
  }),
  yaml(
    'SAM function with a role of its own',
    template(fn(`      Role: !ImportValue r\n${samEvents('SNS', 'Topic: !ImportValue t')}`, serverless)),
    {
      unfixable: true,
    },
  ),
  typescript('rule', cdkFunction(cdkRule), { severity: 'warning', unfixable: true }),
  typescript('topic', cdkFunction('props.topic.addSubscription(new subs.LambdaSubscription(fn));'), {
    unfixable: true,
  }),
  ...quiet([
    yaml('dead-letter queue', template(fn('      DeadLetterConfig:\n        TargetArn: !ImportValue q\n') + toWorker)),
    yaml('destination', template(fn() + toWorker + config(onFailure))),
    yaml('destination of who knows', template(fn() + toWorker + config(onFailure, '!ImportValue f'))),
    yaml('unknown', template(fn('      DeadLetterConfig: !Ref D\n') + toWorker)),
    yaml(
      'SAM destination',
      template(
        fn(
          `      EventInvokeConfig:\n        DestinationConfig:\n          OnFailure:\n            Type: SNS\n${samEvents('SNS', 'Topic: !ImportValue t')}`,
          serverless,
        ),
      ),
    ),
    yaml(
      'SAM globals',
      `Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    DeadLetterQueue:\n      Type: SQS\n      TargetArn: !ImportValue q\nResources:\n${fn(samEvents('SNS', 'Topic: !ImportValue t'), serverless)}`,
    ),
    yaml('queue', template(fn(samEvents('SQS', 'Queue: !ImportValue q'), serverless))),
    yaml('nobody', template(fn())),
    yaml('rule switched off', template(fn() + rule('Arn: !GetAtt Worker.Arn', '      State: DISABLED\n'))),
    yaml('function out of sight', template(rule('Arn: !ImportValue f'))),
    typescript('dead-letter queue', cdkFunction(cdkRule).replace('timeout:', 'deadLetterQueueEnabled: true, timeout:')),
    typescript(
      'destination',
      cdkFunction(cdkRule).replace('timeout:', 'onFailure: new SqsDestination(props.q), timeout:'),
    ),
    typescript(
      'configured later',
      cdkFunction(`${cdkRule}\nfn.configureAsyncInvoke({ onFailure: new SqsDestination(props.q) });`),
    ),
    typescript(
      'configured by a construct of its own',
      cdkFunction(
        `${cdkRule}\nnew lambda.EventInvokeConfig(this, 'C', { function: fn, onFailure: new SqsDestination(props.q) });`,
      ),
    ),
    typescript('handed on', cdkFunction(`${cdkRule}\nwatch(fn);`)),
    typescript(
      'imported',
      stack(`const fn = lambda.Function.fromFunctionArn(this, 'F', props.arn);\n${cdkRule}`, head),
    ),
  ]),
]);
