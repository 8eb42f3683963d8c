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
