import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { explainMatch, verdictWords } from '../../../src/patterns/explainMatch.ts';
import { type CompiledPattern, compilePattern } from '../../../src/patterns/matchPattern.ts';
import { parsePattern } from '../../../src/patterns/parsePattern.ts';
import type { Dialect } from '../../../src/patterns/pattern.ts';
import { PolicySet } from '../../../src/patterns/policySet.ts';
import { attributesSubject, jsonSubject, type Subject } from '../../../src/patterns/subject.ts';
import { type Json, naive, type Scope } from './naive.ts';
import { operatorCases } from './operatorCases.ts';

const dialects: Readonly<Record<Scope, Dialect>> = {
  attributes: 'sns-attributes',
  body: 'sns-body',
  eventbridge: 'eventbridge',
};
const scopes = ['attributes', 'body', 'eventbridge'] as const;

function compiled(policy: Json, scope: Scope): CompiledPattern {
  const { pattern, problems } = parsePattern(JSON.stringify(policy), dialects[scope]);
  if (!pattern) throw new Error(JSON.stringify(problems));
  return compilePattern(pattern);
}

/** Attributes of SNS for values: lists become String.Array. */
function attributesOf(message: { [key: string]: Json }): Record<string, { type: string; value: string }> {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]) => {
      if (typeof value === 'string') return [name, { type: 'String', value }];
      if (typeof value === 'number') return [name, { type: 'Number', value: String(value) }];
      return [name, { type: 'String.Array', value: JSON.stringify(Array.isArray(value) ? value : [value]) }];
    }),
  );
}

function subjectOf(message: { [key: string]: Json }, scope: Scope): Subject {
  return scope === 'attributes' ? attributesSubject(attributesOf(message)) : jsonSubject(JSON.stringify(message));
}

const counts = new Map<string, number>();
afterAll(() => {
  const lines = [...counts].map(([name, count]) => `${name} ${count}`);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  process.stdout.write(`Operators by scope, cases: ${lines.join(', ')}; ${all} in all\n`);
});

describe.each(scopes)('operators over %s', scope => {
  test.each(operatorCases.filter(each => !each.not?.includes(scope)))(
    '$operator: $list',
    ({ operator, list, yes, no }) => {
      const policy = { k: list };
      const pattern = compiled(policy, scope);
      for (const [values, wanted] of [[yes, true] as const, [no, false] as const]) {
        for (const value of values) {
          const message = { other: 'x', ...(value !== undefined && { k: value }) };
          const subject = subjectOf(message, scope);
          const words = `${JSON.stringify(value)} for ${operator}`;
          expect(pattern.test(subject), words).toBe(wanted);
          expect(explainMatch(pattern, subject).matches, words).toBe(wanted);
          expect(new PolicySet([pattern]).matching(subject), words).toEqual(wanted ? [0] : []);
          if (!operator.startsWith('cidr')) expect(naive(policy, message, scope), words).toBe(wanted);
          const name = `${scope}/${operator.split(' ')[0]}`;
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
    },
  );
});

describe('attributes', () => {
  const take = (policy: Json, attributes: Record<string, { type: string; value: string }>) =>
    compiled(policy, 'attributes').test(attributesSubject(attributes));

  test('Binary is not seen', () => {
    const binary = { k: { type: 'Binary', value: 'YQ==' } };
    expect(take({ k: [{ exists: true }] }, binary)).toBe(false);
    expect(take({ other: [{ exists: false }] }, binary)).toBe(false);
    expect(take({ k: [{ exists: false }] }, { ...binary, o: { type: 'String', value: 'a' } })).toBe(true);
  });
  test('a key is not absent from a message without attributes', () => {
    expect(take({ k: [{ exists: false }] }, {})).toBe(false);
  });
  test('Number is compared as a number, String as a text', () => {
    expect(take({ k: [{ numeric: ['=', 5] }] }, { k: { type: 'Number', value: '5.0' } })).toBe(true);
    expect(take({ k: [5] }, { k: { type: 'Number', value: '5e0' } })).toBe(true);
    expect(take({ k: ['5'] }, { k: { type: 'Number', value: '5' } })).toBe(false);
    expect(take({ k: [5] }, { k: { type: 'String', value: '5' } })).toBe(false);
  });
  test('a broken list and a broken number pass nothing', () => {
    expect(take({ k: [{ 'anything-but': 'a' }] }, { k: { type: 'String.Array', value: '["b"' } })).toBe(false);
    expect(take({ k: [{ 'anything-but': 1 }] }, { k: { type: 'Number', value: 'x' } })).toBe(false);
  });
  test('names of Object.prototype are names like others', () => {
    expect(take({ constructor: ['a'] }, {})).toBe(false);
    expect(take({ __proto__x: ['a'] }, { __proto__x: { type: 'String', value: 'a' } })).toBe(true);
    expect(compiled({ toString: [{ exists: true }] }, 'body').test(jsonSubject('{"a": 1}'))).toBe(false);
  });
});

describe('bodies', () => {
  const take = (policy: Json, body: string, scope: Scope = 'body') => compiled(policy, scope).test(jsonSubject(body));

  test('nested keys', () => {
    const policy = { order: { state: ['placed'], items: { sku: [{ prefix: 'A' }] } } };
    expect(take(policy, '{"order": {"state": "placed", "items": [{"sku": "B"}, {"sku": "A1"}]}}')).toBe(true);
    expect(take(policy, '{"order": {"state": "placed", "items": {"sku": "A1"}}}')).toBe(true);
    expect(take(policy, '{"order": {"state": "placed", "items": []}}')).toBe(false);
    expect(take(policy, '{"order": "placed"}')).toBe(false);
  });
  test('keys below one array match in one and the same element', () => {
    const policy = { employees: { first: ['Anna'], last: ['Jones'] } };
    const body = '{"employees": [{"first": "Anna", "last": "Smith"}, {"first": "Peter", "last": "Jones"}]}';
    for (const scope of ['body', 'eventbridge'] as const) {
      expect(take(policy, body, scope)).toBe(false);
      expect(explainMatch(compiled(policy, scope), jsonSubject(body))).toMatchObject({ matches: false, why: 'apart' });
      expect(
        take(
          { employees: { first: ['Anna'], last: ['Smith'] } },
          `{"employees": [${body}, [[${body.slice(14, -1)}]]]}`,
          scope,
        ),
      ).toBe(true);
    }
  });
  test('what is no JSON object matches nothing, not even absence', () => {
    for (const body of ['', 'text', '[{"a": 1}]', '"a"', 'null', '{"a": 1', '5']) {
      expect(take({ a: [{ exists: false }] }, body)).toBe(false);
    }
    expect(take({ a: [{ exists: false }] }, '{}')).toBe(true);
  });
  test('a body of brackets without end matches nothing', () => {
    const deep = `{"a": ${'['.repeat(200_000)}1${']'.repeat(200_000)}}`;
    expect(take({ a: [1] }, deep)).toBe(false);
  });
  test('$or is a key like others when it holds one object only, or operators', () => {
    expect(take({ $or: ['x', 'y'] }, '{"$or": "y"}')).toBe(true);
    expect(take({ $or: [{ prefix: 'x' }, { suffix: 'y' }] }, '{"$or": "ay"}')).toBe(true);
  });
  test('an empty policy takes every message', () => {
    expect(take({}, '{"a": 1}')).toBe(true);
  });
});

describe('reasons', () => {
  const words = (policy: Json, message: { [key: string]: Json }, scope: Scope) => {
    const pattern = compiled(policy, scope);
    return verdictWords(explainMatch(pattern, subjectOf(message, scope)), dialects[scope]);
  };
  test('name key, operator and what was found', () => {
    expect(
      words(
        { kind: ['order', { prefix: 're' }], size: [{ numeric: ['>', 5] }] },
        { kind: 'other', size: 6 },
        'attributes',
      ),
    ).toEqual(['Attribute kind is "other"; the policy wants "order" or begins with "re" (exact, prefix)']);
    expect(words({ kind: ['order'] }, { a: 'b' }, 'attributes')).toEqual([
      'Attribute kind is missing; the policy wants "order" (exact)',
    ]);
    expect(words({ kind: ['order'] }, {}, 'attributes')[0]).toContain('the message has no attributes');
    expect(words({ a: { b: { c: [1] } } }, { a: { b: {} } }, 'body')).toEqual([
      'In the body a.b.c is missing: a.b has no c; the policy wants 1 (exact)',
    ]);
    expect(words({ a: [{ exists: true }] }, { a: { b: 1 } }, 'body')[0]).toContain(
      'is an object, and only values are compared',
    );
    expect(words({ $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'n' }, 'eventbridge')).toEqual([
      'None of the alternatives of $or passes',
      'In the event a is "n"; the policy wants "x" (exact)',
      'In the event b is missing; the policy wants "y" (exact)',
    ]);
    expect(words({ a: ['x'] }, { a: 'x', b: 'y' }, 'attributes')).toEqual(['a is "x"']);
  });
  test('say when the body is no JSON', () => {
    const pattern = compiled({ a: ['x'] }, 'body');
    expect(verdictWords(explainMatch(pattern, jsonSubject('hello')), 'sns-body')[0]).toContain('not valid JSON');
    expect(verdictWords(explainMatch(pattern, jsonSubject('[1]')), 'sns-body')[0]).toContain('no JSON object');
  });
});

const text = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'aba', 'AB', '5', 'x y');
const number = fc.constantFrom(0, 1, 5, -1, 2.5, 1e9, 0.00001);
const scalar: fc.Arbitrary<Json> = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const key = fc.constantFrom('a', 'b', 'c');
/** Keys in alternatives are others: what one key asked for twice means in an array is not documented. */
const otherKey = fc.constantFrom('d', 'e');
const anyKey = fc.oneof(key, key, otherKey);
const operator: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.record({ prefix: text }),
  fc.record({ suffix: text }),
  fc.record({ 'equals-ignore-case': text }),
  fc.record({ wildcard: fc.constantFrom('*', 'a*', '*b', 'a*a', '*b*') }),
  fc.record({ numeric: fc.constantFrom<Json>(['>', 0], ['=', 5], ['>=', 0, '<', 5], ['<=', 2.5]) }),
  fc.record({ exists: fc.boolean() }),
  fc.record({
    'anything-but': fc.oneof<fc.Arbitrary<Json>[]>(
      text,
      number,
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.array(number, { minLength: 1, maxLength: 3 }),
      fc.record({ prefix: text }),
      fc.record({ wildcard: fc.constant('a*') }),
    ),
  }),
);
const list = fc.array(operator, { minLength: 1, maxLength: 3 });
type Policy = { [key: string]: Json };
const flatLevel: fc.Arbitrary<Policy> = fc.dictionary(key, list, { minKeys: 1, maxKeys: 3 });
const flatPolicy: fc.Arbitrary<Policy> = fc.oneof(
  flatLevel,
  fc
    .tuple(
      flatLevel,
      fc.array(fc.dictionary(otherKey, list, { minKeys: 1, maxKeys: 2 }), { minLength: 2, maxLength: 3 }),
    )
    .map(([own, $or]) => ({ ...own, $or })),
);
const deepPolicy: fc.Arbitrary<Policy> = fc.oneof(
  flatPolicy,
  fc.dictionary(
    key,
    fc.oneof<fc.Arbitrary<Json>[]>(list, flatPolicy, fc.dictionary(key, flatPolicy, { minKeys: 1, maxKeys: 2 })),
    { minKeys: 1, maxKeys: 3 },
  ),
);
const flatMessage: fc.Arbitrary<Policy> = fc.dictionary(
  anyKey,
  fc.oneof<fc.Arbitrary<Json>[]>(text, number, fc.array(scalar, { maxLength: 3 })),
  { maxKeys: 4 },
);
const deepMessage: fc.Arbitrary<Policy> = fc.letrec<{ value: Json; object: Policy }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    scalar,
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(anyKey, tie('value'), { maxKeys: 4 }),
})).object as fc.Arbitrary<Policy>;

describe('properties', () => {
  const runs = { numRuns: 1_000 };
  const takes = (policy: Policy, message: Policy, scope: Scope): boolean | undefined => {
    const { pattern } = parsePattern(JSON.stringify(policy), dialects[scope]);
    return pattern && compilePattern(pattern).test(subjectOf(message, scope));
  };

  test.each(scopes)('what is compiled agrees with the plain reading, alone and in a set: %s', scope => {
    let compared = 0;
    let taken = 0;
    const policies = scope === 'attributes' ? flatPolicy : deepPolicy;
    fc.assert(
      fc.property(
        fc.array(policies, { minLength: 1, maxLength: 4 }),
        scope === 'attributes' ? flatMessage : deepMessage,
        (all, message) => {
          const fitting = all.filter(policy => parsePattern(JSON.stringify(policy), dialects[scope]).pattern);
          const patterns = fitting.map(policy => compiled(policy, scope));
          const subject = subjectOf(message, scope);
          const wanted = fitting.flatMap((policy, index) => (naive(policy, message, scope) ? [index] : []));
          expect(patterns.flatMap((pattern, index) => (pattern.test(subject) ? [index] : []))).toEqual(wanted);
          expect(new PolicySet(patterns).matching(subject)).toEqual(wanted);
          expect(patterns.flatMap((pattern, index) => (explainMatch(pattern, subject).matches ? [index] : []))).toEqual(
            wanted,
          );
          compared += patterns.length;
          taken += wanted.length;
        },
      ),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(150);
    expect(compared - taken).toBeGreaterThan(1_000);
    process.stdout.write(`Compared with the plain reading, ${scope}: ${compared} pairs, ${taken} of them matches\n`);
  });
  test('keys are joined by and, values by or', () => {
    fc.assert(
      fc.property(list, list, flatMessage, (one, other, message) => {
        const a = takes({ a: one }, message, 'attributes');
        const b = takes({ b: other }, message, 'attributes');
        expect(takes({ a: one, b: other }, message, 'attributes')).toBe(a && b);
        const more = takes({ a: other }, message, 'attributes');
        expect(takes({ a: [...one, ...other] }, message, 'attributes')).toBe(a || more);
      }),
      runs,
    );
  });
  test('$or is or', () => {
    fc.assert(
      fc.property(flatLevel, flatLevel, flatMessage, (one, other, message) => {
        const wanted = takes(one, message, 'attributes') || takes(other, message, 'attributes');
        expect(takes({ $or: [one, other] }, message, 'attributes')).toBe(wanted);
      }),
      runs,
    );
  });
  test('anything-but is the complement among single values that are there', () => {
    const turned = fc.oneof<fc.Arbitrary<Json>[]>(
      text,
      number,
      fc.record({ prefix: text }),
      fc.record({ suffix: text }),
      fc.record({ 'equals-ignore-case': text }),
    );
    fc.assert(
      fc.property(turned, scalar, (inner, value) => {
        for (const scope of ['body', 'eventbridge'] as const) {
          const plain = takes({ a: [inner] }, { a: value }, scope);
          expect(takes({ a: [{ 'anything-but': inner }] }, { a: value }, scope)).toBe(!plain);
          expect(takes({ a: [{ 'anything-but': inner }] }, { b: value }, scope)).toBe(false);
        }
      }),
      runs,
    );
  });
  test('no text as a policy and no text as a body breaks anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.oneof(fc.string(), fc.json()), (policy, body) => {
        for (const dialect of Object.values(dialects)) {
          const { pattern, problems } = parsePattern(policy, dialect);
          expect(pattern === undefined).toBe(problems !== undefined && problems.length > 0);
          if (pattern) compilePattern(pattern).test(jsonSubject(body));
        }
      }),
      runs,
    );
  });
});
