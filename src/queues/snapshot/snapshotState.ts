import type { QueueRef } from '../queue.ts';
import { RunState } from '../redrive/redriveState.ts';
import type { RunOwner } from '../runOwner.ts';
import type { SnapshotRecord } from './snapshotRecord.ts';

/**
 * What is known of the delete of a message in a snapshot. `written`: the snapshot ends before its delete was settled, so
 * as with `unsure` the message may be in the queue or not; `kept`: it certainly stayed there.
 */
export type Fate = 'written' | 'gone' | 'unsure' | 'kept';

/** A restore as far as the snapshot tells of it. */
export interface Restore {
  readonly run: string;
  readonly at: number;
  readonly to: QueueRef;
  readonly unconfirmedToo: boolean;
  readonly state: RunState;
  finished: boolean;
}

/** What the lines of a snapshot add up to. */
export class SnapshotState {
  /** Who is at it, unless that process died without a word. */
  owner: RunOwner | undefined;
  /** Whether it was laid down in good order after its last change. */
  ended = false;
  /** The latest restore. */
  restore: Restore | undefined;
  /** Place in the snapshot by message id. */
  readonly seqs = new Map<string, number>();
  readonly #fates: Fate[] = [];
  readonly #counts: Record<Fate, number> = { written: 0, gone: 0, unsure: 0, kept: 0 };

  get size(): number {
    return this.#fates.length;
  }

  fate(seq: number): Fate | undefined {
    return this.#fates[seq];
  }

  count(...wanted: readonly Fate[]): number {
    return wanted.reduce((sum, fate) => sum + this.#counts[fate], 0);
  }

  apply(record: SnapshotRecord): void {
    this.ended = record.t === 'end';
    switch (record.t) {
      case 'message':
        this.seqs.set(record.id, record.seq);
        this.#fates[record.seq] = 'written';
        this.#counts.written++;
        break;
      case 'gone':
      case 'unsure':
      case 'kept':
        for (const seq of record.seqs) this.#settle(seq, record.t);
        break;
      case 'owner':
        this.owner = record;
        break;
      case 'end':
        this.owner = undefined;
        break;
      case 'restore':
        this.restore = { ...record, state: new RunState(), finished: false };
        break;
      case 'run':
        this.restore?.state.apply(record.record);
        break;
      case 'restored':
        if (this.restore) this.restore.finished = true;
        break;
    }
  }

  /** What is gone stays gone, and a doubt is not undone by a later failure. */
  #settle(seq: number, fate: Fate): void {
    const now = this.#fates[seq];
    if (now === undefined || now === 'gone' || (now === 'unsure' && fate === 'kept')) return;
    this.#counts[now]--;
    this.#counts[fate]++;
    this.#fates[seq] = fate;
  }
}
