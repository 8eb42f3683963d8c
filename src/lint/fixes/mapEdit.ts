import { type DocEntry, type DocNode, entryOf, type MapNode } from '../../graph/template/docNode.ts';
import { columnBlanks, insertInBrackets, removeFromBrackets } from './flowEdit.ts';
import { blockEntry, flowEntry, type TemplateStyle, type WrittenValue, yamlString } from './templateStyle.ts';
import { indentAt, lineEndAt, lineStartAt, type TextEdit } from './textEdit.ts';

/** Adds an entry after the named one, or at the end, in the map's own style. Comments stay where they are. */
export function insertEntry(
  text: string,
  map: MapNode,
  after: string | undefined,
  key: string,
  value: WrittenValue,
  style: TemplateStyle,
): readonly TextEdit[] {
  const previous = (after === undefined ? undefined : entryOf(map, after)) ?? map.entries.at(-1);
  if (text[map.start] !== '{') return previous ? [insertBlock(text, map, previous, key, value, style)] : [];
  if (!previous) return [fillEmpty(text, map, key, value, style)];
  const at = map.entries.indexOf(previous);
  return insertInBrackets(text, map.start, map.entries.map(place), at, indent => flowEntry(key, value, indent, style));
}

function insertBlock(
  text: string,
  map: MapNode,
  previous: DocEntry,
  key: string,
  value: WrittenValue,
  style: TemplateStyle,
): TextEdit {
  const [first] = map.entries;
  const indent = columnBlanks(text, first?.keyStart ?? previous.keyStart);
  const end = lastCharacter(text, previous);
  const at = lineEndAt(text, end);
  const spaced = map.entries.length > 1 && hasBlankLine(text, map);
  const between = spaced ? style.eol : '';
  return { start: at, end: at, text: `${style.eol}${between}${blockEntry(key, value, indent, style)}` };
}

/** Offset behind the last visible character of an entry. */
function lastCharacter(text: string, entry: DocEntry): number {
  const end = Math.max(entry.value.end, entry.keyEnd);
  return entry.keyStart + text.slice(entry.keyStart, end).trimEnd().length;
}

function hasBlankLine(text: string, map: MapNode): boolean {
  const [first, second] = map.entries;
  if (!first || !second) return false;
  return /\r?\n[ \t]*\r?\n/.test(text.slice(lastCharacter(text, first), second.keyStart));
}

function fillEmpty(text: string, map: MapNode, key: string, value: WrittenValue, style: TemplateStyle): TextEdit {
  if (!style.quoted) return { start: map.start, end: map.end, text: `{ ${flowEntry(key, value, undefined, style)} }` };
  const indent = indentAt(text, map.start);
  const inner = indent + style.step;
  const written = `{${style.eol}${inner}${flowEntry(key, value, inner, style)}${style.eol}${indent}}`;
  return { start: map.start, end: map.end, text: written };
}

/** Takes out entries, with their lines where they stand alone on them. */
export function removeEntries(text: string, map: MapNode, keys: readonly string[]): readonly TextEdit[] {
  const removed = new Set(keys.map(key => map.entries.findIndex(entry => entry.key === key)));
  removed.delete(-1);
  if (text[map.start] === '{') return removeFromBrackets(text, map, map.entries.map(place), removed);
  const [first] = map.entries;
  if (first && removed.size === map.entries.length) {
    // A block map can't be empty.
    const last = map.entries.at(-1) ?? first;
    return [{ start: first.keyStart, end: lastCharacter(text, last), text: '{}' }];
  }
  return [...removed].flatMap(index => {
    const entry = map.entries[index];
    if (!entry) return [];
    const end = lastCharacter(text, entry);
    const lineEnd = lineEndAt(text, end);
    // A comment behind the entry stays, on a line of its own.
    const comment = /^[ \t]*(?=#)/.exec(text.slice(end, lineEnd));
    if (comment) return [{ start: entry.keyStart, end: end + comment[0].length, text: '' }];
    const breakLength = text.startsWith('\r\n', lineEnd) ? 2 : lineEnd < text.length ? 1 : 0;
    return [{ start: lineStartAt(text, entry.keyStart), end: lineEnd + breakLength, text: '' }];
  });
}

function place(entry: DocEntry): { readonly start: number; readonly end: number } {
  return { start: entry.keyStart, end: Math.max(entry.value.end, entry.keyEnd) };
}

/** Replaces a scalar, with the quotes it had. */
export function replaceScalar(text: string, node: DocNode, value: string, string: boolean): TextEdit {
  const quote = text[node.start];
  const written =
    string && (quote === '"' || quote === "'") ? `${quote}${value}${quote}` : string ? yamlString(value) : value;
  return { start: node.start, end: node.end, text: written };
}
