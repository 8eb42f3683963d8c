import type { SelectStep } from './viewerProtocol.ts';

/** The rows as they are shown, as far as a selection needs them. */
export interface ShownRows {
  /** Arrival numbers of the rows from a place on. */
  seqs(from: number, count: number): Iterable<number>;
  readonly count: number;
}

/** Which messages are selected, by arrival number: it holds through sorting, filtering and new arrivals. */
export class Selection {
  #seqs = new Set<number>();
  #version = 0;

  get size(): number {
    return this.#seqs.size;
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  has(seq: number): boolean {
    return this.#seqs.has(seq);
  }

  [Symbol.iterator](): Iterator<number> {
    return this.#seqs.values();
  }

  take(step: SelectStep, shown: ShownRows): void {
    this.#version++;
    if (step.how === 'toggle') {
      if (!this.#seqs.delete(step.seq)) this.#seqs.add(step.seq);
    } else if (step.how === 'range') {
      const from = Math.min(step.from, step.to);
      this.#seqs = new Set(shown.seqs(from, Math.abs(step.to - step.from) + 1));
    } else {
      this.#seqs = new Set(step.how === 'all' ? shown.seqs(0, shown.count) : []);
    }
  }

  /** Exactly these. */
  set(seqs: Iterable<number>): void {
    this.#version++;
    this.#seqs = new Set(seqs);
  }

  /** Lets go of messages that are not held any more. */
  prune(isHeld: (seq: number) => boolean): void {
    for (const seq of this.#seqs) if (!isHeld(seq)) this.#seqs.delete(seq);
  }

  clear(): void {
    this.take({ how: 'none' }, { seqs: () => [], count: 0 });
  }
}
