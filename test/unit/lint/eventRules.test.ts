import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

const bill = 'arn:aws:lambda:eu-west-1:111122223333:function:bill';
const fifoArn = 'arn:aws:sqs:eu-west-1:111122223333:orders.fifo';
const undelivered = 'DeadLetterConfig:\n  Arn: arn:aws:sqs:eu-west-1:111122223333:undelivered\n';

/** A rule with one target, further properties of the target and of the rule. */
const rule = (target = '', { arn = bill, own = '', more = '' } = {}) =>
  template(
    `  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n      EventBusName: shop\n${indented(own || 'EventPattern:\n  source: [shop.orders]\n', '      ')}      Targets:\n        - Id: Bill # one\n          Arn: ${arn}\n${indented(target, '          ')}${more}`,
  );
const schedule = (target = '', { arn = bill, own = '' } = {}) =>
  template(
    `  Nightly:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      ScheduleExpression: rate(1 day)\n${indented(own, '      ')}      FlexibleTimeWindow: { Mode: "OFF" }\n      Target: # where\n        Arn: ${arn}\n        RoleArn: arn:aws:iam::111122223333:role/scheduler\n${indented(target, '        ')}`,
  );
const samEvent = (type: string, properties: string) =>
  template(
    `  Bill:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: bill.handler\n      Runtime: nodejs22.x\n      Events:\n        OnOrder:\n          Type: ${type}\n          Properties: # what\n${indented(properties, '            ')}`,
  );
const samMachine = (type: string, properties: string) =>
  template(
    `  Order:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: order.asl.json\n      Events:\n        OnOrder:\n          Type: ${type}\n          Properties:\n${indented(properties, '            ')}`,
  );
const fifoQueue =
  '  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      RedrivePolicy: !ImportValue Redrive\n';

const imports = `import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as eventsv2 from 'aws-cdk-lib/aws-eventsv2';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
`;
const cdk = (body: string) => stack(body, imports);
const topic = "const topic = new sns.Topic(this, 'Topic');\n";

runCases('events-target-missing-dlq', [
  yaml('no queue', rule(), { severity: 'warning', underlined: bill }),
  yaml('log group', rule('', { arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/events/x' }), {
    severity: 'information',
  }),
  yaml('other bus', rule('', { arn: 'arn:aws:events:eu-west-1:111122223333:event-bus/other' }), {
    severity: 'information',
  }),
  yaml('API destination', rule('', { arn: 'arn:aws:events:eu-west-1:111122223333:api-destination/x/1' }), {
    severity: 'warning',
  }),
  yaml('target out of sight', rule('', { arn: '!ImportValue Bill' }), { severity: 'information' }),
  yaml('no value in both branches', rule('DeadLetterConfig: !If [A, !Ref AWS::NoValue, !Ref AWS::NoValue]'), {
    unfixable: true,
  }),
  yaml('SAM event', samEvent('EventBridgeRule', 'EventBusName: shop\nPattern:\n  source: [shop.orders]\n'), {
    severity: 'warning',
    underlined: 'OnOrder',
  }),
  yaml('SAM schedule of a function', samEvent('Schedule', 'Schedule: rate(1 hour)\n')),
  yaml('SAM event of a state machine', samMachine('Schedule', 'Schedule: rate(1 hour)\n')),
  json(
    'no queue',
    JSON.stringify({
      Resources: {
        OnOrder: {
          Type: 'AWS::Events::Rule',
          Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'Bill', Arn: bill }] },
        },
      },
    }),
  ),
  typescript(
    'in the properties',
    cdk(`${topic}new events.Rule(this, 'R', { targets: [new targets.SnsTopic(topic)] });`),
    { severity: 'warning', underlined: 'new targets.SnsTopic(topic)', unfixable: true },
  ),
  typescript(
    'added later',
    cdk(`${topic}const rule = new events.Rule(this, 'R');\nrule.addTarget(new targets.SnsTopic(topic));`),
    { unfixable: true },
  ),
  typescript(
    'target out of sight',
    cdk("new events.Rule(this, 'R', { targets: [new targets.ApiDestination(props.api)] });"),
    {
      severity: 'information',
      unfixable: true,
    },
  ),
  typescript('L1', cdk(`new events.CfnRule(this, 'R', { targets: [{ id: 'a', arn: '${bill}' }] });`), {
    unfixable: true,
  }),
  ...quiet([
    yaml('with a queue', rule(undelivered)),
    yaml('unknown', rule('DeadLetterConfig: !Ref Config')),
    yaml('one branch without', rule('DeadLetterConfig: !If [A, { Arn: !ImportValue Q }, !Ref AWS::NoValue]')),
    yaml('disabled', rule('', { own: 'State: DISABLED\n' })),
    yaml('perhaps disabled', rule('', { own: 'State: !Ref State\n' })),
    yaml('targets unknown', template('  R:\n    Type: AWS::Events::Rule\n    Properties:\n      Targets: !Ref T\n')),
    yaml(
      'SAM makes one',
      samEvent(
        'EventBridgeRule',
        'EventBusName: shop\nDeadLetterConfig:\n  Type: SQS\nPattern:\n  source: [shop.orders]\n',
      ),
    ),
    yaml('SAM event disabled', samEvent('Schedule', 'Schedule: rate(1 hour)\nEnabled: false\n')),
    typescript(
      'with a queue',
      cdk(
        `${topic}const q = new sqs.Queue(this, 'Q', { retentionPeriod: Duration.days(14) });\nnew events.Rule(this, 'R', { targets: [new targets.SnsTopic(topic, { deadLetterQueue: q })] });`,
      ),
    ),
    typescript(
      'options unknown',
      cdk(`${topic}new events.Rule(this, 'R', { targets: [new targets.SnsTopic(topic, options)] });`),
    ),
    typescript('targets unknown', cdk("new events.Rule(this, 'R', { targets: makeTargets() });")),
    typescript(
      'overridden below',
      cdk(
        `${topic}const rule = new events.Rule(this, 'R', { targets: [new targets.SnsTopic(topic)] });\nconst low = rule.node.defaultChild as events.CfnRule;\nlow.addPropertyOverride('Targets.0.DeadLetterConfig.Arn', arn);`,
      ),
    ),
    typescript(
      'disabled',
      cdk(`${topic}new events.Rule(this, 'R', { enabled: false, targets: [new targets.SnsTopic(topic)] });`),
    ),
  ]),
]);

runCases('scheduler-target-missing-dlq', [
  yaml('no queue', schedule(), { severity: 'warning', underlined: bill, unfixable: true }),
  yaml('SAM', samEvent('ScheduleV2', 'ScheduleExpression: rate(1 hour)\n'), { underlined: 'OnOrder' }),
  yaml('SAM state machine', samMachine('ScheduleV2', 'ScheduleExpression: rate(1 hour)\n')),
  yaml('SAM, role of its own', samEvent('ScheduleV2', 'ScheduleExpression: rate(1 hour)\nRoleArn: !ImportValue R\n'), {
    unfixable: true,
  }),
  json(
    'no queue',
    JSON.stringify({ Resources: { S: { Type: 'AWS::Scheduler::Schedule', Properties: { Target: { Arn: bill } } } } }),
    { unfixable: true },
  ),
  typescript(
    'L2',
    cdk(
      `${topic}new scheduler.Schedule(this, 'S', { schedule: every, target: new schedulerTargets.SnsPublish(topic) });`,
    ),
    { unfixable: true },
  ),
  typescript('L1', cdk(`new scheduler.CfnSchedule(this, 'S', { target: { arn: '${bill}', roleArn: role } });`), {
    unfixable: true,
  }),
  ...quiet([
    yaml('with a queue', schedule(undelivered)),
    yaml('unknown', schedule('DeadLetterConfig: !Ref Config')),
    yaml('disabled', schedule('', { own: 'State: DISABLED\n' })),
    yaml(
      'SAM makes one',
      samEvent('ScheduleV2', 'ScheduleExpression: rate(1 hour)\nDeadLetterConfig: { Type: SQS }\n'),
    ),
    typescript('unknown', cdk("new scheduler.Schedule(this, 'S', { schedule: every, target });")),
    typescript(
      'disabled',
      cdk(
        `${topic}new scheduler.Schedule(this, 'S', { enabled: false, target: new schedulerTargets.SnsPublish(topic) });`,
      ),
    ),
  ]),
]);

runCases('events-fifo-target-no-group', [
  yaml('schedule', schedule(undelivered, { arn: fifoArn }), { severity: 'error', underlined: fifoArn }),
  yaml('schedule, other parameters', schedule(`SqsParameters: {}\n${undelivered}`, { arn: fifoArn })),
  yaml('rule', rule(undelivered, { arn: fifoArn })),
  yaml('rule, queue declared', rule(undelivered, { arn: '!GetAtt Orders.Arn', more: fifoQueue })),
  json(
    'rule',
    JSON.stringify(
      { Resources: { R: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Id: 'a', Arn: fifoArn }] } } } },
      undefined,
      2,
    ),
  ),
  typescript(
    'L2',
    cdk(
      "const q = new sqs.Queue(this, 'Q', { fifo: true, deadLetterQueue: dlq });\nnew events.Rule(this, 'R', { targets: [new targets.SqsQueue(q)] });",
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml('with a group', schedule(`SqsParameters:\n  MessageGroupId: a\n${undelivered}`, { arn: fifoArn })),
    yaml('group unknown', schedule(`SqsParameters: !Ref P\n${undelivered}`, { arn: fifoArn })),
    yaml('standard queue', schedule(undelivered, { arn: fifoArn.replace('.fifo', '') })),
    yaml('unknown queue', schedule(undelivered, { arn: '!ImportValue Q' })),
    yaml('a function', rule(undelivered)),
    typescript(
      'L2 with a group',
      cdk(
        "const q = new sqs.Queue(this, 'Q', { fifo: true, deadLetterQueue: dlq });\nnew events.Rule(this, 'R', { targets: [new targets.SqsQueue(q, { messageGroupId: 'a' })] });",
      ),
    ),
  ]),
]);

runCases('events-retry-policy-weak', [
  yaml('no retries', rule('RetryPolicy:\n  MaximumRetryAttempts: 0 # none'.replace(' # none', '\n')), {
    severity: 'warning',
    underlined: '0',
  }),
  yaml('a minute', rule('RetryPolicy:\n  MaximumEventAgeInSeconds: 60\n  MaximumRetryAttempts: 3\n'), {
    underlined: '60',
  }),
  yaml(
    'on a schedule',
    rule('RetryPolicy:\n  MaximumRetryAttempts: 0\n', { own: 'ScheduleExpression: rate(1 hour)\n' }),
    {
      severity: 'information',
    },
  ),
  yaml(
    'SAM event',
    samEvent(
      'EventBridgeRule',
      'EventBusName: shop\nPattern:\n  source: [shop.orders]\nRetryPolicy:\n  MaximumRetryAttempts: 0\n',
    ),
  ),
  typescript(
    'L2',
    cdk(`${topic}new events.Rule(this, 'R', { targets: [new targets.SnsTopic(topic, { retryAttempts: 0 })] });`),
    { underlined: '0', unfixable: true },
  ),
  ...quiet([
    yaml('with a queue', rule(`RetryPolicy:\n  MaximumRetryAttempts: 0\n${undelivered}`)),
    yaml('five minutes', rule('RetryPolicy:\n  MaximumEventAgeInSeconds: 300\n')),
    yaml('unknown', rule('RetryPolicy:\n  MaximumRetryAttempts: !Ref Attempts\n')),
    yaml('none', rule()),
  ]),
]);

const ownPattern = (source: string, own = '') =>
  template(
    `  OnOrder:\n    Type: AWS::Events::Rule\n    Properties:\n${indented(own, '      ')}      EventPattern:\n        source: ${source}\n      Targets: []\n`,
  );

runCases(
  'events-custom-events-on-default-bus',
  [
    yaml('own source', ownPattern('[shop.orders]'), { severity: 'information', underlined: '[shop.orders]' }),
    yaml('default by name', ownPattern('[shop.orders, shop.mail]', 'EventBusName: default\n')),
    yaml(
      'SAM event',
      samEvent('EventBridgeRule', 'Pattern:\n  source: [shop.orders]\nDeadLetterConfig: { Type: SQS }\n'),
    ),
    json(
      'own source',
      JSON.stringify({
        Resources: { R: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['shop'] } } } },
      }),
    ),
    typescript('L2', cdk("new events.Rule(this, 'R', { eventPattern: { source: ['shop.orders'] } });")),
    typescript('L1', cdk("new events.CfnRule(this, 'R', { eventPattern: { source: ['shop.orders'] } });")),
    ...quiet([
      yaml('bus of its own', ownPattern('[shop.orders]', 'EventBusName: !Ref Bus\n')),
      yaml('AWS', ownPattern('[aws.s3]')),
      yaml('mixed', ownPattern('[shop.orders, aws.s3]')),
      yaml('partner', ownPattern('[aws.partner/example.com/1]')),
      yaml('filter', ownPattern('[{ prefix: shop }]')),
      yaml('unknown', ownPattern('[!Ref Source]')),
      yaml('schedule', rule(undelivered, { own: 'ScheduleExpression: rate(1 day)\n' })),
      typescript(
        'bus',
        cdk(
          "const bus = new events.EventBus(this, 'B');\nnew events.Rule(this, 'R', { eventBus: bus, eventPattern: { source: ['a'] } });",
        ),
      ),
      typescript(
        'unknown bus',
        cdk("new events.Rule(this, 'R', { eventBus: props.bus, eventPattern: { source: ['a'] } });"),
      ),
      typescript(
        'more in the pattern',
        cdk(
          "const r = new events.Rule(this, 'R', { eventPattern: { source: ['a'] } });\nr.addEventPattern({ source: ['aws.s3'] });",
        ),
      ),
    ]),
  ],
  { fixable: false },
);

const archive = (properties: string) =>
  template(
    `  Orders:\n    Type: AWS::Events::Archive\n    Properties:\n      SourceArn: !ImportValue Bus # bus\n${indented(properties, '      ')}`,
  );

runCases('events-archive-retention', [
  yaml('absent', archive(''), { severity: 'information', underlined: 'Orders' }),
  yaml('zero', archive('RetentionDays: 0\n'), { underlined: '0' }),
  json(
    'zero',
    JSON.stringify({ Resources: { A: { Type: 'AWS::Events::Archive', Properties: { RetentionDays: '0' } } } }),
  ),
  typescript('L2', cdk("new events.Archive(this, 'A', { sourceEventBus: bus, eventPattern: {} });")),
  typescript('L1', cdk("new events.CfnArchive(this, 'A', { sourceArn: bus });")),
  typescript(
    'of a bus',
    cdk("const bus = new events.EventBus(this, 'B');\nbus.archive('All', { eventPattern: {} });"),
    {
      underlined: 'bus.archive',
    },
  ),
  typescript(
    'of an imported bus',
    cdk("events.EventBus.fromEventBusName(this, 'B', 'b').archive('All', { eventPattern: {} });"),
  ),
  ...quiet([
    yaml('days', archive('RetentionDays: 90\n')),
    yaml('unknown', archive('RetentionDays: !Ref Days\n')),
    yaml('one branch', archive('RetentionDays: !If [Prod, 0, 7]\n')),
    typescript(
      'L2 days',
      cdk("new events.Archive(this, 'A', { sourceEventBus: bus, eventPattern: {}, retention: Duration.days(7) });"),
    ),
    typescript('unknown', cdk("new events.Archive(this, 'A', props);")),
    typescript(
      'of a bus, days',
      cdk(
        "const bus = new events.EventBus(this, 'B');\nbus.archive('All', { eventPattern: {}, retention: Duration.days(9) });",
      ),
    ),
    typescript('of something else', cdk("this.mail.archive('All', {});")),
  ]),
]);

const subscriber = (properties: string) =>
  template(
    `  Billing:\n    Type: AWS::EventsV2::Subscriber\n    Properties:\n      Name: billing\n${indented(properties, '      ')}`,
  );

runCases(
  'eventsv2-subscriber-missing-dlq',
  [
    yaml('absent', subscriber(''), { severity: 'warning', underlined: 'Billing' }),
    yaml('with retries', subscriber('RetryPolicy:\n  MaxRetryAttempts: 50\n')),
    yaml('retries unknown', subscriber('RetryPolicy:\n  MaxRetryAttempts: !Ref N\n')),
    json('absent', JSON.stringify({ Resources: { S: { Type: 'AWS::EventsV2::Subscriber' } } })),
    typescript('L1', cdk("new eventsv2.CfnSubscriber(this, 'S', { name: 'billing' });")),
    ...quiet([
      yaml('with a queue', subscriber('OnFailureConfiguration:\n  Arn: !ImportValue Q\n')),
      yaml('unknown', subscriber('OnFailureConfiguration: !Ref C\n')),
      typescript(
        'L1 with a queue',
        cdk("new eventsv2.CfnSubscriber(this, 'S', { onFailureConfiguration: { arn: q } });"),
      ),
      typescript('spread', cdk("new eventsv2.CfnSubscriber(this, 'S', { ...defaults });")),
    ]),
  ],
  { fixable: false },
);

const clicks = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
const pipe = (parameters: string, { source = clicks, own = '', more = '' } = {}) =>
  template(
    `  Clicks:\n    Type: AWS::Pipes::Pipe\n    Properties:\n      RoleArn: !ImportValue Role\n      Source: ${source}\n${indented(own, '      ')}      SourceParameters:\n        KinesisStreamParameters:\n          StartingPosition: LATEST # start\n${indented(parameters, '          ')}      Target: ${bill}\n${more}`,
  );
const pipeDlq = 'DeadLetterConfig:\n  Arn: !ImportValue Dlq\n';

runCases('pipes-source-failure-handling', [
  yaml('neither limit nor queue', pipe(''), { severity: 'warning', underlined: clicks, unfixable: true }),
  yaml('a limit, no queue', pipe('MaximumRetryAttempts: 3\n'), { unfixable: true }),
  yaml('a queue, no limit', pipe(pipeDlq)),
  yaml('a queue, -1', pipe(`${pipeDlq}MaximumRetryAttempts: -1\n`), { underlined: '-1' }),
  yaml(
    'table',
    pipe('', {
      source: '!GetAtt Table.StreamArn',
      more: '  Table:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: a\n',
    }),
    { unfixable: true },
  ),
  json(
    'no parameters',
    JSON.stringify({ Resources: { P: { Type: 'AWS::Pipes::Pipe', Properties: { Source: clicks, Target: bill } } } }),
    { unfixable: true },
  ),
  typescript(
    'L1',
    cdk(
      "const s = new kinesis.Stream(this, 'S');\nnew pipes.CfnPipe(this, 'P', { source: s.streamArn, target, roleArn });",
    ),
    { unfixable: true },
  ),
  typescript(
    'L1, a queue, no limit',
    cdk(
      "new pipes.CfnPipe(this, 'P', { source: 'arn:aws:kinesis:eu-west-1:1:stream/a', target, sourceParameters: { kinesisStreamParameters: { startingPosition: 'LATEST', deadLetterConfig: { arn } } } });",
    ),
  ),
  typescript(
    'L1, table stream',
    cdk(
      "new pipes.CfnPipe(this, 'P', { source: 'arn:aws:dynamodb:eu-west-1:1:table/a/stream/b', target, sourceParameters: { dynamoDbStreamParameters: { startingPosition: 'LATEST' } } });",
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml('both', pipe(`${pipeDlq}MaximumRetryAttempts: 3\n`)),
    yaml('limited by age', pipe(`${pipeDlq}MaximumRecordAgeInSeconds: 3600\n`)),
    yaml('unknown limit', pipe(`${pipeDlq}MaximumRetryAttempts: !Ref N\n`)),
    yaml('unknown queue', pipe('DeadLetterConfig: !Ref D\n')),
    yaml('queue as source', pipe('', { source: 'arn:aws:sqs:eu-west-1:111122223333:orders' })),
    yaml('Kafka', pipe('', { source: 'arn:aws:kafka:eu-west-1:111122223333:cluster/a/b' })),
    yaml('unknown source', pipe('', { source: '!ImportValue S' })),
    yaml('stopped', pipe('', { own: 'DesiredState: STOPPED\n' })),
    typescript('parameters unknown', cdk("new pipes.CfnPipe(this, 'P', { source: props.source, sourceParameters });")),
  ]),
]);
