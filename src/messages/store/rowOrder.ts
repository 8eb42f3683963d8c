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
  /** By block; the blocks that fell out are empty. */
  readonly #kept: (RowKey[] | undefined)[] = [];
  #keptFrom = 0;
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
    const numbers = new Group(to - from);
    const texts = new Group(to - from);
    const missing = new Group(to - from);
    let places: Map<string, number> | undefined = new Map();
    for (let seq = from; seq < to; seq++) {
      const key = this.#keyOf(seq);
      if (typeof key === 'number') numbers.push(key, seq);
      else if (key === undefined) missing.push(0, seq);
      else {
        texts.push(0, seq);
        places?.set(key, 0);
        if (places && places.size > 2_048 && places.size > texts.size / 2) places = undefined;
      }
      if (seq % 64 === 0 && stretch.over()) await breathe(stretch);
    }
    await numbers.sortInto(this.#numbers, noTie, stretch);
    await missing.sortInto(this.#missing, noTie, stretch);
    if (places) await this.#sortRepeated(texts, places, stretch);
    else {
      for (let at = 0; at < texts.size; at++) texts.keys[at] = numberOf(this.#key(texts.seqs[at] as number));
      await texts.sortInto(this.#texts, (a, b) => compareTexts(this.#key(a), this.#key(b)), stretch);
    }
  }

  /** Texts of which there are few: each is sorted once, and the rows by the place of theirs. */
  async #sortRepeated(texts: Group, places: Map<string, number>, stretch: Stretch): Promise<void> {
    const words = [...places.keys()];
    const order = new Group(words.length);
    for (const [at, word] of words.entries()) order.push(numberOf(word), at);
    await order.sort((a, b) => compareTexts(words[a], words[b]), stretch);
    for (const [place, at] of order.seqs.entries()) places.set(words[at] as string, place);
    for (let at = 0; at < texts.size; at++) {
      texts.keys[at] = places.get(this.#key(texts.seqs[at] as number) as string) as number;
      if (at % 1_024 === 0 && stretch.over()) await breathe(stretch);
    }
    await texts.sort(noTie, stretch);
    for (let at = 0; at < texts.size; at++) texts.keys[at] = numberOf(this.#key(texts.seqs[at] as number));
    this.#texts.load(texts.keys.subarray(0, texts.size), texts.seqs.subarray(0, texts.size));
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
    for (; (this.#keptFrom + 1) * keyBlock <= to; this.#keptFrom++) this.#kept[this.#keptFrom] = undefined;
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
    let block = this.#kept[number];
    if (!block) {
      block = [];
      this.#kept[number] = block;
    }
    block[seq % keyBlock] = key;
    return key;
  }

  #key(seq: number): RowKey {
    return this.#keep ? this.#kept[Math.floor(seq / keyBlock)]?.[seq % keyBlock] : this.#read(seq);
  }
}

/** Rows and what they are sorted by, on the way into an index. */
class Group {
  readonly keys: Float64Array;
  readonly seqs: Int32Array;
  size = 0;

  constructor(capacity: number) {
    this.keys = new Float64Array(capacity);
    this.seqs = new Int32Array(capacity);
  }

  push(key: number, seq: number): void {
    this.keys[this.size] = key;
    this.seqs[this.size++] = seq;
  }

  async sort(tie: (a: number, b: number) => number, stretch: Stretch): Promise<void> {
    await sortPairs(this.keys.subarray(0, this.size), this.seqs.subarray(0, this.size), tie, stretch);
  }

  async sortInto(index: SortedIndex, tie: (a: number, b: number) => number, stretch: Stretch): Promise<void> {
    await this.sort(tie, stretch);
    index.load(this.keys.subarray(0, this.size), this.seqs.subarray(0, this.size));
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
