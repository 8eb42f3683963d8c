import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type ScalarTag,
} from 'yaml';
import { assertDepth } from './depth.ts';
import type { DocEntry, DocNode, ParsedDocument } from './docNode.ts';

/** CloudFormation's short forms. Registered, so that the parser doesn't spend its time on warnings. */
const names =
  'Ref GetAtt Sub Join If Equals And Or Not Condition FindInMap ImportValue Select Split Base64 Cidr GetAZs Transform ' +
  'Length ToJsonString ForEach Contains EachMemberEquals EachMemberIn RefAll ValueOf ValueOfAll GetParam';

/** Every tag keeps its node as it is: a scalar, a sequence or a map. */
const customTags = names.split(' ').flatMap(name => {
  const tag = `!${name}`;
  const scalar: ScalarTag = { tag, resolve: text => text };
  return [
    scalar,
    { tag, collection: 'seq' as const, resolve: (node: unknown) => node },
    { tag, collection: 'map' as const, resolve: (node: unknown) => node },
  ];
});

const padding = 120;

/**
 * Reads YAML 1.1 with CloudFormation's tags. A flow collection closed at a smaller indent than its parent makes the
 * parser drop the rest of the text; AWS publishes such templates, so they are read again with the bracket padded.
 */
export function parseYaml(text: string): ParsedDocument {
  assertDepth(text);
  const first = parse(text);
  if (!first.errors.some(error => error.code === 'BAD_INDENT' && /[\]}]/.test(text[error.pos[0]] ?? ''))) {
    return convertDocument(first, offset => offset);
  }
  const shifts: number[] = [];
  const padded = text.replace(/^[ \t]*[\]}]/gm, (line, at: number) => {
    shifts.push(at);
    return ' '.repeat(padding) + line;
  });
  const second = parse(padded);
  if (second.errors.length >= first.errors.length) return convertDocument(first, offset => offset);
  return convertDocument(second, offset => unpad(offset, shifts));
}

function unpad(offset: number, shifts: readonly number[]): number {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle] ?? 0) + middle * padding < offset) low = middle + 1;
    else high = middle;
  }
  const at = shifts[low - 1] ?? 0;
  return low === 0 ? offset : Math.max(at, offset - low * padding);
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    customTags: tags => [
      ...tags.filter(tag => typeof tag === 'string' || !tag.tag.endsWith(':timestamp')),
      ...customTags,
    ],
    logLevel: 'silent',
    prettyErrors: false,
    stringKeys: false,
  });
}

function convertDocument(document: Document.Parsed, at: (offset: number) => number): ParsedDocument {
  const done = new Map<Node, DocNode>();
  const active = new Set<Node>();
  const anchors = new Map<string, Node>();

  const span = (node: Node) => ({ start: at(node.range?.[0] ?? 0), end: at(node.range?.[1] ?? 0) });
  const tagOf = (node: Node) => (node.tag?.startsWith('!') ? node.tag.slice(1) : undefined);

  const entriesOf = (pairs: readonly Pair<unknown, unknown>[]): DocEntry[] => {
    const own: DocEntry[] = [];
    const merged = new Map<string, DocEntry>();
    for (const pair of pairs) {
      const key = pair.key as Node | null;
      if (!key) continue;
      const name = isScalar(key) ? key.value : undefined;
      const value = convert(pair.value as Node | null, key);
      if (name === '<<' || typeof name === 'symbol') {
        for (const source of value.kind === 'list' ? value.items : [value]) {
          if (source.kind !== 'map') continue;
          // Of several the first one counts; once for each key, or merges of merges grow beyond all bounds.
          for (const entry of source.entries) {
            if (!merged.has(entry.key)) merged.set(entry.key, moved(entry, span(key)));
          }
        }
      } else if (name !== undefined) {
        const { start, end } = span(key);
        own.push({
          key: isScalar(key) ? (key.source ?? String(name)) : String(name),
          keyStart: start,
          keyEnd: end,
          value,
        });
      }
    }
    const written = new Set(own.map(entry => entry.key));
    return [...[...merged.values()].filter(entry => !written.has(entry.key)), ...own];
  };

  const convert = (node: Node | null, key?: Node): DocNode => {
    if (!node) {
      const end = key ? span(key).end : 0;
      return { kind: 'scalar', start: end, end, value: null };
    }
    const known = done.get(node);
    if (known) return known;
    if (active.has(node)) return { kind: 'scalar', ...span(node), tag: 'Recursive', value: null };
    active.add(node);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) anchors.set(anchor, node);
    const result = convertNew(node);
    active.delete(node);
    done.set(node, result);
    return result;
  };

  const convertNew = (node: Node): DocNode => {
    if (isAlias(node)) {
      const source = anchors.get((node as Alias).source);
      return source
        ? { ...convert(source), ...span(node), shared: true }
        : { kind: 'scalar', ...span(node), tag: 'Recursive', value: null };
    }
    if (isMap(node)) return { kind: 'map', ...span(node), tag: tagOf(node), entries: entriesOf(node.items) };
    if (isSeq(node)) {
      return {
        kind: 'list',
        ...span(node),
        tag: tagOf(node),
        items: node.items.map(item => convert(item as Node | null)),
      };
    }
    const source = isScalar(node) ? node.source : undefined;
    // To the library, though to nobody else, a check's id such as E3502 is a number.
    if (source !== undefined && isScalar(node) && typeof node.value === 'number' && /^[-+]?[eE]/.test(source))
      return { kind: 'scalar', ...span(node), tag: tagOf(node), value: source };
    const value = isScalar(node) ? node.value : null;
    const plain =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null;
    return { kind: 'scalar', ...span(node), tag: tagOf(node), value: plain ? value : (source ?? String(value)) };
  };

  const root = document.contents ? convert(document.contents) : undefined;
  return { root, errors: document.errors.map(error => ({ message: error.message, start: at(error.pos[0]) })) };
}

function moved(entry: DocEntry, place: { start: number; end: number }): DocEntry {
  return { ...entry, keyStart: place.start, keyEnd: place.end, value: { ...entry.value, ...place, shared: true } };
}
