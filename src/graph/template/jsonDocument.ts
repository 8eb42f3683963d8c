import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { assertDepth } from './depth.ts';
import type { DocNode, ParsedDocument } from './docNode.ts';

/** Reads JSON, comments and trailing commas allowed, as far as it goes. */
export function parseJson(text: string): ParsedDocument {
  assertDepth(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return {
    root: root && convert(root),
    errors: errors.map(error => ({ message: printParseErrorCode(error.error), start: error.offset })),
  };
}

function convert(node: Node): DocNode {
  const start = node.offset;
  const end = node.offset + node.length;
  if (node.type === 'object') {
    const entries = (node.children ?? []).flatMap(property => {
      const [key, value] = property.children ?? [];
      if (!key || !value) return [];
      return [{ key: String(key.value), keyStart: key.offset, keyEnd: key.offset + key.length, value: convert(value) }];
    });
    return { kind: 'map', start, end, entries };
  }
  if (node.type === 'array') return { kind: 'list', start, end, items: (node.children ?? []).map(convert) };
  return { kind: 'scalar', start, end, value: node.value };
}
