import { kinesis } from '../core/limits.ts';
import { formatBytes, formatNumber, formatSeconds } from '../core/text.ts';
import type { StreamSummary } from './stream.ts';
import { retentionHint } from './streamService.ts';

/** One figure of a stream in words. */
export interface StreamRow {
  /** Kinesis's own name. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly explanation: string;
}

const statuses: Readonly<Record<StreamSummary['status'], string>> = {
  CREATING: 'It is being made and takes no records yet.',
  DELETING: 'It is being deleted; records are lost.',
  ACTIVE: 'It takes and gives records.',
  UPDATING: 'Shards, mode, retention or encryption are being changed; it goes on taking and giving records.',
};

/** kinesis/latest/APIReference/API_StreamDescriptionSummary.html, explained. */
export function streamRows(summary: StreamSummary): StreamRow[] {
  const row = (name: string, label: string, value: string, explanation: string): StreamRow => ({
    name,
    label,
    value,
    explanation,
  });
  const days = summary.retentionHours >= 48 ? ` (${formatSeconds(summary.retentionHours * 3_600)})` : '';
  return [
    row('StreamARN', 'ARN', summary.arn, 'The name that policies, producers and consumers use.'),
    row('StreamStatus', 'Status', summary.status, statuses[summary.status]),
    row(
      'StreamMode',
      'Capacity mode',
      summary.mode === 'ON_DEMAND' ? 'On-demand' : 'Provisioned',
      summary.mode === 'ON_DEMAND'
        ? 'Kinesis splits and merges shards with the traffic.'
        : 'The number of shards is chosen: each takes 1 MiB or 1,000 records a second.',
    ),
    row('OpenShardCount', 'Open shards', formatNumber(summary.openShards), 'Shards that take new records.'),
    row(
      'RetentionPeriodHours',
      'Retention',
      `${formatNumber(summary.retentionHours)} h${days}`,
      `How long records can be read. ${retentionHint(summary.retentionHours)}`,
    ),
    row(
      'EncryptionType',
      'Encryption',
      summary.encryption === 'KMS' ? `KMS: ${summary.kmsKeyId ?? 'unknown key'}` : 'None at rest',
      summary.encryption === 'KMS'
        ? 'Records are encrypted at rest with this key; producers need kms:GenerateDataKey, consumers kms:Decrypt.'
        : 'Records are not encrypted with KMS while they are stored; they always are on their way.',
    ),
    row(
      'MaxRecordSizeInKiB',
      'Largest record',
      formatBytes(summary.maxRecordBytes),
      `Data and partition key together; ${formatBytes(kinesis.defaultRecordBytes)} unless the stream is set to more, up to ${formatBytes(kinesis.maxRecordBytes)}.`,
    ),
    row(
      'ConsumerCount',
      'Registered consumers',
      summary.consumers === undefined ? '' : formatNumber(summary.consumers),
      'Consumers with enhanced fan-out: each has 2 MiB a second of every shard to itself.',
    ),
    row(
      'EnhancedMonitoring',
      'Shard-level metrics',
      summary.shardLevelMetrics.join(', '),
      'Figures that CloudWatch gets for every single shard; they cost extra.',
    ),
    row(
      'StreamCreationTimestamp',
      'Created',
      summary.createdAt === undefined ? '' : summary.createdAt.toISOString(),
      'When the stream was made.',
    ),
  ];
}
