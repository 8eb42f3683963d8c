import { type MessageStore, segmentSize } from './messageStore.ts';
import type { SeqBits } from './seqBits.ts';
import type { SortedIndex } from './sortedIndex.ts';

/** Counts over equal steps of time from `from` to `to`, milliseconds since 1970, both inclusive. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  /** Of those, the messages that the filter lets through. */
  readonly matchedCounts: readonly number[];
}

/** From a sorted index: two searches for each bin, however many messages there are. */
export function sentHistogram(index: SortedIndex, bins: number): Histogram {
  const { range } = index;
  if (!range) return { from: 0, to: 0, counts: zeros(bins), matchedCounts: zeros(bins) };
  const counts: number[] = [];
  const matchedCounts: number[] = [];
  let before = { all: 0, matched: 0 };
  for (let bin = 1; bin <= bins; bin++) {
    const next = bin === bins ? { all: index.size, matched: index.count } : index.below(edge(range, bins, bin));
    counts.push(next.all - before.all);
    matchedCounts.push(next.matched - before.matched);
    before = next;
  }
  return { ...range, counts, matchedCounts };
}

/** One pass over the times. */
export function receivedHistogram(store: MessageStore, bits: SeqBits | undefined, bins: number): Histogram {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let seq = store.dropped; seq < store.added; seq++) {
    const time = store.segmentOf(seq).receivedAt[seq % segmentSize] as number;
    if (time < from) from = time;
    if (time > to) to = time;
  }
  const counts = zeros(bins);
  const matchedCounts = zeros(bins);
  if (from > to) return { from: 0, to: 0, counts, matchedCounts };
  const width = (to - from) / bins;
  for (let seq = store.dropped; seq < store.added; seq++) {
    const time = store.segmentOf(seq).receivedAt[seq % segmentSize] as number;
    if (Number.isNaN(time)) continue;
    let bin = width === 0 ? bins - 1 : Math.min(bins - 1, Math.floor((time - from) / width));
    // The division may round past an edge.
    if (bin > 0 && time < edge({ from, to }, bins, bin)) bin--;
    else if (bin < bins - 1 && time >= edge({ from, to }, bins, bin + 1)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
    if (!bits || bits.has(seq)) matchedCounts[bin] = (matchedCounts[bin] as number) + 1;
  }
  return { from, to, counts, matchedCounts };
}

/** Where a bin begins. */
function edge({ from, to }: { from: number; to: number }, bins: number, bin: number): number {
  return from + ((to - from) * bin) / bins;
}

function zeros(bins: number): number[] {
  return new Array<number>(bins).fill(0);
}
