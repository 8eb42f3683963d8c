import { kinesis } from '../../core/limits.ts';
import { numbersOf } from '../../graph/value.ts';
import { isReplaceable, placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';
import { hasNoFailureDestination } from '../sourceFacts.ts';

const week = 168;

/** A day is short when a function must be repaired before the records it failed on expire. */
export const kinesisRetentionDefault = defineRule<{ stream: string; hours: number; outside: boolean }>({
  id: 'kinesis-retention-default',
  title: 'Stream keeps its records for a day only',
  severity: 'information',
  equivalents: [],
  docs: {
    why:
      'A stream keeps records for 24 hours unless told otherwise. A function that reads it and has no failure ' +
      'destination has that long to be repaired: a mistake of Friday evening is past mending on Sunday. A week ' +
      `(${week} hours) is what AWS Security Hub asks for by default (Kinesis.3).\n\nOutside ` +
      `${kinesis.minRetentionHours} to ${kinesis.maxRetentionHours} hours Kinesis refuses the stream; this is an *error*.`,
    silent: [
      'The retention is longer than a day, or unknown.',
      'No function is seen to read the stream, or each has a failure destination.',
    ],
    sources: [
      'https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n      RetentionPeriodHours: 12\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 1\n      RetentionPeriodHours: 168\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
  },

  *check(graph) {
    for (const stream of graph.ofType('AWS::Kinesis::Stream')) {
      const hours = numbersOf(graph.prop(stream, 'RetentionPeriodHours'), kinesis.minRetentionHours);
      if (!hours) continue;
      const span = placeOf(stream, graph, 'RetentionPeriodHours');
      const longest = Math.max(...hours);
      const outside = hours.every(each => each < kinesis.minRetentionHours || each > kinesis.maxRetentionHours);
      if (outside) {
        yield {
          resource: stream,
          span,
          data: { stream: stream.name, hours: longest, outside },
          severity: 'error',
        };
      } else if (longest <= kinesis.minRetentionHours) {
        const readers = graph.mappingsOf(stream).filter(({ mapping }) => hasNoFailureDestination(mapping, graph));
        if (readers.length === 0) continue;
        yield {
          resource: stream,
          span,
          data: { stream: stream.name, hours: longest, outside },
          related: readers.map(({ mapping }) => ({
            span: mapping.nameSpan,
            message: 'This mapping has no failure destination',
          })),
        };
      }
    }
  },

  message: ({ stream, hours, outside }) =>
    outside
      ? `Stream ${stream} keeps records for ${hours} hours; Kinesis takes ${kinesis.minRetentionHours} to ${kinesis.maxRetentionHours}.`
      : `Stream ${stream} keeps records for ${hours} hours, and a function reads it without a failure destination.`,

  explain: ({ hours, outside }) =>
    outside
      ? `${kinesis.minRetentionHours} h is one day, ${kinesis.maxRetentionHours} h are 365 days.`
      : `What fails on a Friday evening is gone ${hours} h later. The fix sets ${week} h, seven days; what is kept longer than 24 h is paid for.`,

  fix({ resource: stream, data: { hours, outside } }, graph) {
    if (!isReplaceable(graph.prop(stream, 'RetentionPeriodHours'))) return undefined;
    const value = outside && hours > kinesis.maxRetentionHours ? kinesis.maxRetentionHours : week;
    return {
      title: `Keep records for ${value} hours`,
      changes: [{ kind: 'set', resource: stream, path: ['RetentionPeriodHours'], value: { kind: 'scalar', value } }],
    };
  },
});
