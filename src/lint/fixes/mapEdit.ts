import { type DocEntry, type DocNode, entryOf, type MapNode } from '../../graph/template/docNode.ts';
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
  return insertFlow(text, map, previous, key, value, style);
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

/** Blanks up to the column of an offset, so that a key after `- ` lines up too. */
function columnBlanks(text: string, offset: number): string {
  const head = text.slice(lineStartAt(text, offset), offset);
  return head.replace(/[^ \t]/g, ' ');
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

function insertFlow(
  text: string,
  map: MapNode,
  previous: DocEntry,
  key: string,
  value: WrittenValue,
  style: TemplateStyle,
): readonly TextEdit[] {
  const end = previous.value.end;
  const [first] = map.entries;
  const multiline = /[\r\n]/.test(text.slice(map.start, first?.keyStart ?? map.start));
  if (!multiline) return [{ start: end, end, text: `, ${flowEntry(key, value, undefined, style)}` }];
  const indent = columnBlanks(text, first?.keyStart ?? end);
  const entry = `${style.eol}${indent}${flowEntry(key, value, indent, style)}`;
  const comma = /^\s*,/.exec(text.slice(end));
  const lineEnd = lineEndAt(text, end);
  const rest = text.slice(end, lineEnd);
  const next = map.entries[map.entries.indexOf(previous) + 1];
  const follows = next !== undefined;
  if (comma && comma[0].length <= rest.length) {
    // After the comma, and after a comment that may follow it.
    const clear = /^\s*,\s*(?:(?:\/\/|#|\/\*).*)?$/.test(rest);
    const at = clear ? lineEnd : end + comma[0].length;
    return [{ start: at, end: at, text: `${entry}${follows || comma ? ',' : ''}` }];
  }
  const commented = /^\s*(?:\/\/|\s#).*$/.test(rest);
  if (!commented) return [{ start: end, end, text: `,${entry}` }];
  return [
    { start: end, end, text: ',' },
    { start: lineEnd, end: lineEnd, text: entry },
  ];
}

/** Takes out an entry, with its line where it stands alone on it. */
export function removeEntry(text: string, map: MapNode, key: string): TextEdit {
  const entry = entryOf(map, key);
  if (!entry) return { start: map.start, end: map.start, text: '' };
  if (text[map.start] !== '{') {
    const start = lineStartAt(text, entry.keyStart);
    const lineEnd = lineEndAt(text, lastCharacter(text, entry));
    const breakLength = text.startsWith('\r\n', lineEnd) ? 2 : lineEnd < text.length ? 1 : 0;
    // The only entry of a block map leaves an empty one behind.
    if (map.entries.length === 1) return { start: entry.keyStart, end: lastCharacter(text, entry), text: '{}' };
    return { start, end: lineEnd + breakLength, text: '' };
  }
  const index = map.entries.indexOf(entry);
  const next = map.entries[index + 1];
  const before = map.entries[index - 1];
  if (next) return { start: entry.keyStart, end: next.keyStart, text: '' };
  if (before) return { start: before.value.end, end: entry.value.end, text: '' };
  return { start: entry.keyStart, end: entry.value.end, text: '' };
}

/** Replaces a scalar, with the quotes it had. */
export function replaceScalar(text: string, node: DocNode, value: string, string: boolean): TextEdit {
  const quote = text[node.start];
  const written =
    string && (quote === '"' || quote === "'") ? `${quote}${value}${quote}` : string ? yamlString(value) : value;
  return { start: node.start, end: node.end, text: written };
}
