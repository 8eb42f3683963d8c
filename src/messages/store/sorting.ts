import { breathe, type Stretch } from './stretch.ts';

/** Entries sorted by insertion before runs are merged. */
const runLength = 16;

/**
 * Sorts keys and the numbers that belong to them, ascending, equal keys by `tie` and then by number. Stands still for
 * no longer than a stretch at a time.
 */
export async function sortPairs(
  keys: Float64Array,
  seqs: Int32Array,
  tie: (a: number, b: number) => number,
  stretch: Stretch,
): Promise<void> {
  const size = seqs.length;
  for (let from = 0; from < size; from += runLength) {
    insertionSort(keys, seqs, from, Math.min(size, from + runLength), tie);
    if (stretch.over()) await breathe(stretch);
  }
  let fromKeys = keys;
  let fromSeqs = seqs;
  let toKeys: Float64Array = new Float64Array(size);
  let toSeqs: Int32Array = new Int32Array(size);
  for (let width = runLength; width < size; width *= 2) {
    for (let from = 0; from < size; from += width * 2) {
      const middle = Math.min(size, from + width);
      merge(fromKeys, fromSeqs, toKeys, toSeqs, from, middle, Math.min(size, from + width * 2), tie);
      if (stretch.over()) await breathe(stretch);
    }
    [fromKeys, toKeys] = [toKeys, fromKeys];
    [fromSeqs, toSeqs] = [toSeqs, fromSeqs];
  }
  if (fromKeys !== keys) {
    keys.set(fromKeys);
    seqs.set(fromSeqs);
  }
}

function insertionSort(
  keys: Float64Array,
  seqs: Int32Array,
  from: number,
  to: number,
  tie: (a: number, b: number) => number,
): void {
  for (let at = from + 1; at < to; at++) {
    const key = keys[at] as number;
    const seq = seqs[at] as number;
    let place = at;
    for (; place > from && isAfter(keys[place - 1] as number, seqs[place - 1] as number, key, seq, tie); place--) {
      keys[place] = keys[place - 1] as number;
      seqs[place] = seqs[place - 1] as number;
    }
    keys[place] = key;
    seqs[place] = seq;
  }
}

function merge(
  fromKeys: Float64Array,
  fromSeqs: Int32Array,
  toKeys: Float64Array,
  toSeqs: Int32Array,
  from: number,
  middle: number,
  to: number,
  tie: (a: number, b: number) => number,
): void {
  let left = from;
  let right = middle;
  const sorted =
    middle >= to ||
    !isAfter(
      fromKeys[middle - 1] as number,
      fromSeqs[middle - 1] as number,
      fromKeys[middle] as number,
      fromSeqs[middle] as number,
      tie,
    );
  if (sorted) {
    toKeys.set(fromKeys.subarray(from, to), from);
    toSeqs.set(fromSeqs.subarray(from, to), from);
    return;
  }
  for (let at = from; at < to; at++) {
    const takeRight =
      left >= middle ||
      (right < to &&
        isAfter(
          fromKeys[left] as number,
          fromSeqs[left] as number,
          fromKeys[right] as number,
          fromSeqs[right] as number,
          tie,
        ));
    const taken = takeRight ? right++ : left++;
    toKeys[at] = fromKeys[taken] as number;
    toSeqs[at] = fromSeqs[taken] as number;
  }
}

function isAfter(
  key: number,
  seq: number,
  otherKey: number,
  otherSeq: number,
  tie: (a: number, b: number) => number,
): boolean {
  if (key !== otherKey) return key > otherKey;
  const order = tie(seq, otherSeq);
  return order === 0 ? seq > otherSeq : order > 0;
}
