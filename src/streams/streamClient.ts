import type { Page } from '../core/page.ts';
import type { Scope } from '../core/scope.ts';
import type {
  OutgoingRecord,
  Shard,
  StartingPosition,
  StreamMode,
  StreamRecord,
  StreamRef,
  StreamSummary,
} from './stream.ts';

/** What we need of Kinesis Data Streams in one scope; guarded as said in queues/queueClient.ts. */
export interface StreamClient {
  list(options: { token?: string }, signal: AbortSignal): Promise<Page<StreamRef>>;
  summary(stream: StreamRef, signal: AbortSignal): Promise<StreamSummary>;
  tags(stream: StreamRef, signal: AbortSignal): Promise<Record<string, string>>;
  shards(stream: StreamRef, options: { token?: string }, signal: AbortSignal): Promise<Page<Shard>>;
  iterator(stream: StreamRef, shardId: string, position: StartingPosition, signal: AbortSignal): Promise<string>;
  /** `nextIterator` is absent once a closed shard has been read to its end. */
  records(
    stream: StreamRef,
    iterator: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ records: StreamRecord[]; nextIterator?: string; millisBehindLatest?: number }>;

  /** Guarded. `shards` for PROVISIONED only. */
  create(
    name: string,
    options: { mode: StreamMode; shards?: number; tags?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<StreamRef>;
  /** Guarded. Rises or falls as needed. */
  setRetention(stream: StreamRef, hours: number, current: number, signal: AbortSignal): Promise<void>;
  /** Guarded. */
  setMode(stream: StreamRef, mode: StreamMode, signal: AbortSignal): Promise<void>;
  /** Guarded. A key id, ARN or alias turns encryption on, undefined turns it off. */
  setEncryption(
    stream: StreamRef,
    keyId: string | undefined,
    currentKeyId: string | undefined,
    signal: AbortSignal,
  ): Promise<void>;
  /** Guarded. */
  changeTags(
    stream: StreamRef,
    change: { set: Record<string, string>; remove: readonly string[] },
    signal: AbortSignal,
  ): Promise<void>;
  /** Guarded, destructive. Consumers go with the stream. */
  delete(stream: StreamRef, signal: AbortSignal): Promise<void>;
  /** Guarded. */
  put(
    stream: StreamRef,
    record: OutgoingRecord,
    signal: AbortSignal,
  ): Promise<{ shardId: string; sequenceNumber: string }>;
  /** Guarded. At most 500 records; failed entries are named, the others are in. */
  putBatch(
    stream: StreamRef,
    records: readonly OutgoingRecord[],
    signal: AbortSignal,
  ): Promise<readonly ({ shardId: string; sequenceNumber: string } | { code: string; message: string })[]>;
}

export type StreamClients = (scope: Scope) => StreamClient;
