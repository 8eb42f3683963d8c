import { type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const region = 'eu-west-1:111122223333';
const queue = (properties: string, name = 'Orders') =>
  `  ${name}:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy: !Ref Policy\n${properties}`;
const fifo = '      FifoQueue: true\n';
const rule = (target: string) =>
  `  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n      EventPattern: {source: [aws.ec2]}\n      Targets:\n        - Id: a\n${target.replace(/^/gm, '          ')}\n`;
const toOrders = rule(
  'Arn: !GetAtt Orders.Arn\nSqsParameters: {MessageGroupId: a}\nDeadLetterConfig: {Arn: !ImportValue d}',
);
const head =
  "import * as events from 'aws-cdk-lib/aws-events';\nimport * as targets from 'aws-cdk-lib/aws-events-targets';\nimport * as s3 from 'aws-cdk-lib/aws-s3';\nimport * as s3n from 'aws-cdk-lib/aws-s3-notifications';\nimport { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';";
const cdk = (body: string) => stack(body, head);
const cdkQueue = "const orders = new sqs.Queue(this, 'Orders', { fifo: true, deadLetterQueue: props.dlq });";

runCases('fifo-no-content-dedup', [
  yaml('queue', template(queue(fifo)), { severity: 'information', underlined: 'Orders' }),
  yaml(
    'topic',
    template(
      '  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true # in order\n      KmsMasterKeyId: !Ref K\n',
    ),
    { severity: 'information' },
  ),
  yaml('target of a rule', template(queue(fifo) + toOrders), { severity: 'error' }),
  yaml('off, and target of a rule', template(queue(`${fifo}      ContentBasedDeduplication: false\n`) + toOrders), {
    severity: 'error',
    underlined: 'false',
  }),
  typescript('queue', cdk(cdkQueue), { underlined: 'sqs.Queue' }),
  typescript(
    'target of a rule',
    cdk(
      `${cdkQueue}\nnew events.Rule(this, 'R', { eventPattern: p, targets: [new targets.SqsQueue(orders, { messageGroupId: 'a', deadLetterQueue: props.d })] });`,
    ),
    { severity: 'error' },
  ),
  ...quiet([
    yaml('on', template(queue(`${fifo}      ContentBasedDeduplication: true\n`) + toOrders)),
    yaml('settled', template(queue(`${fifo}      ContentBasedDeduplication: false\n`))),
    yaml('unknown', template(queue(`${fifo}      ContentBasedDeduplication: !Ref C\n`) + toOrders)),
    yaml('standard', template(queue('') + toOrders)),
    yaml('unknown type', template(queue('      FifoQueue: !Ref F\n') + toOrders)),
    yaml('dead-letter queue', template(queue(fifo, 'OrdersDlq'))),
    yaml(
      'fed by a FIFO topic',
      template(
        `${queue(fifo)}  S:\n    Type: AWS::SNS::Subscription\n    Properties:\n      TopicArn: arn:aws:sns:${region}:orders.fifo\n      Protocol: sqs\n      Endpoint: !GetAtt Orders.Arn\n`,
      ),
    ),
    typescript('on', cdk(cdkQueue.replace('fifo: true', 'contentBasedDeduplication: true'))),
  ]),
]);

const bucket = (list: string, key: string, value: string) =>
  `  Uploads:\n    Type: AWS::S3::Bucket\n    Properties:\n      NotificationConfiguration:\n        ${list}:\n          - Event: s3:ObjectCreated:*\n            ${key}: ${value}\n`;

runCases(
  's3-notification-fifo',
  [
    yaml('queue', template(bucket('QueueConfigurations', 'Queue', '!GetAtt Orders.Arn') + queue(fifo)), {
      severity: 'error',
      underlined: 'Orders.Arn',
    }),
    yaml('queue by ARN', template(bucket('QueueConfigurations', 'Queue', `arn:aws:sqs:${region}:orders.fifo`))),
    yaml(
      'topic',
      template(
        `${bucket('TopicConfigurations', 'Topic', '!Ref T')}  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      FifoTopic: true\n`,
      ),
    ),
    typescript(
      'queue',
      cdk(`${cdkQueue}\nnew s3.Bucket(this, 'B').addObjectCreatedNotification(new s3n.SqsDestination(orders));`),
    ),
    typescript(
      'bucket handed in',
      cdk(
        `${cdkQueue}\nprops.bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(orders));`,
      ),
      {
        underlined: 'props.bucket.addEventNotification',
      },
    ),
    typescript(
      'L1',
      cdk(
        `new s3.CfnBucket(this, 'B', { notificationConfiguration: { queueConfigurations: [{ event: 'a', queue: 'arn:aws:sqs:${region}:a.fifo' }] } });`,
      ),
    ),
    ...quiet([
      yaml('standard', template(bucket('QueueConfigurations', 'Queue', '!GetAtt Orders.Arn') + queue(''))),
      yaml('unknown', template(bucket('QueueConfigurations', 'Queue', '!ImportValue q'))),
      yaml(
        'unknown type',
        template(bucket('QueueConfigurations', 'Queue', '!GetAtt Orders.Arn') + queue('      FifoQueue: !Ref F\n')),
      ),
      typescript(
        'standard',
        cdk(
          `${cdkQueue.replace('fifo: true, ', '')}\nnew s3.Bucket(this, 'B').addObjectCreatedNotification(new s3n.SqsDestination(orders));`,
        ),
      ),
    ]),
  ],
  { fixable: false },
);

const dead = 'arn:aws:sqs:eu-west-1:111122223333:failed.fifo';
const one = (type: string, properties: string) =>
  `  X:\n    Type: ${type}\n    Properties:\n${properties.replace(/^/gm, '      ')}\n`;

runCases(
  'dlq-fifo-unsupported',
  [
    yaml('function', template(one('AWS::Lambda::Function', `DeadLetterConfig: {TargetArn: "${dead}"}`)), {
      severity: 'error',
    }),
    yaml(
      'function to a topic',
      template(one('AWS::Lambda::Function', `DeadLetterConfig: {TargetArn: "${dead.replace('sqs', 'sns')}"}`)),
    ),
    yaml(
      'destination',
      template(
        `${one('AWS::Lambda::EventInvokeConfig', 'FunctionName: f\nQualifier: $LATEST\nDestinationConfig:\n  OnFailure:\n    Destination: !GetAtt Orders.Arn')}${queue(fifo)}`,
      ),
    ),
    yaml('rule', template(rule(`Arn: !ImportValue f\nDeadLetterConfig: {Arn: "${dead}"}`))),
    yaml('bus', template(one('AWS::Events::EventBus', `Name: shop\nDeadLetterConfig: {Arn: "${dead}"}`))),
    yaml('subscriber', template(one('AWS::EventsV2::Subscriber', `OnFailureConfiguration: {Arn: "${dead}"}`))),
    yaml(
      'schedule',
      template(
        one(
          'AWS::Scheduler::Schedule',
          `ScheduleExpression: rate(1 day)\nTarget:\n  Arn: !ImportValue f\n  DeadLetterConfig: {Arn: "${dead}"}`,
        ),
      ),
    ),
    typescript('function', cdk(`${cdkQueue}\nnew lambda.Function(this, 'F', { deadLetterQueue: orders });`), {
      underlined: 'orders',
    }),
    typescript(
      'destination',
      cdk(`${cdkQueue}\nnew lambda.Function(this, 'F', { onFailure: new SqsDestination(orders) });`),
    ),
    ...quiet([
      yaml(
        'standard',
        template(one('AWS::Lambda::Function', `DeadLetterConfig: {TargetArn: "${dead.replace('.fifo', '')}"}`)),
      ),
      yaml('unknown', template(one('AWS::Lambda::Function', 'DeadLetterConfig: {TargetArn: !ImportValue d}'))),
      yaml(
        'redrive policy',
        template(
          one(
            'AWS::SQS::Queue',
            `FifoQueue: true\nRedrivePolicy: {deadLetterTargetArn: "${dead}", maxReceiveCount: 5}`,
          ),
        ),
      ),
      typescript('unknown', cdk("new lambda.Function(this, 'F', { deadLetterQueue: props.dlq });")),
    ]),
  ],
  { fixable: false },
);

const subscription = (dlq: string, topic = `arn:aws:sns:${region}:orders`) =>
  template(
    one('AWS::SNS::Subscription', `TopicArn: ${topic}\nProtocol: https\nRedrivePolicy:\n  deadLetterTargetArn: ${dlq}`),
  );
const far = 'arn:aws:sqs:us-east-1:111122223333:d';
const foreign = 'arn:aws:sqs:eu-west-1:444455556666:d';
const source = (dlq: string, name = 'QueueName: orders') =>
  template(
    `${one('AWS::SQS::Queue', `${name}\nRedrivePolicy: {deadLetterTargetArn: "${dlq}", maxReceiveCount: 5}`)}  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: arn:aws:sqs:${region}:orders\n      FunctionName: f\n`,
  );

runCases(
  'dlq-other-account-region',
  [
    yaml('subscription, Region', subscription(far), { severity: 'error', underlined: far }),
    yaml('subscription, account', subscription(foreign), { severity: 'warning' }),
    yaml('queue, Region', source(far), { severity: 'warning' }),
    yaml('queue, account', source(foreign), { severity: 'warning' }),
    yaml('rule', template(rule(`Arn: arn:aws:lambda:${region}:function:f\nDeadLetterConfig: {Arn: "${far}"}`)), {
      severity: 'error',
    }),
    ...quiet([
      yaml('same', subscription(`arn:aws:sqs:${region}:d`)),
      yaml('pseudo parameters', subscription('!Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:d"')),
      yaml('topic by reference', subscription(far, '!Ref T')),
      yaml('queue without a place', source(far, 'QueueName: other')),
      yaml(
        'rule, account',
        template(rule(`Arn: arn:aws:lambda:${region}:function:f\nDeadLetterConfig: {Arn: "${foreign}"}`)),
      ),
      yaml(
        'rule to a bus elsewhere',
        template(rule(`Arn: arn:aws:events:${region}:event-bus/a\nDeadLetterConfig: {Arn: "${far}"}`)),
      ),
    ]),
  ],
  { fixable: false },
);
