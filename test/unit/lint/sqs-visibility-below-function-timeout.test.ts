import { describe, expect, test } from 'vitest';
import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { fixed, lint, ruleIds, stack, template } from './linting.ts';
import { runCases } from './runCases.ts';
import { cdk, cfn, sam } from './visibility.ts';

const bad: RuleCase[] = [
  yaml('literals', sam('30', '60'), { severity: 'error', underlined: '30' }),
  yaml('the default of 30 s', sam('', '31'), { underlined: 'Orders' }),
  yaml('timeout from Globals', sam('30', '', { globals: '45' })),
  yaml('own timeout over Globals', sam('30', '31', { globals: '3' })),
  yaml('numbers as strings', sam("'30'", '"60"')),
  yaml('every branch too short', sam('!If [A, 20, 30]', '60'), { unfixable: true }),
  yaml('timeout in a mapping', `Mappings:\n  M:\n    prod:\n      t: 60\n${sam('30', '!FindInMap [M, prod, t]')}`),
  yaml(
    'SNS event with its own queue',
    template(
      '  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !ImportValue dlq\n        maxReceiveCount: 5\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: 40\n      Events:\n        N:\n          Type: SNS\n          Properties:\n            Topic: !ImportValue t\n            SqsSubscription:\n              QueueArn: !GetAtt Orders.Arn\n              QueueUrl: !Ref Orders\n',
    ),
  ),
  json('literals', cfn(30, 60)),
  json('function by alias', cfn(30, 60, { FunctionName: { 'Fn::Sub': '${Worker.Arn}' } })),
  json(
    'queue by name',
    cfn(30, 60)
      .replace('"VisibilityTimeout": 30', '"QueueName": "orders",\n        "VisibilityTimeout": 30')
      .replace(/\{\s*"Fn::GetAtt": \[\s*"Orders",\s*"Arn"\s*\]\s*\}/, '"arn:aws:sqs:eu-west-1:111122223333:orders"'),
  ),
  typescript('literals', cdk('visibilityTimeout: Duration.seconds(30),', 'timeout: Duration.minutes(1)'), {
    underlined: 'Duration.seconds(30)',
  }),
  typescript('default', cdk('', 'timeout: Duration.seconds(31)')),
  typescript(
    'constants and arithmetic',
    cdk(
      'visibilityTimeout: Duration.seconds(N / 2),',
      'timeout: T',
      '',
      'const N = 6 * 10;\nconst T = Duration.seconds(N);',
    ),
  ),
  typescript(
    'minutes stay minutes',
    cdk('visibilityTimeout: cdk.Duration.minutes(1),', 'timeout: Duration.minutes(2)'),
  ),
  typescript(
    'events property',
    stack(
      "const q = new sqs.Queue(this, 'Orders', { deadLetterQueue: props.dlq });\nnew lambda.Function(this, 'F', { timeout: Duration.seconds(40), events: [new SqsEventSource(q)] });",
    ),
  ),
  typescript(
    'EventSourceMapping',
    stack(
      "const q = new sqs.Queue(this, 'Orders', { deadLetterQueue: props.dlq });\nconst fn = new lambda.Function(this, 'F', { timeout: Duration.seconds(40) });\nnew lambda.EventSourceMapping(this, 'M', { target: fn, eventSourceArn: q.queueArn });",
    ),
  ),
  typescript(
    'addEventSourceMapping',
    stack(
      "const q = new sqs.Queue(this, 'Orders', { deadLetterQueue: props.dlq });\nconst fn = new lambda.Function(this, 'F', { timeout: Duration.seconds(40) });\nfn.addEventSourceMapping('M', { eventSourceArn: q.queueArn });",
    ),
  ),
  typescript(
    'L1',
    stack(
      "const q = new sqs.CfnQueue(this, 'Orders', { redrivePolicy: props.p });\nconst fn = new lambda.CfnFunction(this, 'F', { timeout: 40 });\nnew lambda.CfnEventSourceMapping(this, 'M', { functionName: fn.ref, eventSourceArn: q.attrArn });",
    ),
  ),
  typescript(
    'NodejsFunction',
    stack(
      "const q = new sqs.Queue(this, 'Orders', { deadLetterQueue: props.dlq });\nnew NodejsFunction(this, 'F', { timeout: Duration.seconds(40) }).addEventSource(new SqsEventSource(q));",
      "import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';",
    ),
  ),
  typescript(
    'fields',
    stack(
      "this.orders = new sqs.Queue(this, 'Orders', { deadLetterQueue: props.dlq });\nthis.fn = new lambda.Function(this, 'F', { timeout: Duration.seconds(40) });\nthis.source = new SqsEventSource(this.orders);\nthis.fn.addEventSource(this.source);",
    ),
  ),
];

const good: RuleCase[] = [
  yaml('equal', sam('60', '60')),
  yaml('unknown visibility', sam('!Ref V', '60')),
  yaml('unknown timeout', sam('30', '!Ref T')),
  yaml('imported', sam('30', '!ImportValue t')),
  yaml('dynamic reference', sam("'{{resolve:ssm:v}}'", '60')),
  yaml('one branch long enough', sam('!If [A, 20, 90]', '60')),
  yaml('one branch unknown', sam('!If [A, 20, !Ref V]', '60')),
  yaml('switched off', sam('30', '60', { event: '            Enabled: false\n' })),
  yaml('broken elsewhere', `${sam('', '60')}  Broken: [\n    a: b: c\n`),
  json('function imported', cfn(30, 60, { FunctionName: { 'Fn::ImportValue': 'f' } })),
  typescript('unknown', cdk('visibilityTimeout: props.v,', 'timeout: Duration.seconds(60)')),
  typescript(
    'spread behind',
    cdk('visibilityTimeout: Duration.seconds(1), ...props.queue,', 'timeout: Duration.seconds(60)'),
  ),
  typescript(
    'reassigned',
    stack(
      "let fn = new lambda.Function(this, 'F', { timeout: Duration.seconds(40) });\nfn = props.fn;\nfn.addEventSource(new SqsEventSource(new sqs.Queue(this, 'Orders')));",
    ),
  ),
  typescript(
    'imported function',
    cdk('', 'timeout: Duration.seconds(60)').replace('new lambda.Function(', 'lambda.Function.fromFunctionName('),
  ),
  typescript(
    'override',
    `${cdk('', 'timeout: Duration.seconds(60)').replace('worker.addEventSource', "(orders.node.defaultChild as sqs.CfnQueue).addPropertyOverride('VisibilityTimeout', 600);\n    worker.addEventSource")}`,
  ),
  typescript('long enough', cdk('visibilityTimeout: Duration.hours(1),', 'timeout: Duration.seconds(60)')),
].map(each => ({ ...each, ...silent }));

runCases('sqs-visibility-below-function-timeout', [...bad, ...good]);

describe('what the fix writes', () => {
  test('six times the timeout, plus the batching window', async () => {
    const text = sam('30', '60', { event: '            MaximumBatchingWindowInSeconds: 20\n' });
    expect(await fixed('yaml', text)).toBe(text.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 380'));
  });

  test('enough for every function that reads the queue', async () => {
    const text = `${sam('30', '60')}  Other:\n    Type: AWS::Serverless::Function\n    Properties:\n      Timeout: 100\n      Events:\n        Orders:\n          Type: SQS\n          Properties:\n            Queue: !GetAtt Orders.Arn\n            FunctionResponseTypes: [ReportBatchItemFailures]\n`;
    expect(await ruleIds('yaml', text)).toEqual(['sqs-visibility-below-function-timeout']);
    expect(await fixed('yaml', text)).toContain('VisibilityTimeout: 600 # seconds');
  });

  test('in minutes where minutes stood', async () => {
    const text = cdk('visibilityTimeout: cdk.Duration.minutes(1),', 'timeout: Duration.minutes(2)');
    expect(await fixed('typescript', text)).toContain('visibilityTimeout: Duration.minutes(12),');
  });
});

test('names both ends', async () => {
  const [report] = await lint('yaml', sam('30', '60'));
  expect(report?.message).toContain('Orders');
  expect(report?.message).toContain('Worker');
  expect(report?.related[0]?.message).toBe('Timeout of Worker');
  expect(report?.explanation).toContain('6 × 60 s = 360 s');
});
