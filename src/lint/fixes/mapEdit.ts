import { type DocEntry, type DocNode, entryOf, type ListNode, type MapNode } from '../../graph/template/docNode.ts';
import { columnBlanks, insertInBrackets, removeFromBrackets } from './flowEdit.ts';
import {
  blockEntry,
  blockItem,
  flowEntry,
  flowValue,
  quotedString,
  type TemplateStyle,
  Unprintable,
  type WrittenEntries,
  type WrittenValue,
  yamlString,
} from './templateStyle.ts';
import { indentAt, lineEndAt, lineStartAt, type TextEdit } from './textEdit.ts';

/** Adds entries after the named one, or at the end, in the map's own style. Comments stay where they are. */
export function insertEntries(
  text: string,
  map: MapNode,
  after: string | undefined,
  added: WrittenEntries,
  style: TemplateStyle,
): readonly TextEdit[] {
  const previous = (after === undefined ? undefined : entryOf(map, after)) ?? map.entries.at(-1);
  if (text[map.start] !== '{') return previous ? [insertBlock(text, map, previous, added, style)] : [];
  if (!previous) return [fillEmpty(text, map, added, style)];
  const at = map.entries.indexOf(previous);
  const write = (indent: string | undefined) => flowEntries(added, indent, style);
  return insertInBrackets(text, map.start, map.entries.map(place), at, write);
}

function insertBlock(
  text: string,
  map: MapNode,
  previous: DocEntry,
  added: WrittenEntries,
  style: TemplateStyle,
): TextEdit {
  const [first] = map.entries;
  const indent = columnBlanks(text, first?.keyStart ?? previous.keyStart);
  const at = lineEndAt(text, lastCharacter(text, previous));
  const spaced = map.entries.length > 1 && hasBlankLine(text, map);
  const between = spaced ? style.eol : '';
  const written = added.map(([key, value]) => `${style.eol}${between}${blockEntry(key, value, indent, style)}`);
  return { start: at, end: at, text: written.join('') };
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

function fillEmpty(text: string, map: MapNode, added: WrittenEntries, style: TemplateStyle): TextEdit {
  const { start, end } = map;
  if (/\/\/|\/\*|#/.test(text.slice(start, end))) throw new Unprintable();
  if (!style.quoted) return { start, end, text: `{ ${flowEntries(added, undefined, style)} }` };
  const indent = indentAt(text, start);
  const inner = indent + style.step;
  const written = `{${style.eol}${inner}${flowEntries(added, inner, style)}${style.eol}${indent}}`;
  return { start, end, text: written };
}

/** Entries behind one another, on lines of their own where there is an indent. */
function flowEntries(entries: WrittenEntries, indent: string | undefined, style: TemplateStyle): string {
  const separator = indent === undefined ? ', ' : `,${style.eol}${indent}`;
  return entries.map(([key, value]) => flowEntry(key, value, indent, style)).join(separator);
}

/** Puts entries in the place of one that goes, with its comment and its commas. */
export function replaceEntry(
  text: string,
  map: MapNode,
  replaced: DocEntry,
  added: WrittenEntries,
  style: TemplateStyle,
): TextEdit {
  const end = lastCharacter(text, replaced);
  if (hasInnerComment(text, replaced)) throw new Unprintable();
  const start = replaced.keyStart;
  if (text[map.start] !== '{') {
    const indent = columnBlanks(text, start);
    const written = added.map(([key, value]) => blockEntry(key, value, indent, style)).join(style.eol);
    return { start, end, text: written.slice(indent.length) };
  }
  const [first] = map.entries;
  const inLine = !first || !/[\r\n]/.test(text.slice(map.start, first.keyStart));
  return { start, end, text: flowEntries(added, inLine ? undefined : columnBlanks(text, start), style) };
}

/** Adds items behind the last one of a list, in the list's own style. */
export function appendItems(
  text: string,
  list: ListNode,
  added: readonly WrittenValue[],
  style: TemplateStyle,
): readonly TextEdit[] {
  const last = list.items.at(-1);
  if (text[list.start] === '[') {
    if (!last) {
      const inside = text.slice(list.start + 1, list.end - 1);
      if (inside.trim() !== '') throw new Unprintable();
      const indent = style.quoted ? indentAt(text, list.start) : undefined;
      return [{ start: list.start, end: list.end, text: flowValue({ kind: 'list', items: added }, indent, style) }];
    }
    const write = (indent: string | undefined) =>
      added.map(item => flowValue(item, indent, style)).join(indent === undefined ? ', ' : `,${style.eol}${indent}`);
    return insertInBrackets(text, list.start, list.items, list.items.length - 1, write);
  }
  // The place of a tag is not part of the item.
  const dash = last && text.lastIndexOf('-', list.items[0]?.start ?? 0);
  if (!last || dash === undefined || dash < list.start) throw new Unprintable();
  const indent = columnBlanks(text, list.start);
  const at = lineEndAt(text, last.start + text.slice(last.start, last.end).trimEnd().length);
  return [{ start: at, end: at, text: added.map(item => style.eol + blockItem(item, indent, style)).join('') }];
}

/** Takes out entries, with their lines where they stand alone on them. */
export function removeEntries(text: string, map: MapNode, keys: readonly string[]): readonly TextEdit[] {
  const removed = new Set(keys.map(key => map.entries.findIndex(entry => entry.key === key)));
  removed.delete(-1);
  for (const index of removed) {
    const entry = map.entries[index];
    if (entry && hasInnerComment(text, entry)) throw new Unprintable();
  }
  if (text[map.start] === '{') return removeFromBrackets(text, map, map.entries.map(place), removed);
  const [first] = map.entries;
  if (first && removed.size === map.entries.length) {
    // A block map can't be empty.
    const last = map.entries.at(-1) ?? first;
    const end = lastCharacter(text, last);
    if (hasComment(text.slice(first.keyStart, end))) throw new Unprintable();
    return [{ start: first.keyStart, end, text: '{}' }];
  }
  return [...removed].flatMap(index => {
    const entry = map.entries[index];
    if (!entry) return [];
    const end = lastCharacter(text, entry);
    const lineEnd = lineEndAt(text, end);
    // A comment behind the entry stays, on a line of its own.
    const comment = /^[ \t]*(?=#)/.exec(text.slice(end, lineEnd));
    if (comment) return [{ start: entry.keyStart, end: end + comment[0].length, text: '' }];
    const start = lineStartAt(text, entry.keyStart);
    const breakLength = text.startsWith('\r\n', lineEnd) ? 2 : lineEnd < text.length ? 1 : 0;
    // The first entry of a map in a list stands behind the dash, which stays.
    if (text.slice(start, entry.keyStart).trim() !== '') {
      const next = map.entries[index + 1];
      return next ? [{ start: entry.keyStart, end: next.keyStart, text: '' }] : [];
    }
    return [{ start, end: lineEnd + breakLength, text: '' }];
  });
}

/** True when a comment stands inside an entry, where it would go with it. */
function hasInnerComment(text: string, entry: DocEntry): boolean {
  return hasComment(text.slice(entry.keyStart, lastCharacter(text, entry)));
}

/** True when there may be a comment; a `#` or `//` inside a string counts too. */
function hasComment(text: string): boolean {
  return /(?:^|\s)#|(?:^|\s)\/\/|\/\*/.test(text);
}

function place(entry: DocEntry): { readonly start: number; readonly end: number } {
  return { start: entry.keyStart, end: Math.max(entry.value.end, entry.keyEnd) };
}

/** Replaces a scalar, with the quotes it had. */
export function replaceScalar(text: string, node: DocNode, value: string, string: boolean): TextEdit {
  const quote = text[node.start];
  if (quote === '|' || quote === '>') throw new Unprintable();
  const written = !string ? value : quote === '"' || quote === "'" ? quotedString(value, quote) : yamlString(value);
  return { start: node.start, end: node.end, text: written };
}
