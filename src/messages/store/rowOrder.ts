import type { SeqBits } from './seqBits.ts';
import { SortedIndex } from './sortedIndex.ts';
import { sortPairs } from './sorting.ts';
import { breathe, type Stretch } from './stretch.ts';

/** What a row is sorted by: numbers stand before texts, rows without a value come last in either direction. */
export type RowKey = number | string | undefined;

/** Keys of a block that are kept or dropped together. */
const keyBlock = 4_096;

/** Rows sorted by one column, kept up as rows come and go. */
export class RowOrder {
  readonly #read: (seq: number) => RowKey;
  readonly #keep: boolean;
  readonly #kept = new Map<number, RowKey[]>();
  readonly #numbers = new SortedIndex();
  readonly #texts = new SortedIndex((a, b) => compareTexts(this.#key(a), this.#key(b)));
  readonly #missing = new SortedIndex();

  /** `keep`: a key is read once and kept, because reading it is costly or its answer may change. */
  constructor(read: (seq: number) => RowKey, keep: boolean) {
    this.#read = read;
    this.#keep = keep;
  }

  /** Rows that the filter lets through. */
  get count(): number {
    return this.#numbers.count + this.#texts.count + this.#missing.count;
  }

  /** The rows that have a number to sort by, ascending. */
  get numbers(): SortedIndex {
    return this.#numbers;
  }

  /** Fills an empty order. */
  async build(from: number, to: number, stretch: Stretch): Promise<void> {
    const groups = { number: [] as number[], string: [] as number[], undefined: [] as number[] };
    for (let seq = from; seq < to; seq++) {
      groups[typeof this.#keyOf(seq) as keyof typeof groups].push(seq);
      if (seq % 64 === 0 && stretch.over()) await breathe(stretch);
    }
    for (const [index, members] of [
      [this.#numbers, groups.number],
      [this.#texts, groups.string],
      [this.#missing, groups.undefined],
    ] as const) {
      const seqs = Int32Array.from(members);
      const keys = Float64Array.from(members, seq => numberOf(this.#key(seq)));
      const tie = index === this.#texts ? (a: number, b: number) => compareTexts(this.#key(a), this.#key(b)) : noTie;
      await sortPairs(keys, seqs, tie, stretch);
      index.load(keys, seqs);
    }
  }

  setFilter(filter: SeqBits | undefined): void {
    for (const index of [this.#numbers, this.#texts, this.#missing]) index.setFilter(filter);
  }

  insert(seq: number): void {
    const key = this.#keyOf(seq);
    this.#indexOf(key).insert(numberOf(key), seq);
  }

  /** Removes the rows from `from` below `to`, the oldest; the filter still has their bits. */
  drop(from: number, to: number): void {
    const size = this.#numbers.size + this.#texts.size + this.#missing.size;
    if (to - from > Math.max(64, size / 16))
      for (const index of [this.#numbers, this.#texts, this.#missing]) index.dropBelow(to);
    else {
      for (let seq = from; seq < to; seq++) {
        const key = this.#key(seq);
        this.#indexOf(key).remove(numberOf(key), seq);
      }
    }
    for (const block of this.#kept.keys()) {
      if ((block + 1) * keyBlock > to) break;
      this.#kept.delete(block);
    }
  }

  slice(from: number, count: number, descending: boolean): number[] {
    const found: number[] = [];
    let left = from;
    for (const index of this.#sequence(descending)) {
      const { count: size } = index;
      if (left < size && found.length < count) {
        const amount = Math.min(count - found.length, size - left);
        found.push(...(descending ? index.slice(size - left - amount, amount).reverse() : index.slice(left, amount)));
      }
      left = Math.max(0, left - size);
    }
    return found;
  }

  /** The place of a row that the filter lets through. */
  rank(seq: number, descending: boolean): number {
    const key = this.#key(seq);
    const own = this.#indexOf(key);
    let rank = 0;
    for (const index of this.#sequence(descending)) {
      if (index === own) break;
      rank += index.count;
    }
    const place = own.rank(numberOf(key), seq);
    return rank + (descending ? own.count - 1 - place : place);
  }

  #sequence(descending: boolean): readonly SortedIndex[] {
    return descending ? [this.#texts, this.#numbers, this.#missing] : [this.#numbers, this.#texts, this.#missing];
  }

  #indexOf(key: RowKey): SortedIndex {
    return typeof key === 'number' ? this.#numbers : typeof key === 'string' ? this.#texts : this.#missing;
  }

  /** Reads the key of a new row. */
  #keyOf(seq: number): RowKey {
    const key = this.#read(seq);
    if (!this.#keep) return key;
    const number = Math.floor(seq / keyBlock);
    let block = this.#kept.get(number);
    if (!block) {
      block = new Array<RowKey>(keyBlock);
      this.#kept.set(number, block);
    }
    block[seq % keyBlock] = key;
    return key;
  }

  #key(seq: number): RowKey {
    return this.#keep ? this.#kept.get(Math.floor(seq / keyBlock))?.[seq % keyBlock] : this.#read(seq);
  }
}

const noTie = (): number => 0;

function compareTexts(a: RowKey, b: RowKey): number {
  const left = a as string;
  const right = b as string;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A number that sorts as the text's first six characters do; from the first that is not Latin-1 on they are equal. */
function numberOf(key: RowKey): number {
  if (typeof key === 'number') return key;
  if (key === undefined) return 0;
  let number = 0;
  let cut = false;
  for (let at = 0; at < 6; at++) {
    const code: number = cut || at >= key.length ? 0 : Math.min(255, key.charCodeAt(at) + 1);
    cut ||= code === 255;
    number = number * 256 + code;
  }
  return number;
}
