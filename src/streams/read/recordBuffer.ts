import { previewOf } from '../../messages/message.ts';
import type { StreamRecord } from '../stream.ts';

/** One line of the list of records, small enough that thousands can be sent to a page. */
export interface RecordRow {
  readonly index: number;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt?: number;
  readonly bytes: number;
  readonly preview: string;
}

/** Records kept at most, and bytes of their data. */
export const bufferLimits = { records: 10_000, bytes: 64 * 1_048_576 } as const;

/** The records a page has read, bounded by number and bytes. */
export class RecordBuffer {
  readonly #limits: { readonly records: number; readonly bytes: number };
  #records: StreamRecord[] = [];
  #bytes = 0;

  constructor(limits: { readonly records: number; readonly bytes: number } = bufferLimits) {
    this.#limits = limits;
  }

  /** True once nothing more should be read until it is cleared; one step may go past the limit. */
  get full(): boolean {
    return this.#records.length >= this.#limits.records || this.#bytes >= this.#limits.bytes;
  }

  add(records: readonly StreamRecord[]): RecordRow[] {
    return records.map(record => {
      this.#bytes += record.data.length;
      return rowOf(record, this.#records.push(record) - 1);
    });
  }

  get(index: number): StreamRecord | undefined {
    return this.#records[index];
  }

  clear(): void {
    this.#records = [];
    this.#bytes = 0;
  }
}

function rowOf(record: StreamRecord, index: number): RecordRow {
  return {
    index,
    sequenceNumber: record.sequenceNumber,
    partitionKey: previewOf(record.partitionKey),
    ...(record.arrivedAt && { arrivedAt: record.arrivedAt.getTime() }),
    bytes: record.data.length,
    preview: previewOfBytes(record.data),
  };
}

/** Bytes of data that a preview looks at. */
const looked = 600;

function previewOfBytes(data: Uint8Array): string {
  if (data[0] === 0x1f && data[1] === 0x8b) return '(gzip)';
  const head = data.subarray(0, looked);
  const text = new TextDecoder().decode(head, { stream: data.length > looked });
  return text.includes('\ufffd')
    ? Buffer.from(head.subarray(0, 40)).toString('hex').replace(/../g, '$& ').trim()
    : previewOf(text);
}
