/** Bits of one block. */
const blockBits = 4_096;
const blockWords = blockBits / 32;

/**
 * A set of arrival numbers that moves along with its store: one bit each, with a count for every 4,096, so that the
 * n-th member and the rank of a member are found without looking at the others.
 */
export class SeqBits {
  #blocks: Uint32Array[] = [];
  #counts: number[] = [];
  /** Number of the first block. */
  #base: number;
  #size = 0;

  constructor(first = 0) {
    this.#base = Math.floor(first / blockBits);
  }

  get size(): number {
    return this.#size;
  }

  has(seq: number): boolean {
    const block = this.#blocks[Math.floor(seq / blockBits) - this.#base];
    return block !== undefined && (((block[(seq % blockBits) >>> 5] as number) >>> (seq & 31)) & 1) === 1;
  }

  add(seq: number): void {
    const index = Math.floor(seq / blockBits) - this.#base;
    while (this.#blocks.length <= index) {
      this.#blocks.push(new Uint32Array(blockWords));
      this.#counts.push(0);
    }
    const block = this.#blocks[index] as Uint32Array;
    const word = (seq % blockBits) >>> 5;
    const before = block[word] as number;
    const after = (before | (1 << (seq & 31))) >>> 0;
    if (before === after) return;
    block[word] = after;
    this.#counts[index] = (this.#counts[index] as number) + 1;
    this.#size++;
  }

  /** Forgets every member below `first`. */
  dropBelow(first: number): void {
    const index = Math.floor(first / blockBits) - this.#base;
    const gone = Math.min(Math.max(0, index), this.#blocks.length);
    for (const count of this.#counts.splice(0, gone)) this.#size -= count;
    this.#blocks.splice(0, gone);
    if (index > 0) this.#base += index;
    const block = index >= 0 ? this.#blocks[0] : undefined;
    if (!block) return;
    const within = first % blockBits;
    let removed = 0;
    for (let word = 0; word <= within >>> 5; word++) {
      const keep = word < within >>> 5 ? 0 : (0xffffffff << (within & 31)) >>> 0;
      const before = block[word] as number;
      removed += ones(before & ~keep);
      block[word] = before & keep;
    }
    this.#counts[0] = (this.#counts[0] as number) - removed;
    this.#size -= removed;
  }

  /** How many members are below `seq`. */
  rank(seq: number): number {
    const index = Math.floor(seq / blockBits) - this.#base;
    if (index < 0) return 0;
    let rank = 0;
    for (let at = 0; at < Math.min(index, this.#counts.length); at++) rank += this.#counts[at] as number;
    const block = this.#blocks[index];
    if (!block) return rank;
    const within = seq % blockBits;
    for (let word = 0; word < within >>> 5; word++) rank += ones(block[word] as number);
    const below = (1 << (within & 31)) - 1;
    return rank + ones((block[within >>> 5] as number) & below);
  }

  /** Members number `from` to `from + count` (exclusive), counted from 0. */
  slice(from: number, count: number): number[] {
    const found: number[] = [];
    let left = from;
    let index = 0;
    while (index < this.#counts.length && left >= (this.#counts[index] as number)) {
      left -= this.#counts[index++] as number;
    }
    for (; index < this.#blocks.length && found.length < count; index++) {
      const block = this.#blocks[index] as Uint32Array;
      const base = (this.#base + index) * blockBits;
      for (let word = 0; word < blockWords && found.length < count; word++) {
        let bits = block[word] as number;
        const amount = ones(bits);
        if (amount <= left) {
          left -= amount;
          continue;
        }
        for (; bits !== 0 && found.length < count; bits = (bits & (bits - 1)) >>> 0) {
          if (left-- > 0) continue;
          left = 0;
          found.push(base + word * 32 + 31 - Math.clz32(bits & -bits));
        }
      }
    }
    return found;
  }
}

function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
