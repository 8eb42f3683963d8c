import { cases, isAbsent, stringsOf } from '../../graph/value.ts';
import { placeOf } from '../queueFacts.ts';
import { defineRule } from '../rule.ts';

/** On-demand streams count their shards themselves, provisioned ones have no warm throughput. */
export const kinesisCapacityMode = defineRule<{ stream: string; problem: string }>({
  id: 'kinesis-capacity-mode',
  title: 'Capacity settings of two modes',
  severity: 'error',
  equivalents: [],
  docs: {
    why:
      'A stream in on-demand mode takes no `ShardCount` ("ShardCount is not expected when StreamMode=ON_DEMAND"), and ' +
      '`WarmThroughputMiBps` belongs to on-demand mode alone: the deployment fails.\n\nA stream that states neither ' +
      'mode nor shards is *information*: it becomes provisioned, where the number of shards is yours to choose.',
    silent: ['Mode, shard count or warm throughput are unknown.', 'The stream is imported.'],
    sources: [
      'https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html',
      'https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html',
      'https://github.com/aws/aws-cdk/issues/18139',
    ],
    bad: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      ShardCount: 2\n      StreamModeDetails:\n        StreamMode: ON_DEMAND\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
    good: [
      {
        language: 'yaml',
        code: 'Resources:\n  Clicks:\n    Type: AWS::Kinesis::Stream\n    Properties:\n      StreamModeDetails:\n        StreamMode: ON_DEMAND\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
      },
    ],
  },

  *check(graph) {
    for (const stream of graph.ofType('AWS::Kinesis::Stream')) {
      const modes = stringsOf(graph.prop(stream, 'StreamModeDetails', 'StreamMode'), '');
      if (!modes) continue;
      const isWritten = (property: string) =>
        cases(graph.prop(stream, property)).every(value => value.kind !== 'absent' && value.kind !== 'unknown');
      const data = (problem: string) => ({ resource: stream, data: { stream: stream.name, problem } });
      if (modes.every(mode => mode === 'ON_DEMAND')) {
        if (isWritten('ShardCount')) yield { ...data('shards'), span: placeOf(stream, graph, 'ShardCount') };
      } else if (modes.every(mode => mode !== 'ON_DEMAND')) {
        if (isWritten('WarmThroughputMiBps'))
          yield { ...data('warm'), span: placeOf(stream, graph, 'WarmThroughputMiBps') };
        else if (!stream.managed && modes.every(mode => mode === '') && isAbsent(graph.prop(stream, 'ShardCount')))
          yield { ...data('none'), span: stream.nameSpan, severity: 'information' };
      }
    }
  },

  message({ stream, problem }) {
    if (problem === 'shards')
      return `Stream ${stream} is in on-demand mode and takes no ShardCount: Kinesis refuses it.`;
    if (problem === 'warm') return `Stream ${stream} is provisioned; WarmThroughputMiBps is for on-demand mode alone.`;
    return `Stream ${stream} states neither a capacity mode nor a number of shards.`;
  },

  fix({ resource: stream, data: { problem } }) {
    if (problem === 'none') return undefined;
    const property = problem === 'shards' ? 'ShardCount' : 'WarmThroughputMiBps';
    return {
      title: `Remove ${property}`,
      changes: [{ kind: 'remove', resource: stream, path: [property] }],
    };
  },
});
