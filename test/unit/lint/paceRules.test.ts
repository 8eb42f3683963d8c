import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const arn = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const mapping = (rest = '', { source = arn, name = 'Mapping', fn = '!Ref Worker' } = {}) =>
  `  ${name}:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: ${source}\n      FunctionName: ${fn}\n      FunctionResponseTypes: [ReportBatchItemFailures]\n${rest.replace(/^(?=.)/gm, '      ')}\n`;
const worker = (reserved = '') =>
  `  Worker:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: index.handler\n${reserved === '' ? '' : `      ReservedConcurrentExecutions: ${reserved}\n`}`;
const scaling = (value: string) => `ScalingConfig:\n  MaximumConcurrency: ${value} # at once`;
const pollers = (value: string) => `ProvisionedPollerConfig:\n  ${value}`;
const cdk = (source: string, fn = '', queue = '') =>
  stack(
    `const orders = new sqs.Queue(this, 'Orders', { ${queue}deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 } });\nconst fn = new lambda.Function(this, 'Fn', { ${fn} });\nfn.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true, ${source} }));`,
  );

runCases('lambda-sqs-scaling-config', [
  yaml('too small', template(mapping(scaling('1')) + worker()), { severity: 'error', underlined: '1' }),
  yaml('too large', template(mapping(scaling("'1001'")) + worker())),
  yaml('with pollers', template(mapping(`${scaling('5')}\n${pollers('MaximumPollers: 5')}`) + worker()), {
    underlined: 'ProvisionedPollerConfig',
  }),
  yaml('one poller', template(mapping(pollers('MinimumPollers: 1')) + worker())),
  yaml('one poller at most', template(mapping(pollers('MaximumPollers: 1')) + worker())),
  yaml('above the reserve', template(mapping(scaling('20')) + worker('10')), { severity: 'warning', underlined: '20' }),
  yaml('above a reserve of one', template(mapping(scaling('2')) + worker('1')), {
    severity: 'warning',
    unfixable: true,
  }),
  json(
    'too small',
    JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: arn, ScalingConfig: { MaximumConcurrency: 1 } },
        },
      },
    }),
  ),
  typescript('too large', cdk('maxConcurrency: 2000'), { underlined: '2000' }),
  typescript('above the reserve', cdk('maxConcurrency: 20', 'reservedConcurrentExecutions: 10'), {
    severity: 'warning',
  }),
  typescript(
    'with pollers',
    cdk('maxConcurrency: 5, provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 5 }'),
  ),
  typescript('one poller', cdk('provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }'), {
    underlined: '1',
  }),
  ...quiet([
    yaml('at the ends', template(mapping(scaling('2')) + worker('2'))),
    yaml('thousand', template(mapping(scaling('1000')) + worker())),
    yaml('unknown', template(mapping(scaling('!Ref Max')) + worker('1'))),
    yaml('unknown reserve', template(mapping(scaling('20')) + worker('!Ref Max'))),
    yaml('switched off', template(mapping(scaling('20')) + worker('0'))),
    yaml(
      'one branch without',
      template(
        mapping(`${scaling('5')}\nProvisionedPollerConfig: !If [A, {MinimumPollers: 2}, !Ref AWS::NoValue]`) + worker(),
      ),
    ),
    yaml(
      'Kafka takes one poller',
      template(mapping(pollers('MinimumPollers: 1'), { source: 'arn:aws:kafka:eu-west-1:1:cluster/a/b' }) + worker()),
    ),
    typescript('fits', cdk('maxConcurrency: 10', 'reservedConcurrentExecutions: 10')),
    typescript('unknown', cdk('maxConcurrency: props.max')),
  ]),
]);

runCases('lambda-sqs-reserved-concurrency-low', [
  yaml('three', template(mapping() + worker('3 # at most')), { severity: 'warning', underlined: 'Mapping' }),
  yaml('one', template(mapping() + worker('1')), { unfixable: true }),
  typescript('four', cdk('', 'reservedConcurrentExecutions: 4'), { underlined: 'SqsEventSource' }),
  ...quiet([
    yaml('five', template(mapping() + worker('5'))),
    yaml('none', template(mapping() + worker('0'))),
    yaml('no reserve', template(mapping() + worker())),
    yaml('unknown', template(mapping() + worker('!Ref Max'))),
    yaml('limited', template(mapping(scaling('3')) + worker('3'))),
    yaml('perhaps limited', template(mapping(scaling('!Ref Max')) + worker('3'))),
    yaml('pollers', template(mapping(pollers('MinimumPollers: 2')) + worker('3'))),
    yaml('FIFO', template(mapping('', { source: `${arn}.fifo` }) + worker('3'))),
    yaml('unknown queue', template(mapping('', { source: '!ImportValue q' }) + worker('3'))),
    typescript('limited', cdk('maxConcurrency: 3', 'reservedConcurrentExecutions: 3')),
    typescript('FIFO', cdk('', 'reservedConcurrentExecutions: 3', 'fifo: true, contentBasedDeduplication: true, ')),
  ]),
]);

const filter = (kind: string) => `FilterCriteria:\n  Filters:\n    - Pattern: '{"body":{"kind":["${kind}"]}}'`;
const second = { name: 'Second' };
const cdkFilter = (kind: string) => `filters: [lambda.FilterCriteria.filter({ body: { kind: ['${kind}'] } })]`;

runCases(
  'lambda-sqs-filter-deletes',
  [
    yaml('filter', template(mapping(filter('a'))), { severity: 'information', underlined: 'FilterCriteria' }),
    yaml('two filters', template(mapping(filter('a')) + mapping(filter('b'), second)), {
      findings: 2,
      severity: 'error',
    }),
    yaml('one without', template(mapping(filter('a')) + mapping('', second)), { severity: 'error' }),
    yaml('twice the same', template(mapping(filter('a')) + mapping(filter('a'), second)), {
      findings: 2,
      severity: 'information',
    }),
    yaml('two queues', template(mapping(filter('a')) + mapping(filter('b'), { ...second, source: `${arn}-2` })), {
      findings: 2,
      severity: 'information',
    }),
    yaml('one unknown', template(mapping(filter('a')) + mapping('FilterCriteria: !Ref F', second)), {
      severity: 'information',
    }),
    typescript('filter', cdk(cdkFilter('a')), { severity: 'information', underlined: 'filters' }),
    typescript(
      'two filters',
      cdk(cdkFilter('a')).replace(
        '\n  }\n}',
        `\n    props.fn.addEventSource(new SqsEventSource(orders, { ${cdkFilter('b')} }));\n  }\n}`,
      ),
      { findings: 2, severity: 'error' },
    ),
    ...quiet([
      yaml('none', template(mapping())),
      yaml('empty', template(mapping('FilterCriteria: {Filters: []}'))),
      yaml('unknown', template(mapping('FilterCriteria: !Ref F'))),
      yaml('stream', template(mapping(filter('a'), { source: 'arn:aws:kinesis:eu-west-1:1:stream/a' }))),
      yaml('switched off', template(mapping(`${filter('a')}\nEnabled: false`))),
      typescript('unknown', cdk('filters: props.filters')),
    ]),
  ],
  { fixable: false },
);

const jobs = (wait = '') =>
  `  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 60 # s\n${wait}`;
const role = (service: string, action = 'sqs:ReceiveMessage', resource = '!GetAtt Jobs.Arn') =>
  `  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          - Effect: Allow\n            Principal: {Service: [${service}]}\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: a\n          PolicyDocument:\n            Statement:\n              - Effect: Allow\n                Action: [${action}]\n                Resource: ${resource}\n`;
const policy = (roles: string) =>
  `  Policy:\n    Type: AWS::IAM::Policy\n    Properties:\n      Roles: [${roles}]\n      PolicyDocument:\n        Statement:\n          Effect: Allow\n          Action: sqs:*\n          Resource: !GetAtt Jobs.Arn\n`;
const wait = '      ReceiveMessageWaitTimeSeconds: ';
const ecsHead =
  "import * as ecs from 'aws-cdk-lib/aws-ecs';\nimport * as patterns from 'aws-cdk-lib/aws-ecs-patterns';\nimport * as iam from 'aws-cdk-lib/aws-iam';";
const consumer = (rest: string, queue = '') =>
  stack(
    `const jobs = new sqs.Queue(this, 'Jobs', { ${queue}deadLetterQueue: { queue: props.dlq, maxReceiveCount: 5 }, visibilityTimeout: Duration.seconds(60) });\n${rest}`,
    ecsHead,
  );
const task = "const task = new ecs.FargateTaskDefinition(this, 'Task');\njobs.grantConsumeMessages(task.taskRole);";

runCases('sqs-short-polling', [
  yaml('task', template(jobs() + role('ecs-tasks.amazonaws.com')), { severity: 'information', underlined: 'Jobs' }),
  yaml('machine', template(jobs(`${wait}0\n`) + role('ec2.amazonaws.com')), { underlined: '0' }),
  yaml('policy of its own', template(jobs() + role('ecs-tasks.amazonaws.com', 'logs:*', '"*"') + policy('!Ref Role'))),
  typescript('task', consumer(task), { underlined: 'sqs.Queue' }),
  typescript('service', consumer("new patterns.QueueProcessingFargateService(this, 'S', { queue: jobs });")),
  typescript(
    'task of a service',
    consumer(
      "const s = new patterns.QueueProcessingEc2Service(this, 'S', {});\njobs.grantConsumeMessages(s.taskDefinition.taskRole);",
    ),
  ),
  typescript(
    'role',
    consumer(
      "const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });\njobs.grantConsumeMessages(role);",
    ),
  ),
  ...quiet([
    yaml('waits', template(jobs(`${wait}20\n`) + role('ecs-tasks.amazonaws.com'))),
    yaml('unknown', template(jobs(`${wait}!Ref W\n`) + role('ecs-tasks.amazonaws.com'))),
    yaml('function', template(jobs() + role('lambda.amazonaws.com'))),
    yaml('sends only', template(jobs() + role('ecs-tasks.amazonaws.com', 'sqs:SendMessage'))),
    yaml('role of who knows', template(jobs() + policy('!Ref Role'))),
    yaml('no consumer', template(jobs())),
    yaml('dead-letter queue', template((jobs() + role('ecs-tasks.amazonaws.com')).replaceAll('Jobs', 'JobsDlq'))),
    typescript('waits', consumer(task, 'receiveMessageWaitTime: Duration.seconds(20), ')),
    typescript('unknown', consumer(task, 'receiveMessageWaitTime: props.wait, ')),
    typescript('function', consumer("jobs.grantConsumeMessages(new lambda.Function(this, 'F', {}));")),
    typescript('who knows', consumer('jobs.grantConsumeMessages(props.role);')),
  ]),
]);
