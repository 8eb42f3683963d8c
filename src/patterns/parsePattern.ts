import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { eventBridge, sns } from '../core/limits.ts';
import { positionAt } from '../core/messageRules.ts';
import { formatBytes, utf8Length } from '../core/text.ts';
import { parseTests } from './parseTests.ts';
import type { Complain, Dialect, Pattern, PatternNode, PatternProblem } from './pattern.ts';
import { type PolicyShape, policyWeight } from './policyWeight.ts';

/** Deeper than this nothing is read: a policy of five keys and 150 combinations does not go there. */
const maxDepth = 100;
/** Names that make `$or` an ordinary key where they stand in it (github.com/aws/event-ruler, The "$or" Primitive). */
const operatorNames = new Set([
  'exact',
  'exists',
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'cidr',
]);

export type PatternReading =
  | { readonly pattern: Pattern; readonly problems?: undefined }
  | { readonly pattern?: undefined; readonly problems: readonly PatternProblem[] };

/**
 * Reads a policy's JSON: the pattern, or everything that is wrong with it and where, in the order of the text. What SNS
 * and EventBridge would refuse is refused here; sns/latest/dg/sns-subscription-filter-policies.html,
 * eventbridge/latest/userguide/eb-create-pattern-operators.html.
 */
export function parsePattern(text: string, dialect: Dialect): PatternReading {
  const problems: PatternProblem[] = [];
  const complain: Complain = ({ offset, length }, message) =>
    void problems.push({ offset, length, message, ...positionAt(text, offset) });
  if (dialect !== 'eventbridge' && utf8Length(text) > sns.maxFilterPolicyBytes) {
    complain({ offset: 0, length: 0 }, `A filter policy has ${formatBytes(sns.maxFilterPolicyBytes)} at most`);
    return { problems };
  }
  const root = readJson(text, complain);
  if (root === undefined || problems.length > 0) return { problems };
  if (root.type !== 'object') {
    complain(root, 'A JSON object is needed here: { … }');
    return { problems };
  }
  const reader = new PatternReader(dialect, complain);
  const { node, shape } = reader.level(root, [], 1);
  if (problems.length === 0) {
    if (dialect !== 'eventbridge') complainOfWeight(root, shape, dialect, reader, complain);
    const ways = alternativesOf(node);
    if (ways > eventBridge.maxAlternatives) {
      complain(root, `$or makes ${ways} combinations of keys; ${eventBridge.maxAlternatives} are allowed`);
    }
  }
  return problems.length > 0
    ? { problems: problems.sort((a, b) => a.offset - b.offset) }
    : { pattern: { dialect, root: node } };
}

/** A problem with its place at the end: `the list of a is empty … (line 2, column 5)`. */
export function describeProblem({ line, column, message }: PatternProblem): string {
  return `${message} (line ${line}, column ${column})`;
}

function readJson(text: string, complain: Complain): Node | undefined {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    complain({ offset: 0, length: 0 }, 'Nested too deeply');
    return undefined;
  }
  const [first] = errors;
  if (first) {
    const words = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
    complain(first, `This is not valid JSON: ${words.toLowerCase()}`);
  } else if (root === undefined) complain({ offset: 0, length: 0 }, 'This is not valid JSON: it is empty');
  return root;
}

function complainOfWeight(
  root: Node,
  shape: PolicyShape & { kind: 'map' },
  dialect: Dialect,
  reader: PatternReader,
  complain: Complain,
): void {
  const weight = policyWeight(shape, dialect === 'sns-body' ? 'MessageBody' : 'MessageAttributes');
  if (weight?.problem === 'keys') {
    const extra = root.children?.[sns.maxFilterKeys]?.children?.[0] ?? root;
    complain(extra, `A filter policy names ${sns.maxFilterKeys} keys at most; this one names ${weight.value}`);
  } else if (weight?.problem === 'combinations') {
    complain(
      root,
      `A filter policy allows ${sns.maxFilterCombinations} combinations of values at most; this one has ${weight.value}`,
    );
  }
  if (reader.wildcards > sns.maxFilterWildcardPoints) {
    complain(
      root,
      `A filter policy has ${sns.maxFilterWildcardPoints} wildcards at most; this one has ${reader.wildcards}`,
    );
  }
}

class PatternReader {
  /** Stars in all patterns so far. */
  wildcards = 0;
  readonly #dialect: Dialect;
  readonly #complain: Complain;

  constructor(dialect: Dialect, complain: Complain) {
    this.#dialect = dialect;
    this.#complain = complain;
  }

  level(
    object: Node,
    path: readonly string[],
    depth: number,
  ): { node: PatternNode; shape: PolicyShape & { kind: 'map' } } {
    const parts: PatternNode[] = [];
    const entries: [string, PolicyShape][] = [];
    for (const property of object.children ?? []) {
      const [key, value] = property.children ?? [];
      if (!key || !value) continue;
      const name = String(key.value);
      const read = this.#entry(name, key, value, path, depth);
      if (read) {
        parts.push(read.node);
        entries.push([name, read.shape]);
      }
    }
    if (object.children?.length === 0 && depth > 1) this.#complain(object, 'An object without keys matches nothing');
    return { node: { kind: 'all', parts }, shape: { kind: 'map', entries } };
  }

  #entry(
    name: string,
    key: Node,
    value: Node,
    path: readonly string[],
    depth: number,
  ): { node: PatternNode; shape: PolicyShape } | undefined {
    if (name === '$or' && isAlternatives(value)) return this.#alternatives(value, path, depth);
    if (value.type === 'array') {
      if (value.children?.length === 0) {
        this.#complain(value, `the list of ${name} is empty and matches nothing`);
        return undefined;
      }
      const { tests, wildcards } = parseTests(value, this.#dialect, this.#complain);
      this.wildcards += wildcards;
      const { offset, length } = key;
      return {
        node: { kind: 'key', path: [...path, name], tests, offset, length },
        shape: { kind: 'list', size: value.children?.length ?? 0 },
      };
    }
    if (value.type === 'object' && this.#dialect !== 'sns-attributes') {
      if (depth >= maxDepth) this.#complain(value, 'Nested too deeply');
      else return this.level(value, [...path, name], depth + 1);
      return undefined;
    }
    const nests = this.#dialect !== 'sns-attributes';
    const hint =
      !nests && value.type === 'object'
        ? '; message attributes do not nest, only a policy over the message body does'
        : '';
    this.#complain(value, `the value of ${name} is a list such as ["a", "b"]${nests ? ' or an object' : ''}${hint}`);
    return undefined;
  }

  #alternatives(value: Node, path: readonly string[], depth: number): { node: PatternNode; shape: PolicyShape } {
    const branches = (value.children ?? []).map(branch => this.level(branch, path, depth));
    return {
      node: { kind: 'any', parts: branches.map(({ node }) => node) },
      shape: { kind: 'or', branches: branches.map(({ shape }) => shape) },
    };
  }
}

/** In how many ways the alternatives of a pattern can be combined. */
function alternativesOf(node: PatternNode): number {
  if (node.kind === 'key') return 1;
  const ways = node.parts.map(alternativesOf);
  return node.kind === 'all'
    ? ways.reduce((product, way) => product * way, 1)
    : ways.reduce((sum, way) => sum + way, 0);
}

/** `$or` joins by or when it holds at least two objects and no operator is among their keys; else it is a key. */
function isAlternatives(value: Node): boolean {
  const branches = value.children ?? [];
  return (
    value.type === 'array' &&
    branches.length >= 2 &&
    branches.every(
      branch =>
        branch.type === 'object' &&
        (branch.children ?? []).length > 0 &&
        (branch.children ?? []).every(({ children }) => !operatorNames.has(String(children?.[0]?.value))),
    )
  );
}
