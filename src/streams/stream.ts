import type { Scope } from '../core/scope.ts';

export interface StreamRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export type StreamStatus = 'CREATING' | 'DELETING' | 'ACTIVE' | 'UPDATING';
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

export interface StreamSummary {
  readonly arn: string;
  readonly status: StreamStatus;
  readonly mode: StreamMode;
  readonly retentionHours: number;
  readonly createdAt?: Date;
  readonly encryption: 'NONE' | 'KMS';
  readonly kmsKeyId?: string;
  readonly openShards: number;
  readonly consumers?: number;
  /** Bytes; 1 MiB unless the stream says otherwise. */
  readonly maxRecordBytes: number;
  readonly shardLevelMetrics: readonly string[];
}

/** Hash keys are decimal numbers of 128 bits, kept as text because they do not fit a JavaScript number. */
export interface Shard {
  readonly id: string;
  readonly parentId?: string;
  readonly adjacentParentId?: string;
  readonly startingHashKey: string;
  readonly endingHashKey: string;
  readonly startingSequenceNumber: string;
  /** Present once the shard is closed. */
  readonly endingSequenceNumber?: string;
}

export type StartingPosition =
  | { readonly type: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: Date }
  | { readonly type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivedAt?: Date;
  readonly encryption?: string;
}

export interface OutgoingRecord {
  readonly data: Uint8Array;
  readonly partitionKey: string;
  /** Overrides the hash of the partition key; decimal. */
  readonly explicitHashKey?: string;
}
