import { UserError } from '../../core/errors.ts';
import { isObject } from '../../core/parse.ts';

/** A compiled JMESPath expression. `evaluate` throws what the language calls a fault at run time. */
export interface Expression {
  /** The member names that it mentions anywhere; undefined when it may look at any. */
  readonly names: ReadonlySet<string> | undefined;
  evaluate(value: unknown): unknown;
}

/** Longest expression whose fault is located: finding the place tries every beginning of it. */
const maxLocated = 1_000;

type Library = typeof import('@jmespath-community/jmespath');

/** Compiles JMESPath; a UserError says what is wrong and at which character, counted from 1. */
export async function compileExpression(text: string): Promise<Expression> {
  const library = await import('@jmespath-community/jmespath');
  let tree: ReturnType<Library['compile']>;
  try {
    tree = library.compile(text);
  } catch (error) {
    const reason = error instanceof RangeError ? 'it is nested too deeply' : `${placeOf(library, text)}`;
    throw new UserError(`This is not a JMESPath expression: ${reason}`, { cause: error });
  }
  const unknown = unknownFunction(tree, new Set(library.getRegisteredFunctions()));
  if (unknown !== undefined) throw new UserError(`JMESPath has no such function: ${unknown}()`);
  return {
    names: namesIn(tree),
    evaluate: value => library.TreeInterpreter.search(tree, value as Parameters<Library['search']>[0]),
  };
}

/** What counts as false in JMESPath: null, false, and what is empty. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isObject(value) || Object.keys(value).length > 0;
}

function placeOf(library: Library, text: string): string {
  if (text.trim() === '') return 'it is empty';
  if (text.length > maxLocated) return 'its syntax is wrong';
  let tokens: { start: number }[];
  try {
    tokens = library.tokenize(text);
  } catch {
    let sound = text.length - 1;
    while (sound > 0 && !succeeds(() => library.tokenize(text.slice(0, sound)))) sound--;
    return `the text at character ${sound + 1} is not understood`;
  }
  const starts = tokens.map(token => token.start).filter(start => start < text.length);
  for (const [at, start] of starts.entries()) {
    const end = starts[at + 1] ?? text.length;
    const fault = faultOf(() => library.compile(text.slice(0, end)));
    if (fault !== undefined && !/EOF/.test(fault))
      return `“${text.slice(start, end).trim()}” at character ${start + 1}`;
  }
  return `it ends too early, at character ${text.length + 1}`;
}

function succeeds(act: () => unknown): boolean {
  return faultOf(act) === undefined;
}

function faultOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'fault';
  }
}

function unknownFunction(node: unknown, known: ReadonlySet<string>): string | undefined {
  if (Array.isArray(node)) {
    for (const part of node) {
      const found = unknownFunction(part, known);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isObject(node) || node['type'] === 'Literal') return undefined;
  if (node['type'] === 'Function' && typeof node['name'] === 'string' && !known.has(node['name'])) return node['name'];
  return unknownFunction(Object.values(node), known);
}

function namesIn(tree: unknown): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  const waiting: unknown[] = [tree];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (Array.isArray(node)) waiting.push(...node);
    if (!isObject(node) || node['type'] === 'Literal') continue;
    // These hand on the whole scope, or members without naming them.
    if (['Identity', 'Current', 'Root', 'ValueProjection'].includes(String(node['type']))) return undefined;
    if (node['type'] === 'Field' && typeof node['name'] === 'string') names.add(node['name']);
    waiting.push(...Object.values(node));
  }
  return names;
}
