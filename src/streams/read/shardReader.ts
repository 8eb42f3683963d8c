import type { Clock } from '../../core/clock.ts';
import { AwsError } from '../../core/errors.ts';
import { kinesis } from '../../core/limits.ts';
import type { StartingPosition, StreamRecord, StreamRef } from '../stream.ts';
import type { StreamClient } from '../streamClient.ts';

/** What one step brought. */
export interface ReadStep {
  readonly records: readonly StreamRecord[];
  /** How far behind the newest record the shard was read, in milliseconds; 0 = caught up. */
  readonly millisBehindLatest?: number;
  /** The shard is closed and has been read to its end. */
  readonly ended: boolean;
  /** The iterator had expired and was renewed after the last record read. */
  readonly renewed: boolean;
  /** Kinesis refused the call because the shard's readers ask too much; the next step waits this long. */
  readonly throttledFor?: number;
}

/** Milliseconds between two calls: 4 of the shard's 5 calls a second at most, so that its real consumers get a turn. */
const pace = 1_000 / (kinesis.getRecordsPerSecond - 1);
/** Between two calls when there is nothing to read. */
const idlePace = 1_000;
const firstPause = 1_000;
const longestPause = 10_000;

/**
 * Reads one shard step by step, from where it was told and always after what it has read: never faster than the
 * shard's limits, through expired iterators and refused calls. A step that is cancelled is repeated by the next one.
 */
export class ShardReader {
  readonly #client: StreamClient;
  readonly #stream: StreamRef;
  readonly #shardId: string;
  readonly #clock: Clock;
  readonly #limit: number;
  #position: StartingPosition;
  #iterator: string | undefined;
  #notBefore = 0;
  #pause = firstPause;
  #ended = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    client: StreamClient,
    stream: StreamRef,
    shardId: string,
    position: StartingPosition,
    options: { clock: Clock; limit?: number },
  ) {
    this.#client = client;
    this.#stream = stream;
    this.#shardId = shardId;
    this.#position = position;
    this.#clock = options.clock;
    this.#limit = Math.min(options.limit ?? 1_000, kinesis.maxGetRecords);
  }

  /** The next step; one that is asked for while another runs waits for it, so that no record is read twice. */
  next(signal: AbortSignal): Promise<ReadStep> {
    const step = this.#running.then(
      () => this.#step(signal),
      () => this.#step(signal),
    );
    this.#running = step;
    return step;
  }

  async #step(signal: AbortSignal): Promise<ReadStep> {
    signal.throwIfAborted();
    if (this.#ended) return { records: [], ended: true, renewed: false };
    const wait = this.#notBefore - this.#clock.now();
    if (wait > 0) await this.#clock.sleep(wait, signal);
    try {
      return await this.#read(signal, false);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.code === 'ExpiredIterator') {
        this.#iterator = undefined;
        return await this.#read(signal, true);
      }
      if (error.kind !== 'throttled') throw error;
      const throttledFor = this.#pause;
      this.#notBefore = this.#clock.now() + throttledFor;
      this.#pause = Math.min(this.#pause * 2, longestPause);
      return { records: [], ended: false, renewed: false, throttledFor };
    }
  }

  async #read(signal: AbortSignal, renewed: boolean): Promise<ReadStep> {
    this.#iterator ??= await this.#obtain(signal);
    const answer = await this.#client.records(this.#stream, this.#iterator, this.#limit, signal);
    const { records, nextIterator, millisBehindLatest } = answer;
    const last = records.at(-1);
    if (last) this.#position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last.sequenceNumber };
    this.#iterator = nextIterator;
    this.#ended = nextIterator === undefined;
    this.#pause = firstPause;
    const bytes = records.reduce((sum, record) => sum + record.data.length, 0);
    const idle = records.length === 0 && millisBehindLatest === 0;
    const rest = idle ? idlePace : Math.max(pace, (bytes / kinesis.readBytesPerSecond) * 1_000);
    this.#notBefore = this.#clock.now() + rest;
    return {
      records,
      ended: this.#ended,
      renewed,
      ...(millisBehindLatest !== undefined && { millisBehindLatest }),
    };
  }

  async #obtain(signal: AbortSignal): Promise<string> {
    const asked = new Date(this.#clock.now());
    const iterator = await this.#client.iterator(this.#stream, this.#shardId, this.#position, signal);
    // Were the iterator to expire before a record came, LATEST would skip what arrived meanwhile.
    if (this.#position.type === 'LATEST') this.#position = { type: 'AT_TIMESTAMP', timestamp: asked };
    return iterator;
  }
}
