import { indentAt, lineEndAt, lineEnding, lineStartAt, type TextEdit } from './textEdit.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Blanks up to the column of an offset, so that what is put below lines up with it. */
export function columnBlanks(text: string, offset: number): string {
  return text.slice(lineStartAt(text, offset), offset).replace(/[^ \t]/g, ' ');
}

/** What may stand between an entry and the end of its line without being part of another. */
const onlyComment = /^[ \t]*(?:(?:\/\/|#).*|\/\*.*\*\/[ \t]*)?$/;

/**
 * Adds an entry to something in brackets after one of its entries (`at`), in the style it has: one line, or a line
 * for each entry; with a comma behind the last one, or without. `write` gets the indent of the new line, or undefined
 * when everything stays on one line. Comments stay with the entry they stand behind.
 */
export function insertInBrackets(
  text: string,
  open: number,
  entries: readonly Place[],
  at: number,
  write: (indent: string | undefined) => string,
): readonly TextEdit[] {
  const [first] = entries;
  const previous = entries[at];
  if (!first || !previous) return [];
  const { end } = previous;
  if (!/[\r\n]/.test(text.slice(open, first.start))) return [{ start: end, end, text: `, ${write(undefined)}` }];
  const indent = columnBlanks(text, first.start);
  const entry = `${lineEnding(text)}${indent}${write(indent)}`;
  const lineEnd = lineEndAt(text, end);
  const rest = text.slice(end, lineEnd);
  const comma = /^[ \t]*,/.exec(rest);
  if (comma) {
    const clear = onlyComment.test(rest.slice(comma[0].length));
    const after = clear ? lineEnd : end + comma[0].length;
    return [{ start: after, end: after, text: `${entry},` }];
  }
  if (!onlyComment.test(rest)) return [{ start: end, end, text: `,${entry}` }];
  if (rest.trim() === '') return [{ start: end, end, text: `,${entry}` }];
  return [
    { start: end, end, text: ',' },
    { start: lineEnd, end: lineEnd, text: entry },
  ];
}

/** Takes entries out of something in brackets, with their commas, and with their lines where nothing else is on them. */
export function removeFromBrackets(
  text: string,
  brackets: Place,
  entries: readonly Place[],
  removed: ReadonlySet<number>,
): readonly TextEdit[] {
  const [first] = entries;
  if (first && removed.size === entries.length) {
    const inside = text.slice(brackets.start, first.start) + text.slice(entries.at(-1)?.end, brackets.end);
    if (!/\/\/|\/\*|#/.test(inside)) {
      const empty = `${text[brackets.start]}${text[brackets.end - 1]}`;
      return [{ start: brackets.start, end: brackets.end, text: empty }];
    }
  }
  const edits: TextEdit[] = [];
  const kept = entries.filter((_, index) => !removed.has(index));
  for (const index of removed) {
    const entry = entries[index];
    if (!entry) continue;
    const comma = /^\s*,[ \t]*/.exec(text.slice(entry.end));
    const end = entry.end + (comma?.[0].length ?? 0);
    const lineStart = entry.start - indentAt(text, entry.start).length;
    const alone = lineStart === lineStartAt(text, entry.start) && lineEndAt(text, end) === end;
    if (alone) edits.push({ start: lineStart, end: endOfBreak(text, end), text: '' });
    else {
      // No blanks are left behind at the end of a line.
      const blanks = lineEndAt(text, end) === end ? /[ \t]*$/.exec(text.slice(0, entry.start))?.[0].length : 0;
      edits.push({ start: entry.start - (blanks ?? 0), end, text: '' });
    }
  }
  // The last entry that stays loses its comma when all behind it go, unless the commas were closing ones.
  const last = kept.at(-1);
  const lastIndex = last ? entries.indexOf(last) : -1;
  if (last && lastIndex < entries.length - 1 && !hasComma(text, entries.at(-1))) {
    const comma = /^\s*,[ \t]*/.exec(text.slice(last.end));
    // The blanks behind the comma may be gone already, with the entry that followed.
    const end = Math.min(
      last.end + (comma?.[0].length ?? 0),
      ...edits.map(edit => edit.start).filter(at => at > last.end),
    );
    if (comma) edits.push({ start: last.end, end, text: '' });
  }
  return edits;
}

function hasComma(text: string, entry: Place | undefined): boolean {
  return entry !== undefined && /^\s*,/.test(text.slice(entry.end));
}

function endOfBreak(text: string, lineEnd: number): number {
  if (text.startsWith('\r\n', lineEnd)) return lineEnd + 2;
  return lineEnd < text.length ? lineEnd + 1 : lineEnd;
}
