import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const head =
  "import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';\nimport { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';";
const queues = (rest = '', dlq = '') =>
  template(
    `  Orders:\n    Type: AWS::SQS::Queue\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt Back.Arn\n        maxReceiveCount: 5\n  Back: # failures\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n${dlq}${rest}`,
  );
const alarm = (metric: string, value = '!GetAtt Back.QueueName', rest = '') =>
  `  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Namespace: AWS/SQS\n      MetricName: ${metric}\n      Dimensions:\n        - Name: QueueName\n          Value: ${value}\n      Statistic: Sum # of five minutes\n${rest}`;
const visible = 'ApproximateNumberOfMessagesVisible';
const sent = 'NumberOfMessagesSent';
const several = (queries: string) =>
  `  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Metrics:\n${queries.replace(/^/gm, '        ')}\n`;
const cdkQueues = (rest: string) =>
  stack(
    `const back = new sqs.Queue(this, 'Back', { retentionPeriod: Duration.days(14) });\nconst orders = new sqs.Queue(this, 'Orders', { deadLetterQueue: { queue: back, maxReceiveCount: 5 } });\n${rest}`,
    head,
  );
const more = 'threshold: 1, evaluationPeriods: 1';

runCases('sqs-dlq-alarm-missing', [
  yaml('no alarm', queues(), { severity: 'information', underlined: 'Back' }),
  yaml('alarm of another queue', queues(alarm(visible, '!GetAtt Orders.QueueName'))),
  yaml('alarm of a queue by name', queues(alarm(visible, 'other'))),
  yaml('alarm of another service', queues(alarm(visible).replace('AWS/SQS', 'AWS/SNS'))),
  yaml('no dimension', queues(alarm(visible).replace('Name: QueueName', 'Name: Queue'))),
  json(
    'no alarm',
    JSON.stringify(
      {
        Resources: {
          F: {
            Type: 'AWS::Lambda::Function',
            Properties: { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['D', 'Arn'] } } },
          },
          D: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } },
        },
      },
      undefined,
      2,
    ),
  ),
  typescript('no alarm', cdkQueues(''), { underlined: 'sqs.Queue' }),
  typescript(
    'alarm of another queue',
    cdkQueues(
      `new cloudwatch.Alarm(this, 'A', { metric: orders.metricApproximateNumberOfMessagesVisible(), ${more} });`,
    ),
  ),
  ...quiet([
    yaml('visible', queues(alarm(visible))),
    yaml('age', queues(alarm('ApproximateAgeOfOldestMessage'))),
    yaml('by name', queues(alarm(visible, 'back'), '      QueueName: back\n')),
    yaml('unknown name of the alarm', queues(alarm(visible, '!Ref Name'))),
    yaml('names made alike', queues(alarm(visible, '!Sub "${S}-back"'), '      QueueName: !Sub "${S}-back"\n')),
    yaml('unknown metric', queues(alarm('!Ref Metric'))),
    yaml('the other rule speaks', queues(alarm(sent))),
    yaml(
      'in an expression',
      queues(
        several(
          `- Id: all\n  Expression: m1 + m2\n- Id: m1\n  MetricStat:\n    Metric:\n      Namespace: AWS/SQS\n      MetricName: ${visible}\n      Dimensions:\n        - {Name: QueueName, Value: !GetAtt Back.QueueName}`,
        ),
      ),
    ),
    yaml(
      'a search',
      queues(several(`- Id: all\n  Expression: SEARCH('{AWS/SQS,QueueName} ${visible}', 'Maximum', 300)`)),
    ),
    yaml(
      'a query',
      queues(several(`- Id: all\n  Expression: SELECT MAX(${visible}) FROM SCHEMA("AWS/SQS", QueueName)`)),
    ),
    yaml(
      'read by a function',
      queues(
        '  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: !GetAtt Back.Arn\n      FunctionName: f\n',
      ),
    ),
    yaml('macro', queues().replace('AWS::Serverless-2016-10-31', 'OurMacro')),
    typescript(
      'alarm',
      cdkQueues(
        `new cloudwatch.Alarm(this, 'A', { metric: back.metricApproximateNumberOfMessagesVisible(), ${more} });`,
      ),
    ),
    typescript(
      'createAlarm',
      cdkQueues(
        `const a = back.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }).createAlarm(this, 'A', { ${more} });\na.addAlarmAction(new SnsAction(props.topic));`,
      ),
    ),
    typescript(
      'metric by name in a variable',
      cdkQueues(
        `const m = back.metric('${visible}').with({ statistic: 'max' });\nm.createAlarm(this, 'A', { ${more} });`,
      ),
    ),
    typescript(
      'metric spelled out',
      cdkQueues(
        `const metric = new cloudwatch.Metric({ namespace: 'AWS/SQS', metricName: '${visible}', dimensionsMap: { QueueName: back.queueName } });\nnew cloudwatch.Alarm(this, 'A', { metric, ${more} });`,
      ),
    ),
    typescript(
      'expression',
      cdkQueues(
        `new cloudwatch.MathExpression({ expression: 'a + b', usingMetrics: { a: back.metricApproximateNumberOfMessagesVisible(), b: props.b } }).createAlarm(this, 'A', { ${more} });`,
      ),
    ),
    typescript(
      'L1',
      cdkQueues(
        `new cloudwatch.CfnAlarm(this, 'A', { namespace: 'AWS/SQS', metricName: '${visible}', dimensions: [{ name: 'QueueName', value: back.queueName }] });`,
      ),
    ),
    typescript('alarm of who knows', cdkQueues(`props.metric.createAlarm(this, 'A', { ${more} });`)),
    typescript(
      'alarms in a loop',
      cdkQueues(
        `for (const q of [back]) q.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'A', { ${more} });`,
      ),
    ),
    typescript('handed to a monitor', cdkQueues('new Monitor(this, { queue: back });')),
  ]),
]);

runCases('sqs-dlq-alarm-wrong-metric', [
  yaml('sent', queues(alarm(sent)), { severity: 'warning', underlined: sent }),
  yaml('not visible', queues(alarm('ApproximateNumberOfMessagesNotVisible'))),
  typescript(
    'sent',
    cdkQueues(`new cloudwatch.Alarm(this, 'A', { metric: back.metricNumberOfMessagesSent(), ${more} });`),
    { underlined: 'back.metricNumberOfMessagesSent()', unfixable: true },
  ),
  typescript(
    'createAlarm',
    cdkQueues(`back.metricApproximateNumberOfMessagesNotVisible().createAlarm(this, 'A', { ${more} });`),
    { unfixable: true },
  ),
  ...quiet([
    yaml('visible', queues(alarm(visible))),
    yaml('visible too', queues(alarm(sent) + alarm(visible).replace('Alarm:', 'Second:'))),
    yaml('unknown', queues(alarm('!Ref Metric'))),
    yaml('alarm of who knows', queues(alarm(sent) + alarm(visible, '!Ref Name').replace('Alarm:', 'Second:'))),
    yaml(
      'SNS sends there too',
      queues(
        `${alarm(sent)}  S:\n    Type: AWS::SNS::Subscription\n    Properties:\n      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt Back.Arn\n`,
      ),
    ),
    yaml('no dead-letter queue', queues(alarm(sent, '!GetAtt Orders.QueueName'))),
    typescript(
      'handed on',
      cdkQueues(`back.metricNumberOfMessagesSent().createAlarm(this, 'A', { ${more} });\nsend(back);`),
    ),
  ]),
]);
