import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { fixed, lint, ruleIds } from './linting.ts';

const option = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

/** A stream with a reader, a topic with subscriptions, a delivery stream: the settings the rules look at. */
const settings = fc.record({
  stream: fc.record({
    ShardCount: option(fc.constant(2)),
    RetentionPeriodHours: option(fc.constantFrom(12, 24, 168, 9_000)),
    MaxRecordSizeInKiB: option(fc.constantFrom(512, 2_048, 10_240)),
    StreamModeDetails: option(fc.constantFrom({ StreamMode: 'ON_DEMAND' }, { StreamMode: 'PROVISIONED' })),
    StreamEncryption: option(fc.constant({ EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' })),
  }),
  mapping: fc.record({
    StartingPosition: option(fc.constantFrom('LATEST', 'TRIM_HORIZON')),
    BatchSize: option(fc.constantFrom(1, 50)),
    MaximumRetryAttempts: option(fc.constantFrom(-1, 4)),
    MaximumRecordAgeInSeconds: option(fc.constantFrom(-1, 600)),
    BisectBatchOnFunctionError: option(fc.boolean()),
    FunctionResponseTypes: option(fc.constant(['ReportBatchItemFailures'])),
    DestinationConfig: option(fc.constant({ OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:dlq' } })),
  }),
  topic: fc.record({
    FifoTopic: option(fc.boolean()),
    MaximumMessageSize: option(fc.constantFrom(100, 262_144, 1_048_576)),
    KmsMasterKeyId: option(fc.constantFrom('alias/aws/sns', 'alias/ours')),
  }),
  subscription: fc.record({
    Protocol: option(fc.constantFrom('sqs', 'lambda', 'https', 'email', 'firehose')),
    Endpoint: option(fc.constantFrom('arn:aws:sqs:eu-west-1:1:q', 'arn:aws:sqs:eu-west-1:1:q.fifo', 'a@b.c')),
    RawMessageDelivery: option(fc.boolean()),
    FilterPolicy: option(fc.constantFrom({ a: ['b'] }, { a: { b: ['c'] } })),
  }),
  hose: fc.record({
    DeliveryStreamType: option(fc.constantFrom('DirectPut', 'KinesisStreamAsSource')),
    DeliveryStreamEncryptionConfigurationInput: option(fc.constant({ KeyType: 'AWS_OWNED_CMK' })),
    ExtendedS3DestinationConfiguration: option(fc.constantFrom({ Prefix: 'a/' }, { Prefix: '!{timestamp:yyyy}/' })),
  }),
});
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;
type Properties = Record<string, unknown>;

function resourcesOf(model: Settings, each: (properties: Properties) => Properties) {
  const kept = (properties: object): Properties =>
    each(Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)));
  return {
    Clicks: { Type: 'AWS::Kinesis::Stream', Properties: kept(model.stream) },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        ...kept(model.mapping),
        FunctionName: 'worker',
        EventSourceArn: { 'Fn::GetAtt': ['Clicks', 'Arn'] },
      },
    },
    Orders: { Type: 'AWS::SNS::Topic', Properties: kept(model.topic) },
    Sub: {
      Type: 'AWS::SNS::Subscription',
      Properties: { ...kept(model.subscription), TopicArn: { Ref: 'Orders' } },
    },
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Orders' }] } },
    Archive: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: kept(model.hose) },
  };
}

const asWritten = (properties: Properties) => properties;
const runs = { numRuns: 150 };

describe('for every stream, topic and delivery stream', () => {
  test('YAML and JSON give the same findings', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async model => {
        const template = { Resources: resourcesOf(model, asWritten) };
        const messages = async (language: 'yaml' | 'json', text: string) =>
          (await lint(language, text)).map(report => `${report.ruleId}: ${report.message}`).sort();
        expect(await messages('yaml', stringify(template))).toEqual(await messages('json', JSON.stringify(template)));
      }),
      runs,
    );
  });

  test('a parameter in place of every setting silences what speaks of its value', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async model => {
        const resources = resourcesOf(model, properties =>
          Object.fromEntries(Object.keys(properties).map(name => [name, { Ref: 'Parameter' }])),
        );
        const absences = new Set(await ruleIds('json', JSON.stringify({ Resources: resourcesOf(model, () => ({})) })));
        const found = await ruleIds('json', JSON.stringify({ Resources: resources }));
        expect(found.filter(id => !absences.has(id))).toEqual([]);
      }),
      runs,
    );
  });

  test('fixing everything comes to an end and adds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async model => {
        const text = stringify({ Resources: resourcesOf(model, asWritten) });
        const before = await ruleIds('yaml', text);
        const after = await fixed('yaml', text);
        expect((await ruleIds('yaml', after)).filter(id => !before.includes(id))).toEqual([]);
        expect(await fixed('yaml', after)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });
});
