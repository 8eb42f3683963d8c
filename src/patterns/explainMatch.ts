import { shorten } from '../core/text.ts';
import { type CompiledPattern, clauseTest, isAbsent, leavesAt, wantsAbsence } from './matchPattern.ts';
import type { Dialect, KeyClause, PatternNode, Scalar, ValueTest } from './pattern.ts';
import type { Subject } from './subject.ts';

/** What became of one key of the policy. */
export interface KeyVerdict {
  /** Keys from the top, such as `order.state`. */
  readonly path: readonly string[];
  readonly passes: boolean;
  /** The operators asked for: `prefix`, `exact` … */
  readonly operators: readonly string[];
  /** What the policy asks for, in words: `begins with "re"`. */
  readonly wanted: string;
  /** What the message has there, in words: `is "order"`, `is missing`. */
  readonly found: string;
  readonly missing: boolean;
}

export type Verdict =
  | { readonly matches: true; readonly keys: readonly KeyVerdict[] }
  | {
      readonly matches: false;
      /**
       * `keys`: those listed do not pass; `alternatives`: one of those listed would do; `apart`: each passes, but in
       * different elements of one array; `not-json` and `not-an-object`: there is nothing to look into.
       */
      readonly why: 'keys' | 'alternatives' | 'apart' | 'not-json' | 'not-an-object';
      readonly keys: readonly KeyVerdict[];
    };

/** Values of one key that are shown. */
const shownValues = 5;
const shownLength = 60;

/** Whether a message passes, and why or why not, key by key. */
export function explainMatch({ pattern, test }: CompiledPattern, subject: Subject): Verdict {
  if (subject.root === undefined) return { matches: false, why: subject.fault ?? 'not-json', keys: [] };
  const verdicts = judge(pattern.root, subject, pattern.dialect);
  if (test(subject)) return { matches: true, keys: verdicts.keys.filter(({ passes }) => passes) };
  if (verdicts.passes) return { matches: false, why: 'apart', keys: verdicts.keys };
  const keys = verdicts.keys.filter(({ passes }) => !passes);
  return { matches: false, why: verdicts.alternatives ? 'alternatives' : 'keys', keys };
}

interface Judgement {
  readonly passes: boolean;
  readonly keys: readonly KeyVerdict[];
  /** All that fails stands in alternatives. */
  readonly alternatives: boolean;
}

function judge(node: PatternNode, subject: Subject, dialect: Dialect): Judgement {
  if (node.kind === 'key') {
    const verdict = judgeKey(node, subject, dialect);
    return { passes: verdict.passes, keys: [verdict], alternatives: false };
  }
  const parts = node.parts.map(part => judge(part, subject, dialect));
  const failing = parts.filter(({ passes }) => !passes);
  if (node.kind === 'any') {
    const passing = parts.find(({ passes }) => passes);
    return passing ?? { passes: false, keys: parts.flatMap(({ keys }) => keys), alternatives: true };
  }
  // What fails outside the alternatives is what has to be mended first.
  const plain = failing.filter(({ alternatives }) => !alternatives);
  return failing.length === 0
    ? { passes: true, keys: parts.flatMap(({ keys }) => keys), alternatives: false }
    : {
        passes: false,
        keys: (plain.length > 0 ? plain : failing).flatMap(({ keys }) => keys),
        alternatives: plain.length === 0,
      };
}

function judgeKey(clause: KeyClause, subject: Subject, dialect: Dialect): KeyVerdict {
  const { values, object, reached } = leavesAt(subject.root, clause.path, 10_000);
  const there = values.length > 0;
  const passesTest = clauseTest(clause, dialect);
  const passes = values.some(passesTest) || (wantsAbsence(clause) && isAbsent(subject, clause.path, dialect));
  return {
    path: clause.path,
    passes,
    operators: [...new Set(clause.tests.map(({ op }) => op))],
    wanted: describeTests(clause.tests),
    found: there ? describeValues(values) : whyMissing(clause, subject, dialect, object, reached),
    missing: !there,
  };
}

function whyMissing(
  clause: KeyClause,
  { root, unseen }: Subject,
  dialect: Dialect,
  object: boolean,
  reached: number,
): string {
  const name = clause.path[0] ?? '';
  if (dialect === 'sns-attributes') {
    const reason = unseen?.get(name);
    if (reason !== undefined) return reason;
    if (root !== undefined && Object.hasOwn(root, name)) return 'is an empty list';
    return Object.keys(root ?? {}).length === 0 ? 'is missing: the message has no attributes' : 'is missing';
  }
  if (object) return 'is an object, and only values are compared';
  if (reached === clause.path.length) return 'is an empty list';
  return reached === 0 || clause.path.length === 1
    ? 'is missing'
    : `is missing: ${clause.path.slice(0, reached).join('.')} has no ${clause.path[reached]}`;
}

function describeValues(values: readonly Scalar[]): string {
  const shown = values.slice(0, shownValues).map(quote).join(', ');
  if (values.length === 1) return `is ${shown}`;
  return values.length > shownValues ? `holds ${shown} and ${values.length - shownValues} more` : `holds ${shown}`;
}

function quote(value: Scalar): string {
  return typeof value === 'string' ? `"${shorten(value, shownLength)}"` : String(value);
}

/** A list of tests in words, joined by or. */
export function describeTests(tests: readonly ValueTest[]): string {
  const shown = tests.slice(0, 10).map(describeTest);
  if (tests.length > shown.length) shown.push(`one of ${tests.length - shown.length} more`);
  return shown.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} or ${shown[shown.length - 1] ?? ''}`;
}

function describeTest(test: ValueTest): string {
  switch (test.op) {
    case 'exact':
      return quote(test.value);
    case 'prefix':
      return `begins with ${quote(test.text)}${test.ignoreCase ? ' in any case' : ''}`;
    case 'suffix':
      return `ends with ${quote(test.text)}${test.ignoreCase ? ' in any case' : ''}`;
    case 'equals-ignore-case':
      return `${quote(test.text)} in any case`;
    case 'wildcard':
      return `looks like ${quote(test.text)}`;
    case 'cidr':
      return `an address in ${test.text}`;
    case 'numeric':
      return `a number ${test.bounds.map(({ sign, value }) => `${sign} ${value}`).join(' and ')}`;
    case 'exists':
      return test.wanted ? 'there with a value' : 'not there';
    case 'anything-but':
      return `anything but ${describeTests(test.none)}`;
  }
}

/** A verdict in one or a few sentences. */
export function verdictWords(verdict: Verdict, dialect: Dialect): string[] {
  if (verdict.matches) return verdict.keys.map(({ path, found }) => `${path.join('.')} ${found}`);
  switch (verdict.why) {
    case 'not-json':
      return ['The policy reads the message body, and the body is not valid JSON'];
    case 'not-an-object':
      return ['The policy reads the message body, and the body is no JSON object'];
    case 'apart':
      return [
        `Each key passes, but not in one and the same element of a list: ${verdict.keys.map(({ path }) => path.join('.')).join(', ')}`,
      ];
    default: {
      const what = dialect === 'sns-attributes' ? 'Attribute' : dialect === 'sns-body' ? 'In the body' : 'In the event';
      const sentences = verdict.keys.map(
        ({ path, found, wanted, operators }) =>
          `${what} ${path.join('.')} ${found}; the policy wants ${wanted} (${operators.join(', ')})`,
      );
      return verdict.why === 'alternatives' && sentences.length > 1
        ? ['None of the alternatives of $or passes', ...sentences]
        : sentences;
    }
  }
}
