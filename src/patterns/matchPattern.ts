import { compileTest } from './operators.ts';
import type { Dialect, KeyClause, Pattern, PatternNode, Scalar } from './pattern.ts';
import type { Subject } from './subject.ts';

/** A pattern made ready: {@link test} is for many messages, {@link explainMatch} for one. */
export interface CompiledPattern {
  readonly pattern: Pattern;
  /** One for each way through `$or`; the pattern matches when any of them does. */
  readonly conjunctions: readonly Conjunction[];
  readonly test: (subject: Subject) => boolean;
}

/** Keys that have to match together. */
export interface Conjunction {
  readonly clauses: readonly KeyClause[];
  readonly test: (subject: Subject) => boolean;
  /** The test of one key alone, in the same dialect. */
  readonly alone: (clause: KeyClause) => (subject: Subject) => boolean;
}

/** Looks at the value where a part of the pattern stands; `absent` says of each clause whether its key is nowhere. */
type Check = (value: unknown, absent: readonly boolean[]) => boolean;

const nowhere: readonly boolean[] = [];

/** Compiles a pattern into closures. */
export function compilePattern(pattern: Pattern): CompiledPattern {
  const conjunctions = expand(pattern.root).map(clauses => conjunction(clauses, pattern.dialect));
  const [only] = conjunctions;
  const test =
    conjunctions.length === 1 && only
      ? only.test
      : (subject: Subject): boolean => conjunctions.some(each => each.test(subject));
  return { pattern, conjunctions, test };
}

/** Every way through the alternatives. */
function expand(node: PatternNode): (readonly KeyClause[])[] {
  if (node.kind === 'key') return [[node]];
  if (node.kind === 'any') return node.parts.flatMap(expand);
  return node.parts.reduce<(readonly KeyClause[])[]>(
    (ways, part) => expand(part).flatMap(way => ways.map(before => [...before, ...way])),
    [[]],
  );
}

function conjunction(clauses: readonly KeyClause[], dialect: Dialect): Conjunction {
  const check = compileLevel(
    clauses.map((clause, index) => ({ path: clause.path, check: leafCheck(clause, index, dialect) })),
    0,
  );
  const absences = clauses.flatMap((clause, index) => (wantsAbsence(clause) ? [index] : []));
  const test = (subject: Subject): boolean => {
    const { root } = subject;
    if (root === undefined) return false;
    try {
      if (absences.length === 0) return check(root, nowhere);
      const absent: boolean[] = [];
      for (const index of absences) {
        const clause = clauses[index];
        absent[index] = clause !== undefined && isAbsent(subject, clause.path, dialect);
      }
      return check(root, absent);
    } catch (error) {
      // A body of thousands of brackets: AWS reads no JSON that deep either.
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  return { clauses, test, alone: clause => conjunction([clause], dialect).test };
}

export function wantsAbsence(clause: KeyClause): boolean {
  return clause.tests.some(test => test.op === 'exists' && !test.wanted);
}

/**
 * Objects in an array are looked at one by one: keys below one array match together only when one of its elements has
 * them all, as EventBridge's matcher says of itself (github.com/aws/event-ruler, JSON Array Matching). SNS says nothing.
 */
function compileLevel(wanted: readonly { path: readonly string[]; check: Check }[], depth: number): Check {
  const groups = new Map<string, { path: readonly string[]; check: Check }[]>();
  for (const each of wanted) {
    const key = each.path[depth] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const children = [...groups].map(([key, group]) => {
    const leaves = group.filter(({ path }) => path.length === depth + 1).map(({ check }) => check);
    const deeper = group.filter(({ path }) => path.length > depth + 1);
    return { key, checks: deeper.length > 0 ? [...leaves, compileLevel(deeper, depth + 1)] : leaves };
  });
  const level: Check = (value, absent) => {
    if (Array.isArray(value)) {
      if (value.length === 0) return level(undefined, absent);
      for (const item of value) if (level(item, absent)) return true;
      return false;
    }
    const object = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
    for (const { key, checks } of children) {
      const below = object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
      for (const check of checks) if (!check(below, absent)) return false;
    }
    return true;
  };
  return level;
}

function leafCheck(clause: KeyClause, index: number, dialect: Dialect): Check {
  const passes = clauseTest(clause, dialect);
  const check: Check = (value, absent) => {
    if (absent[index] === true) return true;
    if (typeof value !== 'object' || value === null) return value !== undefined && passes(value as Scalar);
    if (!Array.isArray(value)) return false;
    for (const item of value) if (check(item, nowhere)) return true;
    return false;
  };
  return check;
}

/** Whether one value of the key passes any of its tests. */
export function clauseTest(clause: KeyClause, dialect: Dialect): (value: Scalar) => boolean {
  const strings = new Set<Scalar>();
  const tests: ((value: Scalar) => boolean)[] = [];
  for (const test of clause.tests) {
    if (test.op === 'exact' && typeof test.value !== 'number') strings.add(test.value);
    else if (test.op === 'exists') {
      if (test.wanted) tests.push(dialect === 'eventbridge' ? () => true : hasContent);
    } else tests.push(compileTest(test, dialect));
  }
  const [only, another] = tests;
  if (only === undefined) return value => strings.has(value);
  if (another === undefined && strings.size === 0) return only;
  return value => strings.has(value) || tests.some(test => test(value));
}

/** SNS: "The key must have a non-null and non-empty value" (sns/latest/dg/attribute-key-matching.html). */
function hasContent(value: Scalar): boolean {
  return value !== null && value !== '';
}

/**
 * Whether a key is nowhere in the message. Only leaves count, so that a key that holds an object, or an array without
 * values, is not there. Of attributes at least one other has to be there (sns/latest/dg/attribute-key-matching.html).
 */
export function isAbsent({ root }: Subject, path: readonly string[], dialect: Dialect): boolean {
  if (dialect === 'sns-attributes') {
    const names = root === undefined ? [] : Object.keys(root);
    return names.length > 0 && !names.includes(path[0] ?? '');
  }
  return !hasLeaf(root, path, 0);
}

function hasLeaf(value: unknown, path: readonly string[], depth: number): boolean {
  if (Array.isArray(value)) return value.some(item => hasLeaf(item, path, depth));
  if (depth === path.length) return value !== undefined && (typeof value !== 'object' || value === null);
  const key = path[depth] ?? '';
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return hasLeaf((value as Record<string, unknown>)[key], path, depth + 1);
}

/** The values of a key, through all arrays, at most `limit`; whether an object stands there too. */
export function leavesAt(
  root: unknown,
  path: readonly string[],
  limit: number,
): { values: Scalar[]; object: boolean; reached: number } {
  const found = { values: [] as Scalar[], object: false, reached: 0 };
  const walk = (value: unknown, depth: number): void => {
    if (found.values.length >= limit) return;
    if (Array.isArray(value)) for (const item of value) walk(item, depth);
    else if (depth === path.length) {
      if (typeof value === 'object' && value !== null) found.object = true;
      else if (value !== undefined) found.values.push(value as Scalar);
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, path[depth] ?? '')) {
      found.reached = Math.max(found.reached, depth + 1);
      walk((value as Record<string, unknown>)[path[depth] ?? ''], depth + 1);
    }
  };
  walk(root, 0);
  return found;
}
