import type { TextEdit } from './textEdit.ts';

type Piece =
  | { readonly kind: 'old'; readonly start: number; readonly end: number }
  | { readonly kind: 'new'; readonly text: string };

/** A text that was edited in several rounds and still knows which parts of it are the original's. */
export class EditedText {
  readonly #original: string;
  readonly #pieces: readonly Piece[];

  constructor(original: string, pieces: readonly Piece[] = [{ kind: 'old', start: 0, end: original.length }]) {
    this.#original = original;
    this.#pieces = pieces;
  }

  toString(): string {
    return this.#pieces
      .map(piece => (piece.kind === 'old' ? this.#original.slice(piece.start, piece.end) : piece.text))
      .join('');
  }

  /** Applies edits that do not overlap; those at one place go in the order given. */
  with(edits: readonly TextEdit[]): EditedText {
    const result: Piece[] = [];
    let from = 0;
    for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      if (edit.start < from) continue;
      result.push(...this.#slice(from, edit.start));
      if (edit.text !== '') result.push({ kind: 'new', text: edit.text });
      from = edit.end;
    }
    result.push(...this.#slice(from, Number.POSITIVE_INFINITY));
    return new EditedText(this.#original, result);
  }

  /** One edit of the original for each stretch that changed. */
  edits(): readonly TextEdit[] {
    const edits: TextEdit[] = [];
    let at = 0;
    let text = '';
    const flush = (end: number) => {
      if (end > at || text !== '') edits.push({ start: at, end, text });
      text = '';
    };
    for (const piece of this.#pieces) {
      if (piece.kind === 'new') text += piece.text;
      else {
        flush(piece.start);
        at = piece.end;
      }
    }
    flush(this.#original.length);
    return edits;
  }

  #slice(from: number, to: number): Piece[] {
    const result: Piece[] = [];
    let at = 0;
    for (const piece of this.#pieces) {
      const length = piece.kind === 'old' ? piece.end - piece.start : piece.text.length;
      const start = Math.max(0, from - at);
      const end = Math.min(length, to - at);
      if (start < end) {
        result.push(
          piece.kind === 'old'
            ? { kind: 'old', start: piece.start + start, end: piece.start + end }
            : { kind: 'new', text: piece.text.slice(start, end) },
        );
      }
      at += length;
    }
    return result;
  }
}
