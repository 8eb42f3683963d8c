import type { DocNode } from '../../graph/template/docNode.ts';
import { parseJson } from '../../graph/template/jsonDocument.ts';

/**
 * The JSON that a scalar of YAML holds letter by letter, with the offsets of the document: below `|`, where the indent
 * is white space to JSON too, or between single quotes. Undefined where the text is written in any other way, or is
 * no JSON.
 */
export function jsonInBlock(text: string, node: DocNode): DocNode | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const range = contentOf(text, node);
  if (!range) return undefined;
  // Blanks keep the offsets as they are.
  const { root, errors } = parseJson(' '.repeat(range.start) + text.slice(range.start, range.end));
  return errors.length === 0 && root?.kind === 'map' ? root : undefined;
}

function contentOf(text: string, { start, end }: DocNode): { start: number; end: number } | undefined {
  const written = text.slice(start, end);
  const header = /^\|[-+\d]*[ \t]*\r?\n/.exec(written);
  if (header) return { start: start + header[0].length, end };
  if (written.startsWith("'") && !written.slice(1, -1).includes("'")) return { start: start + 1, end: end - 1 };
  return undefined;
}
