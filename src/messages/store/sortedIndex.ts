import type { SeqBits } from './seqBits.ts';

/** Entries of a block; half of it moves for an insert in the middle. */
const blockSize = 512;

class Block {
  readonly keys = new Float64Array(blockSize);
  readonly seqs = new Int32Array(blockSize);
  size = 0;
  /** Entries that the filter lets through. */
  matched = 0;
}

/**
 * Arrival numbers sorted by a number of each, then by `tie`, then by themselves. Kept in blocks with counts, so that
 * insert, removal, the n-th entry and the place of an entry cost a few microseconds among a million, also when only
 * the members of a filter are counted.
 */
export class SortedIndex {
  #blocks: Block[] = [];
  #size = 0;
  #matched = 0;
  #filter: SeqBits | undefined;
  readonly #tie: (a: number, b: number) => number;

  constructor(tie: (a: number, b: number) => number = () => 0) {
    this.#tie = tie;
  }

  /** Entries that the filter lets through. */
  get count(): number {
    return this.#filter ? this.#matched : this.#size;
  }

  get size(): number {
    return this.#size;
  }

  /** Fills an empty index with entries that are sorted already. */
  load(keys: Float64Array, seqs: Int32Array): void {
    for (let from = 0; from < seqs.length; from += blockSize) {
      const block = new Block();
      block.seqs.set(seqs.subarray(from, from + blockSize));
      block.keys.set(keys.subarray(from, from + blockSize));
      block.size = Math.min(blockSize, seqs.length - from);
      this.#blocks.push(block);
    }
    this.#size = seqs.length;
    this.setFilter(this.#filter);
  }

  setFilter(filter: SeqBits | undefined): void {
    this.#filter = filter;
    this.#matched = 0;
    if (!filter) return;
    for (const block of this.#blocks) {
      block.matched = 0;
      for (let at = 0; at < block.size; at++) if (filter.has(block.seqs[at] as number)) block.matched++;
      this.#matched += block.matched;
    }
  }

  /** With a filter, its bit for `seq` must be set before. */
  insert(key: number, seq: number): void {
    let index = this.#blockFor(key, seq);
    let block = this.#blocks[index];
    if (block === undefined) {
      index = this.#blocks.length - 1;
      block = this.#blocks[index];
    }
    if (block === undefined || block.size === blockSize) [index, block] = this.#room(index, key, seq);
    const at = this.#placeIn(block, key, seq);
    if (at < block.size) {
      block.keys.copyWithin(at + 1, at, block.size);
      block.seqs.copyWithin(at + 1, at, block.size);
    }
    block.keys[at] = key;
    block.seqs[at] = seq;
    block.size++;
    this.#size++;
    if (this.#filter?.has(seq)) {
      block.matched++;
      this.#matched++;
    }
  }

  /** The key must be the one it was inserted with, the filter's bit as it was counted. */
  remove(key: number, seq: number): void {
    const index = this.#blockFor(key, seq);
    const block = this.#blocks[index];
    if (!block) return;
    const at = this.#placeIn(block, key, seq);
    if (block.seqs[at] !== seq || at >= block.size) return;
    block.keys.copyWithin(at, at + 1, block.size);
    block.seqs.copyWithin(at, at + 1, block.size);
    block.size--;
    this.#size--;
    if (this.#filter?.has(seq)) {
      block.matched--;
      this.#matched--;
    }
    if (block.size === 0) this.#blocks.splice(index, 1);
  }

  /** Removes every entry below `first`, in one pass. */
  dropBelow(first: number): void {
    for (const block of this.#blocks) {
      let kept = 0;
      for (let at = 0; at < block.size; at++) {
        const seq = block.seqs[at] as number;
        if (seq < first) continue;
        block.keys[kept] = block.keys[at] as number;
        block.seqs[kept++] = seq;
      }
      this.#size -= block.size - kept;
      block.size = kept;
    }
    this.#blocks = this.#blocks.filter(block => block.size > 0);
    this.setFilter(this.#filter);
  }

  /** Entries number `from` to `from + count` (exclusive) that the filter lets through. */
  slice(from: number, count: number): number[] {
    const found: number[] = [];
    const filter = this.#filter;
    let left = from;
    for (const block of this.#blocks) {
      const amount = filter ? block.matched : block.size;
      if (left >= amount) {
        left -= amount;
        continue;
      }
      for (let at = filter ? 0 : left; at < block.size && found.length < count; at++) {
        const seq = block.seqs[at] as number;
        if (filter && (!filter.has(seq) || left-- > 0)) continue;
        found.push(seq);
      }
      left = 0;
      if (found.length >= count) break;
    }
    return found;
  }

  /** How many entries that the filter lets through stand before this one. */
  rank(key: number, seq: number): number {
    const index = this.#blockFor(key, seq);
    let rank = 0;
    for (let at = 0; at < Math.min(index, this.#blocks.length); at++) {
      const block = this.#blocks[at] as Block;
      rank += this.#filter ? block.matched : block.size;
    }
    const block = this.#blocks[index];
    if (!block) return rank;
    const place = this.#placeIn(block, key, seq);
    if (!this.#filter) return rank + place;
    for (let at = 0; at < place; at++) if (this.#filter.has(block.seqs[at] as number)) rank++;
    return rank;
  }

  /** Entries in all and those that the filter lets through whose key is below `key`. */
  below(key: number): { all: number; matched: number } {
    let all = 0;
    let matched = 0;
    for (const block of this.#blocks) {
      if ((block.keys[block.size - 1] as number) < key) {
        all += block.size;
        matched += this.#filter ? block.matched : block.size;
        continue;
      }
      for (let at = 0; at < block.size && (block.keys[at] as number) < key; at++) {
        all++;
        if (!this.#filter || this.#filter.has(block.seqs[at] as number)) matched++;
      }
      break;
    }
    return { all, matched };
  }

  /** Smallest and largest key; undefined when there is no entry. */
  get range(): { from: number; to: number } | undefined {
    const first = this.#blocks[0];
    const last = this.#blocks.at(-1);
    return first && last ? { from: first.keys[0] as number, to: last.keys[last.size - 1] as number } : undefined;
  }

  /** The first block whose last entry is not before this one; past the end when there is none. */
  #blockFor(key: number, seq: number): number {
    const blocks = this.#blocks;
    let low = 0;
    let high = blocks.length;
    const last = blocks[high - 1];
    if (last && this.#before(last, last.size - 1, key, seq)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = blocks[middle] as Block;
      if (this.#before(block, block.size - 1, key, seq)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeIn(block: Block, key: number, seq: number): number {
    let low = 0;
    let high = block.size;
    if (high > 0 && this.#before(block, high - 1, key, seq)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#before(block, middle, key, seq)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #before(block: Block, at: number, key: number, seq: number): boolean {
    const other = block.keys[at] as number;
    if (other !== key) return other < key;
    const otherSeq = block.seqs[at] as number;
    if (otherSeq === seq) return false;
    const tie = this.#tie(otherSeq, seq);
    return tie === 0 ? otherSeq < seq : tie < 0;
  }

  /** Makes room: a new block at the end when the entry comes last, else the full block is halved. */
  #room(index: number, key: number, seq: number): [number, Block] {
    const full = this.#blocks[index];
    const fresh = new Block();
    if (!full || (index === this.#blocks.length - 1 && this.#before(full, full.size - 1, key, seq))) {
      this.#blocks.push(fresh);
      return [this.#blocks.length - 1, fresh];
    }
    const half = blockSize / 2;
    fresh.keys.set(full.keys.subarray(half));
    fresh.seqs.set(full.seqs.subarray(half));
    fresh.size = blockSize - half;
    full.size = half;
    if (this.#filter) {
      for (let at = 0; at < fresh.size; at++) if (this.#filter.has(fresh.seqs[at] as number)) fresh.matched++;
      full.matched -= fresh.matched;
    }
    this.#blocks.splice(index + 1, 0, fresh);
    return this.#before(full, half - 1, key, seq) ? [index + 1, fresh] : [index, full];
  }
}
