import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const queue = (properties: string, name = 'Orders') => `  ${name}:\n    Type: AWS::SQS::Queue\n${properties}`;
const withProps = (properties: string, name?: string) => queue(`    Properties:\n${properties}`, name);

const templates: RuleCase[] = [
  yaml('bare queue', template(queue('')), { severity: 'information', underlined: 'Orders' }),
  yaml('queue with properties', template(withProps('      VisibilityTimeout: 30 # half a minute\n      # the end\n'))),
  yaml('flow map', template('  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }\n')),
  yaml('empty flow map', template('  Orders:\n    Type: AWS::SQS::Queue\n    Properties: {}\n')),
  yaml(
    'four blanks',
    "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n    Orders:\n        Type: AWS::SQS::Queue\n",
  ),
  yaml('FIFO queue', template(withProps('      FifoQueue: true\n      QueueName: orders.fifo\n'))),
  yaml(
    'block scalar last',
    template(withProps('      Tags:\n        - Key: note\n          Value: |\n            long\n            text\n')),
  ),
  yaml('Windows line ends', template(withProps('      VisibilityTimeout: 30\n')).replaceAll('\n', '\r\n')),
  yaml('long forms', `${template(queue(''))}Outputs:\n  Arn:\n    Value:\n      Fn::GetAtt: [Orders, Arn]\n`),
  yaml(
    'absent in every branch',
    template(withProps('      RedrivePolicy: !If [IsProd, !Ref AWS::NoValue, !Ref AWS::NoValue]\n')),
    {
      unfixable: true,
    },
  ),
  yaml('several queues', template(`${queue('')}${queue('', 'Mail')}`), { findings: 2 }),
  yaml(
    'read by a function',
    template(
      `${queue('')}  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        E:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Orders.Arn\n`,
    ),
    { severity: 'warning' },
  ),
  yaml(
    'read through a mapping by name',
    template(
      `${withProps('      QueueName: orders\n')}  Map:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: x\n      EventSourceArn: !Sub 'arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:orders'\n`,
    ),
    { severity: 'warning' },
  ),
  json('bare queue', JSON.stringify({ Resources: { Orders: { Type: 'AWS::SQS::Queue' } } }, undefined, 2)),
  json(
    'one line',
    JSON.stringify({ Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } } } }),
  ),
  json(
    'four blanks',
    JSON.stringify({ Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: {} } } }, undefined, 4),
  ),
  json(
    'tabs',
    JSON.stringify(
      { Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } } } },
      undefined,
      '\t',
    ),
  ),
];

const dlqUse = (use: string) => template(`${queue('')}${use}`);
const quiet: RuleCase[] = [
  yaml(
    'has one',
    template(
      withProps('      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt Back.Arn\n        maxReceiveCount: 5\n') +
        queue('', 'Back'),
    ),
  ),
  yaml(
    'JSON in a string',
    template(
      withProps(
        `      RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:1:back","maxReceiveCount":"5"}'\n`,
      ) + withProps('      QueueName: back\n', 'Back'),
    ),
  ),
  yaml(
    'JSON in Sub',
    template(
      withProps('      RedrivePolicy: !Sub \'{"deadLetterTargetArn":"${Back.Arn}","maxReceiveCount":5}\'\n') +
        queue('', 'Back'),
    ),
  ),
  yaml(
    'parameter',
    `Parameters:\n  Policy:\n    Type: String\n${template(withProps('      RedrivePolicy: !Ref Policy\n'))}`,
  ),
  yaml(
    'one good branch',
    template(
      withProps(
        '      RedrivePolicy: !If [IsProd, {deadLetterTargetArn: !Ref X, maxReceiveCount: 3}, !Ref AWS::NoValue]\n',
      ),
    ),
  ),
  yaml(
    'named like one',
    template(
      queue('', 'OrdersDLQ') +
        queue('', 'DeadLetters') +
        withProps('      QueueName: !Sub "${Stage}-orders-dead-letter"\n', 'Parked'),
    ),
  ),
  yaml('redrive allow policy', template(withProps('      RedriveAllowPolicy:\n        redrivePermission: byQueue\n'))),
  yaml(
    'function dead letters',
    dlqUse(
      '  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      DeadLetterConfig:\n        TargetArn: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'SAM dead letters',
    dlqUse(
      '  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      DeadLetterQueue:\n        Type: SQS\n        TargetArn: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'SAM async failure',
    dlqUse(
      '  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      EventInvokeConfig:\n        DestinationConfig:\n          OnFailure:\n            Type: SQS\n            Destination: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'stream failure destination',
    dlqUse(
      '  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: f\n      EventSourceArn: !ImportValue stream\n      DestinationConfig:\n        OnFailure:\n          Destination: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'subscription dead letters',
    dlqUse(
      '  S:\n    Type: AWS::SNS::Subscription\n    Properties:\n      Protocol: lambda\n      TopicArn: !ImportValue t\n      RedrivePolicy: !Sub \'{"deadLetterTargetArn": "${Orders.Arn}"}\'\n',
    ),
  ),
  yaml(
    'rule target dead letters',
    dlqUse(
      '  R:\n    Type: AWS::Events::Rule\n    Properties:\n      ScheduleExpression: rate(1 day)\n      Targets:\n        - Id: a\n          Arn: !ImportValue f\n          DeadLetterConfig:\n            Arn: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'pipe, schedule, new bus',
    dlqUse(
      '  P:\n    Type: AWS::Scheduler::Schedule\n    Properties:\n      Target:\n        DeadLetterConfig:\n          Arn: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'handed to a nested stack as such',
    dlqUse(
      '  N:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      Parameters:\n        DlqArn: !GetAtt Orders.Arn\n',
    ),
  ),
  yaml(
    'used in a loop',
    template(
      `  Fn::ForEach::Q:\n    - Name\n    - [A, B]\n    - \${Name}Queue:\n        Type: AWS::SQS::Queue\n        Properties:\n          RedrivePolicy:\n            deadLetterTargetArn: !GetAtt Orders.Arn\n${queue('')}`,
    ),
  ),
  yaml(
    'properties by transform',
    template(
      '  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      Fn::Transform:\n        Name: AWS::Include\n        Parameters:\n          Location: s3://x/y\n',
    ),
  ),
  yaml('macro over everything', `Transform: [AWS::Serverless-2016-10-31, OurMacro]\nResources:\n${queue('')}`),
  yaml('broken document', `${template(queue(''))}  Broken: [\n    a: b: c\n`),
  yaml(
    'merge key',
    `X-Base: &base\n  RedrivePolicy:\n    deadLetterTargetArn: arn:aws:sqs:eu-west-1:1:x\n    maxReceiveCount: 3\n${template(withProps('      <<: *base\n      DelaySeconds: 1\n'))}`,
  ),
  yaml(
    'suppressed by a comment',
    template('  # msglint-disable-next-line sqs-missing-dlq -- replies only\n  Orders:\n    Type: AWS::SQS::Queue\n'),
  ),
  yaml(
    'suppressed by metadata',
    template(
      '  Orders:\n    Type: AWS::SQS::Queue\n    Metadata:\n      msglint:\n        disable: [sqs-missing-dlq]\n',
    ),
  ),
  yaml(
    "suppressed under another linter's id",
    template(
      '  Orders:\n    Type: AWS::SQS::Queue\n    Metadata:\n      guard:\n        SuppressedRules: [SQS_DLQ_CHECK]\n',
    ),
  ),
  yaml('no template', 'Resources:\n  Orders:\n    Type: Something\n'),
  json(
    'has one',
    JSON.stringify({
      Resources: {
        Orders: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Back', 'Arn'] }, maxReceiveCount: 5 } },
        },
        Back: { Type: 'AWS::SQS::Queue' },
      },
    }),
  ),
].map(each => ({ ...each, ...silent }));

const code: RuleCase[] = [
  typescript('bare queue', stack("new sqs.Queue(this, 'Orders');"), {
    severity: 'information',
    underlined: 'sqs.Queue',
  }),
  typescript(
    'with properties',
    stack(
      "const orders = new sqs.Queue(this, 'Orders', {\n  visibilityTimeout: Duration.seconds(30), // half a minute\n});",
    ),
  ),
  typescript('one line', stack("new sqs.Queue(this, 'Orders', { visibilityTimeout: Duration.seconds(30) });")),
  typescript('empty properties', stack("new sqs.Queue(this, 'Orders', {});")),
  typescript('no trailing comma', stack("new sqs.Queue(this, 'Orders', {\n  fifo: true\n});")),
  typescript('name from a variable', stack('const name = props?.name;\nnew sqs.Queue(this, name);')),
  typescript('name from a template string', stack('new sqs.Queue(this, `${id}Orders`);')),
  typescript('L1', stack("new sqs.CfnQueue(this, 'Orders', { visibilityTimeout: 30 });")),
  typescript('L1 without properties', stack("new sqs.CfnQueue(this, 'Orders');")),
  typescript(
    'encrypted with a key',
    stack(
      "const key = props.key;\nnew sqs.Queue(this, 'Orders', { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: key });",
    ),
  ),
  typescript(
    'through the main module',
    "import { aws_sqs, Stack } from 'aws-cdk-lib';\nnew aws_sqs.Queue(new Stack(), 'Orders')\n",
  ),
  typescript(
    'named import with an alias',
    'import { Queue as Q } from "aws-cdk-lib/aws-sqs";\nimport { App } from "aws-cdk-lib";\nexport const q = new Q(new App(), "Orders");\n',
  ),
  typescript(
    'no import of the main module',
    "import * as sqs from 'aws-cdk-lib/aws-sqs';\nimport { Construct } from 'constructs';\nexport class A extends Construct {\n  q = new sqs.Queue(this, 'Orders');\n}\n",
  ),
  typescript(
    'version 1',
    "import * as cdk from '@aws-cdk/core';\nimport * as sqs from '@aws-cdk/aws-sqs';\nnew sqs.Queue(new cdk.Stack(), 'Orders');\n",
  ),
  typescript(
    'required',
    "const cdk = require('aws-cdk-lib');\nconst { Queue } = require('aws-cdk-lib/aws-sqs');\nnew Queue(new cdk.Stack(), 'Orders');\n",
  ),
  typescript(
    'read by a function',
    stack("const q = new sqs.Queue(this, 'Orders');\nprops.fn.addEventSource(new SqsEventSource(q));"),
    { severity: 'warning' },
  ),
  typescript('deadLetterQueue undefined', stack("new sqs.Queue(this, 'Orders', { deadLetterQueue: undefined });"), {
    findings: 1,
  }),
].map(each => ({ ...each }));

const quietCode: RuleCase[] = [
  typescript(
    'has one',
    stack(
      "const back = new sqs.Queue(this, 'Back');\nnew sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript(
    'has one in a field',
    stack(
      "this.back = new sqs.Queue(this, 'Back');\nnew sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: this.back, maxReceiveCount: 5 } });",
    ),
  ),
  typescript('properties by parameter', stack("new sqs.Queue(this, 'Orders', props);")),
  typescript('spread', stack("new sqs.Queue(this, 'Orders', { fifo: true, ...props });")),
  typescript(
    'spread of a constant that has one',
    stack(
      "new sqs.Queue(this, 'Orders', { ...base });",
      'const base = { deadLetterQueue: { queue: other, maxReceiveCount: 3 } };',
    ),
  ),
  typescript(
    'conditional',
    stack(
      "new sqs.Queue(this, 'Orders', { deadLetterQueue: props?.dlq ? { queue: props.dlq, maxReceiveCount: 3 } : undefined });",
    ),
  ),
  typescript('variable named like one', stack('const dlq = new sqs.Queue(this, id);')),
  typescript('imported', stack("sqs.Queue.fromQueueArn(this, 'Orders', 'arn:aws:sqs:eu-west-1:1:orders');")),
  typescript('handed to a function', stack("const q = new sqs.Queue(this, 'Orders');\nwatch(q);")),
  typescript(
    'handed to a construct of unknown kind',
    stack("const q = new sqs.Queue(this, 'Orders');\nnew Thing(this, 'T', { failures: { queue: q } });"),
  ),
  typescript(
    'override',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\nconst cfn = q.node.defaultChild as sqs.CfnQueue;\ncfn.addPropertyOverride('RedrivePolicy', {});",
    ),
  ),
  typescript(
    'raw override',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\n(q.node.defaultChild as sqs.CfnQueue).addOverride('Properties.RedrivePolicy.maxReceiveCount', 3);",
    ),
  ),
  typescript(
    'assignment to L1',
    stack("const q = new sqs.CfnQueue(this, 'Orders');\nq.redrivePolicy = { maxReceiveCount: 3 };"),
  ),
  typescript(
    'returned',
    "import * as sqs from 'aws-cdk-lib/aws-sqs';\nexport function make(scope: unknown) {\n  return new sqs.Queue(scope, 'Orders');\n}\n",
  ),
  typescript(
    'subscription dead letters',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\nprops.topic.addSubscription(new subs.UrlSubscription('https://a', { deadLetterQueue: q }));",
    ),
  ),
  typescript(
    'rule target dead letters',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\nnew events.Rule(this, 'R', { targets: [new targets.LambdaFunction(props.fn, { deadLetterQueue: q })] });",
      "import * as events from 'aws-cdk-lib/aws-events';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';",
    ),
  ),
  typescript(
    'function dead letters',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\nnew lambda.Function(this, 'F', { ...props, deadLetterQueue: q });",
    ),
  ),
  typescript(
    'function failure destination',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\nnew lambda.Function(this, 'F', { onFailure: new SqsDestination(q) });",
      "import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';",
    ),
  ),
  typescript(
    'stream failure destination',
    stack(
      "const q = new sqs.Queue(this, 'Orders');\nprops.fn.addEventSource(new KinesisEventSource(props.stream, { startingPosition: s, onFailure: new SqsDlq(q) }));",
      "import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';",
    ),
  ),
  typescript(
    'L1 redrive policy',
    stack(
      "const back = new sqs.CfnQueue(this, 'Back');\nnew sqs.CfnQueue(this, 'Orders', { redrivePolicy: { deadLetterTargetArn: back.attrArn, maxReceiveCount: 3 } });",
    ),
  ),
  typescript('suppressed', stack("// msglint-disable-next-line sqs-missing-dlq\nnew sqs.Queue(this, 'Orders');")),
  typescript(
    'property object changed later',
    stack(
      "const base: sqs.QueueProps = { fifo: true };\nbase.deadLetterQueue = props.dlq;\nnew sqs.Queue(this, 'Orders', base);",
    ),
  ),
  typescript(
    'property object changed by name',
    stack("const base = {};\nbase['deadLetterQueue'] = props.dlq;\nnew sqs.Queue(this, 'Orders', base);"),
  ),
  typescript(
    'property object merged into',
    stack("const base = {};\nObject.assign(base, props);\nnew sqs.Queue(this, 'Orders', base);"),
  ),
  typescript('one of two, named like one', stack('const dlq = props.dlq ? props.dlq : new sqs.Queue(this, id);')),
  typescript('L1 property by name', stack("const q = new sqs.CfnQueue(this, 'Orders');\nq['redrivePolicy'] = {};")),
  typescript(
    'another library',
    "import { Queue } from './queue';\nimport 'aws-cdk-lib';\nnew Queue(this, 'Orders');\n",
  ),
  typescript('half typed', stack("new sqs.Queue(this, 'Orders', { dead")),
].map(each => ({ ...each, ...silent }));

runCases('sqs-missing-dlq', [...templates, ...quiet, ...code, ...quietCode]);
