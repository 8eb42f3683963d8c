import { json, type RuleCase, silent, typescript, yaml } from './cases.ts';
import { stack, template } from './linting.ts';
import { runCases } from './runCases.ts';

const quiet = (cases: readonly RuleCase[]) => cases.map(each => ({ ...each, ...silent }));
const clicks = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2026-01-01T00:00:00.000';
const broker = 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1';
const queue = 'arn:aws:sqs:eu-west-1:111122223333:q';
const mapping = (properties: string, arn = clicks) =>
  template(
    `  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: ${arn}\n${properties === '' ? '' : `${properties.replace(/^/gm, '      ')}\n`}`,
  );
const start = 'StartingPosition: TRIM_HORIZON';
const limit = 'MaximumRetryAttempts: 3';
const bisect = 'BisectBatchOnFunctionError: true';
const keep = `DestinationConfig:\n  OnFailure:\n    Destination: ${queue}-dlq`;
const head =
  "import * as kinesis from 'aws-cdk-lib/aws-kinesis';\nimport { DynamoEventSource, KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';";
const source = (properties: string) =>
  stack(`props.fn.addEventSource(new KinesisEventSource(props.stream, { ${properties} }));`, head);
const horizon = 'startingPosition: lambda.StartingPosition.TRIM_HORIZON';
const sam = (properties: string, stream = '!GetAtt Clicks.Arn', fn = '') =>
  template(
    `  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n      RetentionPeriodHours: 48\n  Worker:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n${fn}      Events:\n        Clicks:\n          Type: Kinesis\n          Properties:\n            Stream: ${stream}\n${properties.replace(/^/gm, '            ')}\n`,
  );

runCases('lambda-stream-no-failure-destination', [
  yaml('none', mapping(`${start}\n${limit}`), { severity: 'warning', underlined: 'Mapping', unfixable: true }),
  yaml('empty', mapping(`${start}\nDestinationConfig:\n  OnFailure: {}`), { unfixable: true }),
  yaml('DynamoDB', mapping(start, table), { unfixable: true }),
  yaml('Kafka', mapping(start, broker), { unfixable: true }),
  yaml(
    'Kafka of our own',
    template(
      '  M:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: f\n      StartingPosition: LATEST\n      SelfManagedEventSource:\n        Endpoints:\n          KafkaBootstrapServers: [a]\n',
    ),
    { unfixable: true },
  ),
  yaml('SAM event # comment', sam(`${start} # oldest first\n${limit}\n${bisect}`)),
  yaml('SAM event of a stream out of sight', sam(`${start}\n${limit}\n${bisect}`, '!ImportValue clicks')),
  yaml(
    'SAM event, role of its own',
    sam(`${start}\n${limit}`, '!GetAtt Clicks.Arn', '      Role: !ImportValue role\n'),
    {
      unfixable: true,
    },
  ),
  json(
    'none',
    JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: 'f', EventSourceArn: clicks, StartingPosition: 'TRIM_HORIZON' },
        },
      },
    }),
    { unfixable: true },
  ),
  typescript('event source', source(horizon), { unfixable: true }),
  typescript(
    'L1',
    stack(
      `new lambda.CfnEventSourceMapping(this, 'M', { functionName: 'f', eventSourceArn: '${clicks}', startingPosition: 'TRIM_HORIZON' });`,
    ),
    { unfixable: true },
  ),
  ...quiet([
    yaml('queue', mapping(`${start}\n${keep}`)),
    yaml('unknown', mapping(`${start}\nDestinationConfig: !Ref D`)),
    yaml('unknown destination', mapping(`${start}\nDestinationConfig:\n  OnFailure:\n    Destination: !ImportValue d`)),
    yaml(
      'one branch',
      mapping(`${start}\nDestinationConfig: !If [A, {OnFailure: {Destination: x}}, !Ref AWS::NoValue]`),
    ),
    yaml('queue as the source', mapping('BatchSize: 1', queue)),
    yaml('broker as the source', mapping('BatchSize: 1', 'arn:aws:mq:eu-west-1:111122223333:broker:b:1')),
    yaml('unknown source', mapping(start, '!ImportValue s')),
    yaml('switched off', mapping(`${start}\nEnabled: false`)),
    typescript('queue', source(`${horizon}, onFailure: new SqsDlq(props.dlq)`)),
    typescript('bucket', source(`${horizon}, onFailure: new S3OnFailureDestination(props.bucket)`)),
    typescript('spread', source(`${horizon}, ...props.source`)),
  ]),
]);

runCases('lambda-stream-infinite-retry', [
  yaml('neither limit', mapping(start), { severity: 'warning', underlined: 'Mapping', unfixable: true }),
  yaml('neither limit, failures kept', mapping(`${start} # oldest\n${keep}`)),
  yaml('-1', mapping(`${start}\nMaximumRetryAttempts: -1\nMaximumRecordAgeInSeconds: "-1"\n${keep}`), {
    underlined: '-1',
  }),
  yaml('bisecting', mapping(`${start}\n${bisect}\n${keep}`)),
  yaml('reporting single failures', mapping(`${start}\nFunctionResponseTypes: [ReportBatchItemFailures]\n${keep}`)),
  yaml('DynamoDB', mapping(`${start}\n${keep}`, table)),
  yaml('SAM event', sam(`${start}\n${keep}`)),
  json(
    'neither limit',
    JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            FunctionName: 'f',
            EventSourceArn: clicks,
            StartingPosition: 'TRIM_HORIZON',
            DestinationConfig: { OnFailure: { Destination: queue } },
          },
        },
      },
    }),
  ),
  typescript('event source', source(horizon), { unfixable: true }),
  typescript('event source, failures kept', source(`${horizon}, onFailure: new SqsDlq(props.dlq)`)),
  typescript(
    'DynamoDB',
    stack(
      `props.fn.addEventSource(new DynamoEventSource(props.table, {\n  ${horizon},\n  onFailure: new SqsDlq(props.dlq), // kept\n}));`,
      head,
    ),
  ),
  ...quiet([
    yaml('attempts', mapping(`${start}\n${limit}`)),
    yaml('age', mapping(`${start}\nMaximumRecordAgeInSeconds: 3600`)),
    yaml('unknown', mapping(`${start}\nMaximumRetryAttempts: !Ref N`)),
    yaml('one branch', mapping(`${start}\nMaximumRetryAttempts: !If [A, 3, -1]`)),
    yaml('queue', mapping('BatchSize: 1', queue)),
    yaml('Kafka', mapping(start, broker)),
    yaml('unknown source', mapping(start, '!ImportValue s')),
    yaml('switched off', mapping(`${start}\nEnabled: false`)),
    typescript('attempts', source(`${horizon}, retryAttempts: 3`)),
    typescript(
      'properties handed in',
      stack('props.fn.addEventSource(new KinesisEventSource(props.stream, props.source));', head),
    ),
  ]),
]);

runCases('lambda-stream-no-bisect', [
  yaml('neither', mapping(`${start}\n${limit} # enough`), { severity: 'information', underlined: 'Mapping' }),
  yaml('switched off', mapping(`${start}\n${limit}\nBisectBatchOnFunctionError: false`), { underlined: 'false' }),
  yaml('SAM event', sam(`${start}\n${limit}\n${keep}`)),
  typescript('event source', source(`${horizon}, retryAttempts: 3`)),
  ...quiet([
    yaml('bisecting', mapping(`${start}\n${limit}\n${bisect}`)),
    yaml('reporting', mapping(`${start}\n${limit}\nFunctionResponseTypes: [ReportBatchItemFailures]`)),
    yaml('one by one', mapping(`${start}\n${limit}\nBatchSize: 1`)),
    yaml('unknown batch', mapping(`${start}\n${limit}\nBatchSize: !Ref N`)),
    yaml('unknown responses', mapping(`${start}\n${limit}\nFunctionResponseTypes: !Ref R`)),
    yaml('never gives up', mapping(start)),
    yaml('may give up', mapping(`${start}\nMaximumRetryAttempts: !Ref N`)),
    yaml('queue', mapping('BatchSize: 10', queue)),
    typescript('bisecting', source(`${horizon}, retryAttempts: 3, bisectBatchOnError: true`)),
    typescript('unknown', source(`${horizon}, retryAttempts: 3, bisectBatchOnError: props.bisect`)),
  ]),
]);

runCases('lambda-stream-starting-position', [
  yaml('stream without', mapping(limit), { severity: 'error', underlined: 'Mapping' }),
  yaml('DynamoDB without', mapping(limit, table)),
  yaml('Kafka without', mapping('BatchSize: 10', broker)),
  yaml('queue with', mapping(`BatchSize: 1\n${start}`, queue), { underlined: 'TRIM_HORIZON' }),
  yaml('SAM event without', sam(limit)),
  yaml('latest', mapping(`StartingPosition: LATEST\n${limit}`), { severity: 'information', unfixable: true }),
  json(
    'queue with',
    JSON.stringify({
      Resources: {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: 'f', EventSourceArn: queue, BatchSize: 1, StartingPosition: 'LATEST' },
        },
      },
    }),
  ),
  typescript(
    'mapping without',
    stack(
      "const stream = new kinesis.Stream(this, 'S');\nnew lambda.EventSourceMapping(this, 'M', { target: props.fn, eventSourceArn: stream.streamArn, retryAttempts: 3 });",
      head,
    ),
  ),
  typescript('latest', source('startingPosition: lambda.StartingPosition.LATEST'), {
    severity: 'information',
    unfixable: true,
  }),
  ...quiet([
    yaml('stream with', mapping(`${start}\n${limit}`)),
    yaml('Kafka, latest', mapping('StartingPosition: LATEST', broker)),
    yaml('queue without', mapping('BatchSize: 1', queue)),
    yaml('unknown source', mapping('BatchSize: 1', '!ImportValue s')),
    yaml('unknown position', mapping(`StartingPosition: !Ref P\n${limit}`)),
    typescript('unknown position', source('startingPosition: props.position')),
    typescript('half typed', stack('props.fn.addEventSource(new KinesisEventSource(props.stream, { retry', head)),
  ]),
]);

const stream = (properties: string, rest = '') =>
  template(
    `  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      Name: clicks\n${properties === '' ? '' : `${properties.replace(/^/gm, '      ')}\n`}${rest}`,
  );
const encryption = 'StreamEncryption:\n  EncryptionType: KMS\n  KeyId: alias/aws/kinesis';
const reader = (properties: string) =>
  `  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      FunctionName: worker\n      EventSourceArn: !GetAtt Clicks.Arn\n${properties.replace(/^/gm, '      ')}\n`;
const cdkStream = (properties: string) => stack(`new kinesis.Stream(this, 'Clicks', { ${properties} });`, head);
const cdkCfnStream = (properties: string) => stack(`new kinesis.CfnStream(this, 'Clicks', { ${properties} });`, head);

runCases('kinesis-encryption-missing', [
  yaml('none', stream('ShardCount: 1 # one'), { severity: 'warning', underlined: 'Clicks' }),
  json('none', JSON.stringify({ Resources: { S: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } } } })),
  typescript('L1', cdkCfnStream('shardCount: 1'), { underlined: 'kinesis.CfnStream' }),
  ...quiet([
    yaml('encrypted', stream(`ShardCount: 1\n${encryption}`)),
    yaml('unknown', stream('ShardCount: 1\nStreamEncryption: !Ref E')),
    yaml(
      'one branch',
      stream('ShardCount: 1\nStreamEncryption: !If [A, {KeyId: a, EncryptionType: KMS}, !Ref AWS::NoValue]'),
    ),
    typescript('L2', cdkStream('shardCount: 1')),
    typescript('L1, encrypted', cdkCfnStream("shardCount: 1, streamEncryption: { encryptionType: 'KMS', keyId: 'k' }")),
    typescript(
      'L1, overridden',
      stack(
        "const s = new kinesis.CfnStream(this, 'S', { shardCount: 1 });\ns.addPropertyOverride('StreamEncryption.KeyId', 'k');",
        head,
      ),
    ),
  ]),
]);

runCases('kinesis-retention-default', [
  yaml('a day by default', stream(`ShardCount: 1\n${encryption}`, reader(`${start}\n${limit}\n${bisect}`)), {
    severity: 'information',
    underlined: 'Clicks',
  }),
  yaml('a day', stream('ShardCount: 1\nRetentionPeriodHours: 24 # a day', reader(start)), { underlined: '24' }),
  yaml('too short', stream('ShardCount: 1\nRetentionPeriodHours: 12'), { severity: 'error' }),
  yaml('too long', stream("ShardCount: 1\nRetentionPeriodHours: '9000'"), { severity: 'error' }),
  typescript(
    'read',
    stack(
      `const s = new kinesis.Stream(this, 'S', { retentionPeriod: Duration.hours(24) });\nprops.fn.addEventSource(new KinesisEventSource(s, { ${horizon} }));`,
      head,
    ),
    { severity: 'information' },
  ),
  typescript('too short, L1', cdkCfnStream('shardCount: 1, retentionPeriodHours: 12'), { severity: 'error' }),
  ...quiet([
    yaml('nobody reads it', stream('ShardCount: 1')),
    yaml('failures kept', stream('ShardCount: 1', reader(`${start}\n${keep}`))),
    yaml('a week', stream('ShardCount: 1\nRetentionPeriodHours: 168', reader(start))),
    yaml('unknown', stream('ShardCount: 1\nRetentionPeriodHours: !Ref H', reader(start))),
    yaml('one branch longer', stream('ShardCount: 1\nRetentionPeriodHours: !If [A, 24, 48]', reader(start))),
    typescript('unknown', cdkStream('retentionPeriod: props.retention')),
  ]),
]);

const onDemand = 'StreamModeDetails:\n  StreamMode: ON_DEMAND';
runCases('kinesis-capacity-mode', [
  yaml('shards on demand', stream(`ShardCount: 2 # two\n${onDemand}`), { severity: 'error', underlined: '2' }),
  yaml('unknown number of shards, still there', stream(`ShardCount: !If [A, 1, 2]\n${onDemand}`)),
  yaml('warm throughput, provisioned', stream('ShardCount: 1\nWarmThroughputMiBps: 10')),
  yaml('neither', stream(encryption), { severity: 'information', underlined: 'Clicks', unfixable: true }),
  typescript('shards on demand', cdkStream('streamMode: kinesis.StreamMode.ON_DEMAND, shardCount: 2')),
  typescript('shards on demand, L1', cdkCfnStream("streamModeDetails: { streamMode: 'ON_DEMAND' }, shardCount: 2")),
  ...quiet([
    yaml('on demand', stream(onDemand)),
    yaml('warm on demand', stream(`WarmThroughputMiBps: 10\n${onDemand}`)),
    yaml('provisioned', stream('ShardCount: 1\nStreamModeDetails:\n  StreamMode: PROVISIONED')),
    yaml('unknown mode', stream('ShardCount: 1\nStreamModeDetails:\n  StreamMode: !Ref M')),
    yaml('parameter for the shards', stream(`ShardCount: !Ref N\n${onDemand}`)),
    yaml(
      'either',
      stream(
        'ShardCount: !If [A, !Ref AWS::NoValue, 2]\nStreamModeDetails: !If [A, {StreamMode: ON_DEMAND}, {StreamMode: PROVISIONED}]',
      ),
    ),
    typescript('L2 of neither', cdkStream("streamName: 'a'")),
    typescript('unknown mode', cdkStream('streamMode: props.mode, shardCount: 2')),
  ]),
]);

runCases('kinesis-large-record', [
  yaml('read by a function', stream('ShardCount: 1\nMaxRecordSizeInKiB: 10240', reader(`${start}\n${keep}`)), {
    severity: 'warning',
    underlined: '10240',
  }),
  yaml('too large', stream('ShardCount: 1\nMaxRecordSizeInKiB: 10241 # ten'), { severity: 'error' }),
  yaml('too small', stream('ShardCount: 1\nMaxRecordSizeInKiB: 512'), { severity: 'error' }),
  typescript('L1', cdkCfnStream('shardCount: 1, maxRecordSizeInKiB: 20000'), { severity: 'error' }),
  ...quiet([
    yaml('nobody reads it', stream('ShardCount: 1\nMaxRecordSizeInKiB: 10240')),
    yaml('fits', stream('ShardCount: 1\nMaxRecordSizeInKiB: 6144', reader(start))),
    yaml('unknown', stream('ShardCount: 1\nMaxRecordSizeInKiB: !Ref S', reader(start))),
  ]),
]);

const hose = (properties: string) =>
  template(
    `  Archive:\n    Type: AWS::KinesisFirehose::DeliveryStream\n    Properties:\n      DeliveryStreamName: archive\n${properties.replace(/^/gm, '      ')}\n`,
  );
const owned = 'DeliveryStreamEncryptionConfigurationInput:\n  KeyType: AWS_OWNED_CMK';
const hoseHead = "import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';";
const cfnHose = (properties: string) =>
  stack(`new firehose.CfnDeliveryStream(this, 'A', { ${properties} });`, hoseHead);

runCases('firehose-encryption-missing', [
  yaml('none', hose('Tags: []'), { severity: 'information', underlined: 'Archive' }),
  yaml('none, direct', hose('DeliveryStreamType: DirectPut # direct')),
  yaml('beside a data stream', hose(`DeliveryStreamType: KinesisStreamAsSource\n${owned}`), { severity: 'warning' }),
  typescript('L1', cfnHose("deliveryStreamType: 'DirectPut'")),
  ...quiet([
    yaml('encrypted', hose(owned)),
    yaml('data stream', hose('DeliveryStreamType: KinesisStreamAsSource')),
    yaml('Kafka', hose('DeliveryStreamType: MSKAsSource')),
    yaml('unknown type', hose('DeliveryStreamType: !Ref T')),
    yaml('unknown encryption', hose('DeliveryStreamEncryptionConfigurationInput: !Ref E')),
  ]),
]);

const bucketOf = (properties: string, name = 'ExtendedS3DestinationConfiguration') =>
  hose(`${owned}\n${name}:\n  BucketARN: arn:aws:s3:::a\n${properties.replace(/^/gm, '  ')}`);
const logged = 'CloudWatchLoggingOptions: {Enabled: true, LogGroupName: a, LogStreamName: b}';
runCases('firehose-error-handling', [
  yaml('not logged', bucketOf('Prefix: a/'), {
    severity: 'information',
    underlined: 'ExtendedS3DestinationConfiguration',
    unfixable: true,
  }),
  yaml('logging switched off', bucketOf('CloudWatchLoggingOptions: {Enabled: false}'), { unfixable: true }),
  yaml('prefix with expressions', bucketOf(`${logged}\nPrefix: "a/!{timestamp:yyyy}/" # by year`), {
    severity: 'error',
    underlined: 'Prefix',
  }),
  yaml(
    'prefix of the bucket of another destination',
    bucketOf(`${logged}\nS3Configuration:\n  Prefix: "!{timestamp:yyyy}/"`, 'SplunkDestinationConfiguration'),
  ),
  typescript(
    'L1',
    cfnHose(
      "extendedS3DestinationConfiguration: { bucketArn: 'a', roleArn: 'b' }, deliveryStreamEncryptionConfigurationInput: e",
    ),
    {
      unfixable: true,
    },
  ),
  ...quiet([
    yaml('logged', bucketOf(`${logged}\nPrefix: a/`)),
    yaml(
      'both prefixes',
      bucketOf(`${logged}\nPrefix: "!{timestamp:yyyy}/"\nErrorOutputPrefix: "errors/!{firehose:error-output-type}/"`),
    ),
    yaml('unknown logging', bucketOf('CloudWatchLoggingOptions: !Ref L')),
    yaml('unknown prefix', bucketOf(`${logged}\nPrefix: !Ref P`)),
    yaml('unknown error prefix', bucketOf(`${logged}\nPrefix: "!{timestamp:yyyy}/"\nErrorOutputPrefix: !Ref E`)),
    yaml('unknown destination', hose(`${owned}\nExtendedS3DestinationConfiguration: !Ref D`)),
  ]),
]);
