import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const subscription = (properties: string, topic = '') =>
  template(
    `  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: Orders\n${topic}  Sub:\n    Type: AWS::SNS::Subscription\n    Properties:\n${properties.replace(/^/gm, '      ')}\n`,
  );
const fifo = '      FifoTopic: true\n';

runCases(
  'sns-fifo-topic-subscriber',
  [
    yaml('function', subscription('TopicArn: !Ref Orders\nProtocol: lambda\nEndpoint: !ImportValue f', fifo), {
      severity: 'error',
      underlined: 'lambda',
    }),
    yaml(
      'literal ARN',
      subscription('TopicArn: arn:aws:sns:eu-west-1:1:orders.fifo\nProtocol: email\nEndpoint: a@b.c'),
    ),
    yaml(
      'SAM event',
      template(
        '  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        N:\n          Type: SNS\n          Properties:\n            Topic: !Ref Orders\n',
      ),
    ),
    typescript(
      'function',
      stack(
        "const topic = new sns.Topic(this, 'Orders', { fifo: true });\ntopic.addSubscription(new subs.LambdaSubscription(props.fn));",
      ),
    ),
    ...quiet([
      yaml('queue', subscription('TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: !ImportValue q', fifo)),
      yaml('standard topic', subscription('TopicArn: !Ref Orders\nProtocol: lambda\nEndpoint: !ImportValue f')),
      yaml('unknown topic', subscription('TopicArn: !ImportValue t\nProtocol: lambda\nEndpoint: !ImportValue f')),
      yaml('unknown protocol', subscription('TopicArn: !Ref Orders\nProtocol: !Ref P\nEndpoint: !ImportValue f', fifo)),
      typescript(
        'standard queue',
        stack(
          "const topic = new sns.Topic(this, 'Orders', { fifo: true });\ntopic.addSubscription(new subs.SqsSubscription(props.queue));",
        ),
      ),
    ]),
  ],
  { fixable: false },
);

const delivery = (dlq: string, topic = '') =>
  subscription(
    `TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: !ImportValue q\nRedrivePolicy:\n  deadLetterTargetArn: ${dlq}`,
    topic,
  ) + '  Back:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n';

runCases(
  'sns-subscription-dlq-type-mismatch',
  [
    yaml('FIFO topic, standard queue', delivery('!GetAtt Back.Arn', fifo), {
      severity: 'error',
      underlined: 'Back.Arn',
    }),
    yaml('standard topic, FIFO ARN', delivery('arn:aws:sqs:eu-west-1:1:x.fifo')),
    typescript(
      'FIFO topic, standard queue',
      stack(
        "const topic = new sns.Topic(this, 'Orders', { fifo: true });\nconst dlq = new sqs.Queue(this, 'Dlq');\ntopic.addSubscription(new subs.SqsSubscription(props.queue, { deadLetterQueue: dlq }));",
      ),
    ),
    ...quiet([
      yaml('both standard', delivery('!GetAtt Back.Arn')),
      yaml('FIFO topic, FIFO ARN', delivery('arn:aws:sqs:eu-west-1:1:x.fifo', fifo)),
      yaml('unknown topic', delivery('!GetAtt Back.Arn').replace('!Ref Orders', '!ImportValue t')),
      yaml('unknown queue', delivery('!ImportValue q', fifo)),
    ]),
  ],
  { fixable: false },
);

runCases('sns-raw-delivery', [
  yaml(
    'e-mail',
    subscription('TopicArn: !Ref Orders\nProtocol: email\nEndpoint: a@b.c\nRawMessageDelivery: true # raw'),
    {
      severity: 'error',
      underlined: 'true',
    },
  ),
  json(
    'function',
    JSON.stringify({
      Resources: {
        S: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: 'a', RawMessageDelivery: 'true', Protocol: 'lambda', Endpoint: 'f' },
        },
      },
    }),
  ),
  typescript(
    'L1',
    stack(
      "new sns.CfnSubscription(this, 'S', { topicArn: arn, protocol: 'sms', endpoint: '1', rawMessageDelivery: true });",
    ),
  ),
  ...quiet([
    yaml('queue', subscription('TopicArn: !Ref Orders\nProtocol: sqs\nRawMessageDelivery: true')),
    yaml('off', subscription('TopicArn: !Ref Orders\nProtocol: email\nRawMessageDelivery: false')),
    yaml('unknown protocol', subscription('TopicArn: !Ref Orders\nProtocol: !Ref P\nRawMessageDelivery: true')),
    typescript(
      'HTTP subscription, whose protocol the URL decides',
      stack('props.topic.addSubscription(new subs.UrlSubscription(props.url, { rawMessageDelivery: true }));'),
    ),
  ]),
]);

const web = 'TopicArn: !Ref Orders\nProtocol: https\nEndpoint: https://example.com/orders';
const keep = 'RedrivePolicy:\n  deadLetterTargetArn: arn:aws:sqs:eu-west-1:111122223333:orders-dlq';
const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const listed = (protocol: string, endpoint: string, topic = '') =>
  template(
    `  Orders:\n    Type: AWS::SNS::Topic\n    Properties:\n${topic}      Subscription:\n        - Protocol: ${protocol}\n          Endpoint: ${endpoint}\n`,
  );
const cfnSubscription = (properties: string) =>
  stack(`new sns.CfnSubscription(this, 'S', { topicArn: props.arn, ${properties} });`);

runCases('sns-fifo-topic-subscriber', [yaml('in the list of the topic', listed('lambda', '!ImportValue f', fifo))], {
  fixable: false,
});

runCases(
  'sns-subscription-missing-dlq',
  [
    yaml('web', subscription(web), { severity: 'warning', underlined: 'Sub' }),
    yaml('queue', subscription(`TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: ${queueArn}`), {
      severity: 'information',
    }),
    yaml(
      'SAM event',
      template(
        '  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        N:\n          Type: SNS\n          Properties:\n            Topic: !ImportValue t\n',
      ),
      { severity: 'information', underlined: 'N' },
    ),
    json(
      'web',
      JSON.stringify({
        Resources: {
          S: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: 'a', Protocol: 'http', Endpoint: 'http://a' } },
        },
      }),
    ),
    typescript('queue', stack('props.topic.addSubscription(new subs.SqsSubscription(props.queue));'), {
      severity: 'information',
    }),
    typescript('L1', cfnSubscription("protocol: 'https', endpoint: 'https://a'"), { severity: 'warning' }),
    ...quiet([
      yaml('has one', subscription(`${web}\n${keep}`)),
      yaml('JSON', subscription(`${web}\nRedrivePolicy: !Sub '{"deadLetterTargetArn": "\${Dlq}"}'`)),
      yaml('unknown', subscription(`${web}\nRedrivePolicy: !Ref R`)),
      yaml('one branch', subscription(`${web}\nRedrivePolicy: !If [A, !Ref R, !Ref AWS::NoValue]`)),
      yaml('e-mail', subscription('TopicArn: !Ref Orders\nProtocol: email\nEndpoint: a@b.c')),
      yaml('unknown protocol', subscription('TopicArn: !Ref Orders\nProtocol: !Ref P\nEndpoint: x')),
      yaml('refused anyway', subscription(web, fifo)),
      yaml('list, where there is no place for one', listed('https', 'https://example.com')),
      typescript(
        'has one',
        stack('props.topic.addSubscription(new subs.SqsSubscription(props.queue, { deadLetterQueue: props.dlq }));'),
      ),
      typescript('handed in', stack('props.topic.addSubscription(new subs.SqsSubscription(props.queue, props.more));')),
    ]),
  ],
  { fixable: false },
);

const fifoQueue =
  '  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      FifoQueue: true\n      RedrivePolicy: !Ref R\n';
runCases(
  'sns-standard-topic-to-fifo-queue',
  [
    yaml('queue', `${subscription(`TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: !GetAtt Queue.Arn`)}${fifoQueue}`, {
      severity: 'error',
      underlined: 'Queue.Arn',
    }),
    yaml('ARNs', subscription(`TopicArn: arn:aws:sns:eu-west-1:1:t\nProtocol: sqs\nEndpoint: ${queueArn}.fifo`)),
    yaml('in the list of the topic', listed('sqs', `${queueArn}.fifo`)),
    typescript(
      'queue',
      stack(
        "const topic = new sns.Topic(this, 'Orders');\ntopic.addSubscription(new subs.SqsSubscription(new sqs.Queue(this, 'Q', { fifo: true })));",
      ),
    ),
    ...quiet([
      yaml(
        'both FIFO',
        `${subscription('TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: !GetAtt Queue.Arn', fifo)}${fifoQueue}`,
      ),
      yaml('standard queue', subscription(`TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: ${queueArn}`)),
      yaml(
        'FIFO topic, standard queue',
        subscription(`TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: ${queueArn}`, fifo),
      ),
      yaml('unknown topic', subscription(`TopicArn: !ImportValue t\nProtocol: sqs\nEndpoint: ${queueArn}.fifo`)),
      yaml(
        'unknown type',
        subscription(`TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: ${queueArn}.fifo`, '      FifoTopic: !Ref F\n'),
      ),
      yaml('unknown queue', subscription('TopicArn: !Ref Orders\nProtocol: sqs\nEndpoint: !ImportValue q')),
      typescript(
        'imported topic',
        stack(
          "const topic = sns.Topic.fromTopicArn(this, 'T', props.arn);\ntopic.addSubscription(new subs.SqsSubscription(new sqs.Queue(this, 'Q', { fifo: true })));",
        ),
      ),
    ]),
  ],
  { fixable: false },
);

const endpoint = (protocol: string, value: string, rest = '') =>
  subscription(`TopicArn: !ImportValue t\nProtocol: ${protocol}\nEndpoint: ${value}\n${keep}`) + rest;
const kinesisStream = '  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n';
runCases('sns-endpoint-protocol', [
  yaml('queue by lambda', endpoint('lambda # protocol', queueArn), { severity: 'error', underlined: 'lambda' }),
  yaml(
    'function by sqs',
    endpoint(
      'sqs',
      '!GetAtt F.Arn',
      '  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      DeadLetterConfig: !Ref D\n',
    ),
  ),
  yaml('function by https', endpoint('https', 'arn:aws:lambda:eu-west-1:111122223333:function:f')),
  yaml('data stream', endpoint('firehose', '!GetAtt Clicks.Arn', kinesisStream), {
    underlined: 'Clicks.Arn',
    unfixable: true,
  }),
  yaml('in the list of the topic', listed('lambda', queueArn), { unfixable: true }),
  typescript('L1', cfnSubscription(`protocol: 'lambda', endpoint: '${queueArn}'`)),
  typescript(
    'L2',
    stack(
      `new sns.Subscription(this, 'S', { topic: props.topic, protocol: sns.SubscriptionProtocol.LAMBDA, endpoint: '${queueArn}' });`,
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml('queue', endpoint('sqs', queueArn)),
    yaml('alias', endpoint('lambda', '!Ref A', '  A:\n    Type: AWS::Lambda::Alias\n')),
    yaml('web', endpoint('https', 'https://example.com')),
    yaml('address of a function', endpoint('https', '!GetAtt U.FunctionUrl', '  U:\n    Type: AWS::Lambda::Url\n')),
    yaml('name of a queue', endpoint('email', '!GetAtt Q.QueueName', '  Q:\n    Type: AWS::SQS::Queue\n')),
    yaml('mobile push', endpoint('application', 'arn:aws:sns:eu-west-1:111122223333:endpoint/APNS/app/1')),
    yaml('unknown endpoint', endpoint('sqs', '!ImportValue q')),
    yaml('unknown protocol', endpoint('!Ref P', queueArn)),
    typescript('L2 piece', stack('props.topic.addSubscription(new subs.SqsSubscription(props.queue));')),
  ]),
]);

const hose = 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/orders';
runCases(
  'sns-firehose-missing-role',
  [
    yaml('no role', endpoint('firehose', hose), { severity: 'error', underlined: 'firehose' }),
    typescript('L1', cfnSubscription(`protocol: 'firehose', endpoint: '${hose}'`)),
    ...quiet([
      yaml('role', endpoint('firehose', `${hose}\nSubscriptionRoleArn: !GetAtt Role.Arn`)),
      yaml('unknown role', endpoint('firehose', `${hose}\nSubscriptionRoleArn: !Ref Role`)),
      yaml('queue', endpoint('sqs', queueArn)),
      typescript('L2', stack('props.topic.addSubscription(new subs.FirehoseSubscription(props.stream));')),
    ]),
  ],
  { fixable: false },
);

const filter = (policy: string) => endpoint('sqs', `${queueArn}\n${policy}`);
const values = (count: number) => `[${Array.from({ length: count }, (_, index) => `v${index}`).join(', ')}]`;
runCases('sns-filter-policy-limits', [
  yaml('nested', filter('FilterPolicy:\n  order: # nested\n    state: [placed]'), { severity: 'error' }),
  yaml('nested in JSON', filter(`FilterPolicy: '{"order": {"state": ["placed"]}}'`)),
  yaml('nested, scope written out', filter('FilterPolicyScope: MessageAttributes\nFilterPolicy:\n  a:\n    b: [c]'), {
    unfixable: true,
  }),
  yaml('six keys', filter('FilterPolicy: {a: [1], b: [1], c: [1], d: [1], e: [1], f: [1]}'), { unfixable: true }),
  yaml(
    'six keys of the body',
    filter('FilterPolicyScope: MessageBody\nFilterPolicy: {a: [1], b: [1], c: [1], d: [1], e: [1], f: [1]}'),
    {
      unfixable: true,
    },
  ),
  yaml('156 combinations', filter(`FilterPolicy:\n  a: ${values(13)}\n  b: ${values(12)}`), { unfixable: true }),
  typescript('L1', cfnSubscription("protocol: 'email', endpoint: 'a@b.c', filterPolicy: { order: { state: ['a'] } }")),
  ...quiet([
    yaml('fits', filter('FilterPolicy: {a: [1], b: [{prefix: x}], c: [1], d: [1], e: [{exists: true}]}')),
    yaml('150 combinations', filter(`FilterPolicy:\n  a: ${values(15)}\n  b: ${values(10)}`)),
    yaml('nested for the body', filter('FilterPolicyScope: MessageBody\nFilterPolicy:\n  a:\n    b: [c]')),
    yaml('nested, unknown scope', filter('FilterPolicyScope: !Ref S\nFilterPolicy:\n  a:\n    b: [c]')),
    yaml('or', filter('FilterPolicy:\n  $or:\n    - a: [1]\n    - b: [1]\n  c:\n    d: [1]')),
    yaml('unknown', filter('FilterPolicy: !Ref P')),
    yaml('one branch', filter('FilterPolicy: !If [A, {a: {b: [1]}}, {a: [1]}]')),
    typescript('L2', stack('props.topic.addSubscription(new subs.SqsSubscription(props.queue, { filterPolicy: p }));')),
  ]),
]);

const topicOf = (size: string, rest = '') =>
  subscription(`TopicArn: !Ref Orders\nProtocol: email\nEndpoint: a@b.c`, `      MaximumMessageSize: ${size}\n`) + rest;
runCases('sns-large-message-config', [
  yaml('too large', topicOf('1048577 # bytes'), { severity: 'error', underlined: '1048577' }),
  yaml('too small', topicOf('100')),
  yaml('e-mail', topicOf('1048576')),
  yaml('in the list of the topic', listed('https', 'https://example.com', '      MaximumMessageSize: 524288\n')),
  typescript('L1', stack("new sns.CfnTopic(this, 'T', { maximumMessageSize: 2000000 });")),
  ...quiet([
    yaml('default', topicOf('262144')),
    yaml('queue', topicOf('1048576').replace('email', 'sqs')),
    yaml('unknown protocol', topicOf('1048576').replace('email', '!Ref P')),
    yaml('unknown size', topicOf('!Ref S')),
    yaml('one branch', topicOf('!If [A, 1048576, 262144]')),
  ]),
]);
