import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';
import { cdk, sam } from './visibility.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const queue = (properties: string, name = 'Orders') =>
  `  ${name}:\n    Type: AWS::SQS::Queue\n    Properties:\n${properties.replace(/^/gm, '      ')}\n`;
const withDlq = (count: string, own = '', dlq = 'MessageRetentionPeriod: 1209600') =>
  template(
    queue(`${own}RedrivePolicy:\n  deadLetterTargetArn: !GetAtt Back.Arn\n  maxReceiveCount: ${count}`) +
      queue(dlq, 'Back'),
  );
const one = (properties: string) => template(queue(properties, 'OrdersDlq'));
const cdkQueue = (properties: string) => stack(`new sqs.Queue(this, 'OrdersDlq', { ${properties} });`);
const cdkPair = (source: string, dlq: string) =>
  stack(
    `const back = new sqs.Queue(this, 'Back', { ${dlq} });\nconst orders = new sqs.Queue(this, 'Orders', {\n  ${source}\n  deadLetterQueue: { queue: back, maxReceiveCount: 5 },\n});`,
  );

runCases('sqs-max-receive-count-low', [
  yaml('once', withDlq('1'), { severity: 'warning', underlined: '1' }),
  yaml('once, as a string', withDlq("'1' # once")),
  yaml('once on a FIFO queue', withDlq('1', 'FifoQueue: true\n', 'FifoQueue: true\nMessageRetentionPeriod: 1209600'), {
    severity: 'information',
  }),
  yaml('three times, read by a function', sam('180', '30').replace('maxReceiveCount: 5', 'maxReceiveCount: 3'), {
    severity: 'information',
  }),
  json(
    'once in JSON in a string stays',
    JSON.stringify({
      Resources: {
        Orders: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:1:x","maxReceiveCount":1}' },
        },
      },
    }),
    { unfixable: true },
  ),
  typescript(
    'once',
    cdkPair('', 'retentionPeriod: Duration.days(14)').replace('maxReceiveCount: 5', 'maxReceiveCount: 1'),
    {
      underlined: '1',
    },
  ),
  typescript(
    'once in L1',
    stack(
      "new sqs.CfnQueue(this, 'Orders', { redrivePolicy: { deadLetterTargetArn: props.arn, maxReceiveCount: 1 } });",
    ),
  ),
  ...quiet([
    yaml('five times', withDlq('5')),
    yaml('three times, no consumer in sight', withDlq('3')),
    yaml('parameter', withDlq('!Ref Count')),
    yaml('one branch enough', withDlq('!If [A, 1, 5]')),
    typescript(
      'unknown',
      cdkPair('', 'retentionPeriod: Duration.days(14)').replace('maxReceiveCount: 5', 'maxReceiveCount: n'),
    ),
  ]),
]);

runCases('sqs-dlq-retention-shorter-than-source', [
  yaml('shorter', withDlq('5', 'MessageRetentionPeriod: 600000\n', 'MessageRetentionPeriod: 86400'), {
    severity: 'warning',
    underlined: '86400',
  }),
  yaml('both at the default', withDlq('5', '', 'DelaySeconds: 0'), { underlined: 'Back' }),
  yaml(
    'two sources, one finding',
    withDlq('5', '', 'DelaySeconds: 0') +
      queue('RedrivePolicy:\n  deadLetterTargetArn: !GetAtt Back.Arn\n  maxReceiveCount: 5', 'Mail'),
  ),
  typescript('default', cdkPair('', 'visibilityTimeout: Duration.seconds(30)')),
  typescript('shorter', cdkPair('retentionPeriod: Duration.days(7),', 'retentionPeriod: Duration.days(1)')),
  ...quiet([
    yaml('14 days', withDlq('5')),
    yaml('both 14 days', withDlq('5', 'MessageRetentionPeriod: 1209600\n')),
    yaml('FIFO', withDlq('5', 'FifoQueue: true\n', 'FifoQueue: true')),
    yaml('unknown', withDlq('5', '', 'MessageRetentionPeriod: !Ref Days')),
    typescript('unknown', cdkPair('', 'retentionPeriod: props.days')),
  ]),
]);

runCases('sqs-dlq-retention-not-max', [
  yaml('longer than the source, not all of it', withDlq('5', '', 'MessageRetentionPeriod: 600000'), {
    severity: 'information',
    underlined: '600000',
  }),
  yaml('FIFO pair', withDlq('5', 'FifoQueue: true\n', 'FifoQueue: true')),
  typescript(
    'failure destination of a function',
    stack("const q = new sqs.Queue(this, 'Q');\nnew lambda.Function(this, 'F', { deadLetterQueue: q });"),
  ),
  ...quiet([
    yaml('14 days', withDlq('5')),
    yaml('the stronger rule speaks', withDlq('5', '', 'DelaySeconds: 0')),
    yaml('named like one, used by nobody in sight', one('DelaySeconds: 0')),
    yaml(
      'read by a function',
      `${withDlq('5', 'FifoQueue: true\n', 'FifoQueue: true')}  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: f\n      EventSourceArn: !GetAtt Back.Arn\n      BatchSize: 1\n`,
    ),
  ]),
]);

runCases('fifo-name-suffix', [
  yaml('FIFO without ending', one('FifoQueue: true\nQueueName: orders-dlq # name'), {
    severity: 'error',
    underlined: 'orders-dlq',
  }),
  yaml('ending without FIFO', one('QueueName: orders-dlq.fifo')),
  yaml('ending in Sub', one('QueueName: !Sub "${Stage}-orders-dlq.fifo"')),
  yaml('no ending in Sub', one('FifoQueue: true\nQueueName: !Sub "${Stage}-orders-dlq"'), { unfixable: true }),
  yaml('topic', template('  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: orders.fifo\n')),
  json(
    'topic',
    JSON.stringify({
      Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true, TopicName: 'orders' } } },
    }),
  ),
  typescript('queue', cdkQueue("fifo: true, queueName: 'orders-dlq'")),
  typescript('L1 topic', stack("new sns.CfnTopic(this, 'T', { topicName: 'orders.fifo' });")),
  ...quiet([
    yaml('fits', one('FifoQueue: true\nQueueName: orders-dlq.fifo')),
    yaml('no name', one('FifoQueue: true')),
    yaml('unknown end', one('FifoQueue: true\nQueueName: !Sub "orders-dlq-${Ending}"')),
    yaml('unknown flag', one('FifoQueue: !Ref Fifo\nQueueName: orders-dlq')),
    typescript('queue by its name', cdkQueue("queueName: 'orders-dlq.fifo'")),
    typescript('topic', stack("new sns.Topic(this, 'T', { fifo: true, topicName: 'orders' });")),
  ]),
]);

runCases('sqs-fifo-only-property', [
  yaml('deduplication', one('ContentBasedDeduplication: true'), {
    severity: 'error',
    underlined: 'ContentBasedDeduplication',
  }),
  yaml(
    'two of them',
    one('DeduplicationScope: messageGroup\nFifoThroughputLimit: perMessageGroupId\nDelaySeconds: 3'),
    { findings: 2 },
  ),
  yaml(
    'in a flow map',
    template(
      '  OrdersDlq: { Type: AWS::SQS::Queue, Properties: { ContentBasedDeduplication: true, DelaySeconds: 3 } }\n',
    ),
  ),
  json(
    'deduplication',
    JSON.stringify(
      {
        Resources: {
          OrdersDlq: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 3, ContentBasedDeduplication: true } },
        },
      },
      undefined,
      2,
    ),
  ),
  typescript(
    'L1',
    stack(
      "new sqs.CfnQueue(this, 'OrdersDlq', {\n  contentBasedDeduplication: true, // by content\n  delaySeconds: 3,\n});",
    ),
  ),
  ...quiet([
    yaml('FIFO', one('FifoQueue: true\nContentBasedDeduplication: true')),
    yaml('unknown', one('FifoQueue: !Ref Fifo\nContentBasedDeduplication: true')),
    yaml('false', one('ContentBasedDeduplication: false')),
    yaml('FIFO by name only', one('QueueName: a.fifo\nContentBasedDeduplication: true')),
    typescript('L2 makes it FIFO', cdkQueue('contentBasedDeduplication: true')),
  ]),
]);

runCases('sqs-fifo-throughput-pair', [
  yaml('limit only', one('FifoQueue: true\nFifoThroughputLimit: perMessageGroupId'), {
    severity: 'warning',
    underlined: 'FifoThroughputLimit',
  }),
  yaml('scope only', one('FifoQueue: true\nDeduplicationScope: messageGroup\nFifoThroughputLimit: perQueue')),
  typescript('limit only', cdkQueue('fifo: true, fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID')),
  typescript('scope only', cdkQueue('fifo: true, deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP')),
  typescript(
    'needs an import',
    "import { DeduplicationScope, Queue } from 'aws-cdk-lib/aws-sqs';\nnew Queue(scope, 'OrdersDlq', { fifo: true, deduplicationScope: DeduplicationScope.MESSAGE_GROUP });\n",
  ),
  ...quiet([
    yaml('both', one('FifoQueue: true\nDeduplicationScope: messageGroup\nFifoThroughputLimit: perMessageGroupId')),
    yaml('neither', one('FifoQueue: true')),
    yaml('unknown', one('FifoQueue: true\nDeduplicationScope: !Ref S\nFifoThroughputLimit: perMessageGroupId')),
    typescript(
      'unknown',
      cdkQueue(
        'fifo: true, deduplicationScope: scope, fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID',
      ),
    ),
  ]),
]);

runCases('sqs-attribute-out-of-range', [
  yaml('too long', one('VisibilityTimeout: 43201 # 12 h and a bit'), { severity: 'error', underlined: '43201' }),
  yaml(
    'too short and too small',
    one('MessageRetentionPeriod: 59\nMaximumMessageSize: 1023\nKmsDataKeyReusePeriodSeconds: 59'),
    { findings: 3 },
  ),
  yaml('wait, delay', one('ReceiveMessageWaitTimeSeconds: 21\nDelaySeconds: "901"'), { findings: 2 }),
  typescript('too long', cdkQueue('retentionPeriod: Duration.days(15)')),
  typescript('too large', cdkQueue('maxMessageSizeBytes: 2 * 1024 * 1024')),
  ...quiet([
    yaml(
      'at the ends',
      one(
        'VisibilityTimeout: 43200\nMessageRetentionPeriod: 60\nDelaySeconds: 0\nReceiveMessageWaitTimeSeconds: 20\nMaximumMessageSize: 1048576',
      ),
    ),
    yaml('unknown', one('VisibilityTimeout: !Ref V')),
    yaml('one branch inside', one('DelaySeconds: !If [A, 901, 900]')),
    typescript('at the end', cdkQueue('retentionPeriod: Duration.days(14)')),
  ]),
]);

runCases('sqs-encryption-disabled', [
  yaml('off', one('SqsManagedSseEnabled: false'), { severity: 'warning', underlined: 'false' }),
  yaml('off as a string, others stay', one("DelaySeconds: 3\nSqsManagedSseEnabled: 'false'\nVisibilityTimeout: 3")),
  typescript('off', cdkQueue('encryption: sqs.QueueEncryption.UNENCRYPTED')),
  typescript(
    'off, on lines of their own',
    stack("new sqs.Queue(this, 'OrdersDlq', {\n  fifo: true,\n  encryption: sqs.QueueEncryption.UNENCRYPTED,\n});"),
  ),
  ...quiet([
    yaml('default', one('DelaySeconds: 3')),
    yaml('a key instead', one('SqsManagedSseEnabled: false\nKmsMasterKeyId: !Ref Key')),
    yaml('unknown', one('SqsManagedSseEnabled: !Ref S')),
    typescript('managed', cdkQueue('encryption: sqs.QueueEncryption.SQS_MANAGED')),
    typescript('unknown', cdkQueue('encryption: props.encryption')),
  ]),
]);

const mapping = (arn: string, properties: string) =>
  template(
    `  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: ${arn}\n${properties === '' ? '' : `${properties.replace(/^/gm, '      ')}\n`}`,
  );
const standard = 'arn:aws:sqs:eu-west-1:111122223333:orders';
const reports = 'FunctionResponseTypes: [ReportBatchItemFailures]';

runCases('lambda-sqs-no-partial-batch', [
  yaml('SAM event', sam('180', '30', { bare: true }), { severity: 'warning', underlined: 'Orders' }),
  yaml('mapping', mapping(standard, 'BatchSize: 5')),
  yaml('other response types', mapping(standard, 'FunctionResponseTypes: []'), { unfixable: true }),
  typescript(
    'event source without properties',
    cdk('visibilityTimeout: Duration.seconds(180),', 'timeout: Duration.seconds(30)', ''),
    { underlined: 'SqsEventSource' },
  ),
  typescript(
    'event source with properties',
    cdk('visibilityTimeout: Duration.seconds(180),', 'timeout: Duration.seconds(30)', 'batchSize: 5'),
  ),
  typescript('queue handed in', stack('props.fn.addEventSource(new SqsEventSource(props.queue));')),
  typescript(
    'EventSourceMapping',
    stack(
      "const q = new sqs.Queue(this, 'Dlq');\nnew lambda.EventSourceMapping(this, 'M', { target: props.fn, eventSourceArn: q.queueArn });",
    ),
  ),
  ...quiet([
    yaml('reports', mapping(standard, reports)),
    yaml('one by one', mapping(standard, 'BatchSize: 1')),
    yaml('unknown types', mapping(standard, 'FunctionResponseTypes: !Ref Types')),
    yaml('unknown type in the list', mapping(standard, 'FunctionResponseTypes: [!Ref Type]')),
    yaml('unknown source', mapping('!ImportValue arn', 'BatchSize: 5')),
    yaml('stream', mapping('arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', 'BatchSize: 5')),
    yaml('switched off', mapping(standard, 'Enabled: false')),
    typescript(
      'reports',
      cdk(
        'visibilityTimeout: Duration.seconds(180),',
        'timeout: Duration.seconds(30)',
        'reportBatchItemFailures: true',
      ),
    ),
    typescript(
      'unknown',
      cdk(
        'visibilityTimeout: Duration.seconds(180),',
        'timeout: Duration.seconds(30)',
        'reportBatchItemFailures: partial',
      ),
    ),
    typescript(
      'properties handed in',
      stack('props.fn.addEventSource(new SqsEventSource(props.queue, props.source));'),
    ),
  ]),
]);

runCases('lambda-sqs-batch-window', [
  yaml('no window', mapping(standard, `BatchSize: 100\n${reports}`), { severity: 'error', underlined: '100' }),
  yaml('window of zero', mapping(standard, `BatchSize: 100\nMaximumBatchingWindowInSeconds: 0\n${reports}`)),
  yaml('window too long', mapping(standard, `MaximumBatchingWindowInSeconds: 301\n${reports}`)),
  yaml('batch too large', mapping(standard, `BatchSize: 10001\nMaximumBatchingWindowInSeconds: 5\n${reports}`)),
  typescript(
    'no window',
    cdk(
      'visibilityTimeout: Duration.seconds(600),',
      'timeout: Duration.seconds(30)',
      'batchSize: 100, reportBatchItemFailures: true',
    ),
  ),
  ...quiet([
    yaml('ten', mapping(standard, `BatchSize: 10\n${reports}`)),
    yaml('with a window', mapping(standard, `BatchSize: 100\nMaximumBatchingWindowInSeconds: 5\n${reports}`)),
    yaml('unknown window', mapping(standard, `BatchSize: 100\nMaximumBatchingWindowInSeconds: !Ref W\n${reports}`)),
    yaml('FIFO', mapping(`${standard}.fifo`, `BatchSize: 100\n${reports}`)),
    yaml('unknown queue', mapping('!Sub arn:aws:sqs:eu-west-1:1:${Name}', `BatchSize: 100\n${reports}`)),
    typescript('unknown queue', stack('props.fn.addEventSource(new SqsEventSource(props.queue, { batchSize: 100 }));')),
  ]),
]);

runCases('lambda-sqs-fifo-batch', [
  yaml('too large', mapping(`${standard}.fifo`, `BatchSize: 11\n${reports}`), { severity: 'error', underlined: '11' }),
  yaml('window', mapping(`${standard}.fifo`, `MaximumBatchingWindowInSeconds: 5\n${reports}`)),
  typescript(
    'both',
    cdk(
      'fifo: true, visibilityTimeout: Duration.seconds(600),',
      'timeout: Duration.seconds(30)',
      'batchSize: 100, maxBatchingWindow: Duration.seconds(5), reportBatchItemFailures: true',
    ),
    { findings: 2 },
  ),
  ...quiet([
    yaml('ten', mapping(`${standard}.fifo`, `BatchSize: 10\n${reports}`)),
    yaml('standard', mapping(standard, `BatchSize: 11\nMaximumBatchingWindowInSeconds: 5\n${reports}`)),
    yaml('unknown', mapping('!ImportValue arn', `BatchSize: 11\n${reports}`)),
  ]),
]);

const failure = 'DestinationConfig:\n  OnFailure:\n    Destination: arn:aws:sqs:eu-west-1:111122223333:dlq';
runCases(
  'lambda-sqs-onfailure-unsupported',
  [
    yaml('on a queue', mapping(standard, `${failure}\n${reports}`), { severity: 'warning' }),
    yaml(
      'in a SAM event',
      sam('180', '30', {
        event:
          '            DestinationConfig:\n              OnFailure:\n                Destination: !ImportValue d\n',
      }),
    ),
    ...quiet([
      yaml('on a stream', mapping('arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', failure)),
      yaml('unknown source', mapping('!ImportValue arn', failure)),
      yaml('none', mapping(standard, reports)),
    ]),
  ],
  { fixable: false },
);
