import { maxWindow } from '../viewerLimits.ts';
import type { ViewerRow } from '../viewerProtocol.ts';

/** Rows asked for beyond those that are lacking, so that the next scroll finds them. */
const ahead = 48;
/** Rows kept at most. */
const maxRows = 8_192;

/** The rows a page has been given, by their place; they stay drawable until newer ones replace them. */
export class WindowCache {
  readonly #rows = new Map<number, { readonly revision: number; readonly row: ViewerRow }>();

  row(place: number): ViewerRow | undefined {
    return this.#rows.get(place)?.row;
  }

  put(from: number, rows: readonly ViewerRow[], revision: number): void {
    if (this.#rows.size + rows.length > maxRows) this.#rows.clear();
    for (const [index, row] of rows.entries()) this.#rows.set(from + index, { revision, row });
  }

  /** What to ask for so that `first` to `last` (exclusive) are known as of `revision`; undefined when they are. */
  lacking(first: number, last: number, revision: number): { from: number; count: number } | undefined {
    const lacks = (place: number): boolean => (this.#rows.get(place)?.revision ?? -1) < revision;
    let from = first;
    while (from < last && !lacks(from)) from++;
    if (from >= last) return undefined;
    let end = last;
    while (end > from + 1 && !lacks(end - 1)) end--;
    // Scrolled downwards the rows below are the next, upwards those above.
    const start = from === first ? Math.max(0, from - ahead) : from;
    return { from: start, count: Math.min(maxWindow, end + ahead - start) };
  }

  clear(): void {
    this.#rows.clear();
  }
}
