import { kinesis } from '../../core/limits.ts';
import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

const least = kinesis.defaultRecordBytes / 1_024;
const most = kinesis.maxRecordBytes / 1_024;
/** The payload of an invocation, 6 MB: AWS::Lambda::EventSourceMapping, BatchSize. */
const invocation = 6_144;

/** Records larger than an invocation cannot reach a function. */
export const kinesisLargeRecord = defineRule<{ stream: string; size: number; outside: boolean }>({
  id: 'kinesis-large-record',
  title: 'Records larger than a function can take',
  severity: 'warning',
  equivalents: [],
  docs: {
    why:
      `A stream can be opened to records of up to ${most} KiB with \`MaxRecordSizeInKiB\`, but what Lambda hands to a ` +
      'function is at most 6 MB. A larger record fails for as long as the mapping tries it.\n\nOutside ' +
      `${least} to ${most} KiB Kinesis refuses the stream; this is an *error*.`,
    silent: ['The size is unknown.', 'The size is allowed and no function is seen to read the stream.'],
    sources: [
      'https://docs.aws.amazon.com/streams/latest/dev/large-records.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-eventsourcemapping.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n      MaxRecordSizeInKiB: 20480\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n      MaxRecordSizeInKiB: 10240\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
  },

  *check(graph) {
    for (const stream of graph.ofType('AWS::Kinesis::Stream')) {
      const sizes = numbersOf(graph.prop(stream, 'MaxRecordSizeInKiB'), least);
      if (!sizes) continue;
      const size = Math.max(...sizes);
      const outside = sizes.every(each => each < least || each > most);
      const readers = graph.mappingsOf(stream);
      if (!outside && (readers.length === 0 || !sizes.every(each => each > invocation))) continue;
      yield {
        resource: stream,
        span: placeOf(stream, graph, 'MaxRecordSizeInKiB'),
        data: { stream: stream.name, size, outside },
        severity: outside ? 'error' : 'warning',
        related: outside
          ? []
          : readers.map(({ mapping }) => ({ span: mapping.nameSpan, message: 'A function reads the stream here' })),
      };
    }
  },

  message: ({ stream, size, outside }) =>
    outside
      ? `Stream ${stream} takes records of ${size} KiB; Kinesis allows ${least} to ${most}.`
      : `Stream ${stream} takes records of ${size} KiB, and the function that reads it at most 6 MB.`,

  explain: ({ size, outside }) =>
    outside
      ? `1 MiB = ${least} KiB is the default and the least, 10 MiB = ${most} KiB the most.`
      : `A record of ${size} KiB does not fit an invocation of ${invocation} KiB, the base64 of its payload counted (× 4/3): records above some ${Math.floor((invocation * 3) / 4)} KiB cannot be handed over.`,

  fix({ resource: stream, data: { size, outside } }, graph) {
    if (!isReplaceable(graph.prop(stream, 'MaxRecordSizeInKiB'))) return undefined;
    const isRead = graph.mappingsOf(stream).length > 0;
    const value = size < least ? least : isRead || !outside ? invocation : most;
    return {
      title: `Set MaxRecordSizeInKiB to ${value}`,
      changes: [{ kind: 'set', resource: stream, path: ['MaxRecordSizeInKiB'], value: { kind: 'scalar', value } }],
    };
  },
});
