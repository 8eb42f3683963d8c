import type { Clock } from '../../../src/core/clock.ts';
import { AwsError } from '../../../src/core/errors.ts';
import type {
  OutgoingRecord,
  Shard,
  StartingPosition,
  StreamMode,
  StreamRecord,
  StreamRef,
  StreamSummary,
} from '../../../src/streams/stream.ts';
import type { StreamClient } from '../../../src/streams/streamClient.ts';

export const signal = new AbortController().signal;

export const stream: StreamRef = {
  connectionId: 'c',
  region: 'eu-west-1',
  name: 'clicks',
  arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks',
};

/** A clock that moves only when somebody sleeps. */
export class TestClock implements Clock {
  time = 1_000_000;
  readonly slept: number[] = [];
  now(): number {
    return this.time;
  }
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(milliseconds);
    this.time += milliseconds;
  }
}

export function shard(id: string, from: bigint, to: bigint, closed = false): Shard {
  return {
    id,
    startingHashKey: from.toString(),
    endingHashKey: to.toString(),
    startingSequenceNumber: '1',
    ...(closed && { endingSequenceNumber: '9' }),
  };
}

/** One stream in memory; iterators are `position:index`. Remembers the calls that change or start something. */
export class StreamMemory implements StreamClient {
  readonly calls: unknown[] = [];
  summaryNow: StreamSummary = {
    arn: stream.arn,
    status: 'ACTIVE',
    mode: 'PROVISIONED',
    retentionHours: 48,
    encryption: 'NONE',
    openShards: 1,
    maxRecordBytes: 1_048_576,
    shardLevelMetrics: [],
  };
  /** Statuses that the next looks see before ACTIVE. */
  statuses: StreamSummary['status'][] = [];
  stored: StreamRecord[] = [];
  closed = false;
  shardList: Shard[] = [shard('shard-0', 0n, (1n << 128n) - 1n)];
  /** Errors that the next reads throw. */
  failures: AwsError[] = [];
  perCall = 2;

  async list() {
    return { items: [stream] };
  }
  async summary(): Promise<StreamSummary> {
    const status = this.statuses.shift() ?? 'ACTIVE';
    return { ...this.summaryNow, status };
  }
  async tags(): Promise<Record<string, string>> {
    return {};
  }
  async shards() {
    return { items: this.shardList };
  }
  async iterator(_stream: StreamRef, _shardId: string, position: StartingPosition): Promise<string> {
    this.calls.push(position);
    const after = 'sequenceNumber' in position ? Number(position.sequenceNumber) : 0;
    const start =
      position.type === 'LATEST' ? this.stored.length : after + (position.type === 'AT_SEQUENCE_NUMBER' ? -1 : 0);
    return String(start);
  }
  async records(_stream: StreamRef, iterator: string) {
    const failure = this.failures.shift();
    if (failure) throw failure;
    const from = Number(iterator);
    const records = this.stored.slice(from, from + this.perCall);
    const next = from + records.length;
    const end = this.closed && next >= this.stored.length;
    return {
      records,
      millisBehindLatest: next >= this.stored.length ? 0 : 1_000,
      ...(!end && { nextIterator: String(next) }),
    };
  }
  async create(name: string, options: { mode: StreamMode; shards?: number }): Promise<StreamRef> {
    this.calls.push({ create: name, ...options });
    return { ...stream, name };
  }
  async setRetention(_stream: StreamRef, hours: number, current: number): Promise<void> {
    this.calls.push({ retention: hours, current });
    this.summaryNow = { ...this.summaryNow, retentionHours: hours };
  }
  async setMode(_stream: StreamRef, mode: StreamMode): Promise<void> {
    this.calls.push({ mode });
  }
  async setEncryption(_stream: StreamRef, keyId: string | undefined, current: string | undefined): Promise<void> {
    if (keyId === 'nope') throw new AwsError('No such key: nope', { kind: 'invalid', code: 'KMSNotFound' });
    this.calls.push({ keyId, current });
  }
  async changeTags(): Promise<void> {}
  async delete(): Promise<void> {}
  async put(_stream: StreamRef, record: OutgoingRecord) {
    this.calls.push(record);
    return { shardId: 'shard-0', sequenceNumber: '1' };
  }
  async putBatch() {
    return [];
  }
}

export function records(count: number, bytes = 10): StreamRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    sequenceNumber: String(index + 1),
    partitionKey: 'k',
    data: new Uint8Array(bytes).fill(65),
  }));
}
