/** Pixels; every row has this height, so that the place of a row is a multiplication. */
export const rowHeight = 22;
/** Chromium draws no element higher than 2^25 pixels; past this the scroll bar stands for more rows than pixels. */
const maxHeight = 30_000_000;

/** Maps the position of a scroll bar to rows, also when there are more rows than a browser has pixels for. */
export interface ScrollMap {
  /** Pixels that the rows seem to take. */
  readonly height: number;
  /** The row at the upper edge, with a fraction, for a scroll position in pixels. */
  rowAt(scrollTop: number): number;
  /** The scroll position that brings a row to the upper edge. */
  scrollFor(row: number): number;
}

export function scrollMap(rows: number, viewport: number, limit = maxHeight): ScrollMap {
  const whole = rows * rowHeight;
  const height = Math.min(whole, limit);
  if (whole <= limit) {
    return { height, rowAt: scrollTop => scrollTop / rowHeight, scrollFor: row => row * rowHeight };
  }
  const pixels = Math.max(1, height - viewport);
  const steps = Math.max(1, rows - viewport / rowHeight);
  return {
    height,
    rowAt: scrollTop => (Math.min(scrollTop, pixels) / pixels) * steps,
    scrollFor: row => (Math.min(row, steps) / steps) * pixels,
  };
}
