/** One figure beside the peer or the limit it is measured against, taken in the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  /** `ms`, `KB`, `calls` … */
  readonly unit: string;
  /** Who it is compared with, in words: `bare yaml parse`, `target`. */
  readonly against: string;
  readonly theirs: number;
  /** True when a larger figure is the better one. */
  readonly higherIsBetter?: boolean;
}

/** A file test/bench/*.bench.ts exports this as `rows`. */
export type BenchRows = () => Promise<readonly BenchRow[]>;

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
