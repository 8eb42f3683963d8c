/** One shape for YAML and JSON trees; offsets are those of the text as given. */
export type DocNode = ScalarNode | ListNode | MapNode;

interface NodeBase {
  readonly start: number;
  readonly end: number;
  /** A CloudFormation short form without its exclamation mark (`GetAtt`), where one stands before the value. */
  readonly tag?: string | undefined;
  /** Read through a YAML alias: the text stands somewhere else and may serve several places. */
  readonly shared?: boolean;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly DocNode[];
}

export interface DocEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: DocNode;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly entries: readonly DocEntry[];
}

export interface DocError {
  readonly message: string;
  readonly start: number;
}

export interface ParsedDocument {
  readonly root: DocNode | undefined;
  /** Empty when the text was read whole. */
  readonly errors: readonly DocError[];
}

/** The value of a key; the last one wins where a key is written twice, as in CloudFormation. */
export function entryOf(node: DocNode | undefined, key: string): DocEntry | undefined {
  return node?.kind === 'map' ? node.entries.findLast(entry => entry.key === key) : undefined;
}

export function child(node: DocNode | undefined, ...path: readonly string[]): DocNode | undefined {
  let current = node;
  for (const key of path) current = entryOf(current, key)?.value;
  return current;
}

/** Text of a scalar, else undefined. */
export function textOf(node: DocNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
