import type { QueueRef } from '../queue.ts';

/** A file that only grows, one line after the other. Several appends may be asked for at once; they keep their order. */
export interface LineFile {
  /** Resolves once the lines are written, and with `durable` once they would survive a power cut. Lines have no breaks. */
  append(lines: readonly string[], durable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** What the list of snapshots knows of one without reading it. */
export interface SnapshotSummary {
  readonly id: string;
  readonly file: string;
  readonly queue: QueueRef;
  /** When it was begun, in milliseconds since 1970. */
  readonly at: number;
  readonly encrypted: boolean;
  /** Somebody has taken it up since and not laid it down: the file knows more. */
  readonly open?: boolean;
  /** Lines the file had when this was written; absent while it is written first, and when that was cut short. */
  readonly lines?: number;
  readonly messages?: number;
  /** Messages whose delete was confirmed. */
  readonly deleted?: number;
  /** Messages of which nobody knows whether they are still in the queue. */
  readonly unconfirmed?: number;
  /** Messages that the last restore confirmed as sent. */
  readonly restored?: number;
  /** That restore has not sent everything. */
  readonly restoring?: boolean;
}

/** Where snapshots lie. */
export interface SnapshotStore {
  /** The file of a snapshot for which nobody chose one. */
  fileOf(id: string): Promise<string>;
  /** Opens a file for appending, made when it is missing; half a line that a crash left at its end is cut off. */
  open(file: string): Promise<LineFile>;
  /** The whole lines of a file, in order, never all in memory. Rejects with a UserError when there is no such file. */
  read(file: string): Promise<AsyncIterable<string>>;
  /** When it was last written, in milliseconds since 1970; undefined when there is no such file. */
  modifiedAt(file: string): Promise<number | undefined>;
  remove(file: string): Promise<void>;
  summaries(): Promise<readonly SnapshotSummary[]>;
  keepSummary(summary: SnapshotSummary): Promise<void>;
  forget(id: string): Promise<void>;
}

/** The key that snapshots are encrypted with: 32 bytes, made on first use, kept where the editor keeps secrets. */
export interface SnapshotKeys {
  key(): Promise<Uint8Array>;
}
