import { describe, expect, test } from 'vitest';
import { parsePattern } from '../../../src/patterns/parsePattern.ts';
import type { Dialect } from '../../../src/patterns/pattern.ts';

function faults(text: string, dialect: Dialect): string[] {
  const { problems } = parsePattern(text, dialect);
  return (problems ?? []).map(
    ({ offset, length, message }) => `${JSON.stringify(text.slice(offset, offset + length))} ${message}`,
  );
}

describe('a policy is refused where it is wrong', () => {
  test.each([
    ['', '"" This is not valid JSON'],
    ['{"a": ["b"', '"" This is not valid JSON: close bracket expected'],
    ['{"a": ["b"],}', '"}" This is not valid JSON: property name expected'],
    ['["a"]', '"[\\"a\\"]" A JSON object is needed here'],
    ['{"a": "b"}', '"\\"b\\"" the value of a is a list such as ["a", "b"]'],
    ['{"a": []}', '"[]" the list of a is empty'],
    ['{"a": {"b": ["c"]}}', 'message attributes do not nest'],
    ['{"a": [["b"]]}', '"[\\"b\\"]" a value is a text'],
    ['{"a": [{"starts": "b"}]}', '"\\"starts\\"" there is no operator starts'],
    ['{"a": [{"prefix": "b", "suffix": "c"}]}', 'an operator is an object with one key'],
    ['{"a": [{}]}', 'an operator is an object with one key'],
    ['{"a": [{"prefix": 5}]}', '"5" prefix is a text'],
    ['{"a": [{"prefix": {"equals-ignore-case": "b"}}]}', 'prefix is a text'],
    ['{"a": [{"exists": "yes"}]}', '"\\"yes\\"" exists is true or false'],
    ['{"a": [{"numeric": []}]}', 'numeric is a list such as'],
    ['{"a": [{"numeric": ["=", "5"]}]}', '"\\"5\\"" a number follows ='],
    ['{"a": [{"numeric": ["==", 5]}]}', '"\\"==\\"" numeric compares by'],
    ['{"a": [{"numeric": ["<", 5, ">", 1]}]}', 'a numeric range starts with'],
    ['{"a": [{"numeric": [">", 5, "<", 1]}]}', 'the lower end'],
    ['{"a": [{"numeric": [">", 1000000001]}]}', '"1000000001" numeric compares numbers from -1000000000'],
    ['{"a": [{"anything-but": []}]}', 'the list of anything-but is empty'],
    ['{"a": [{"anything-but": ["b", 5]}]}', 'texts or numbers, not both'],
    ['{"a": [{"anything-but": true}]}', 'texts or numbers'],
    ['{"a": [{"anything-but": {"numeric": ["=", 5]}}]}', 'anything-but takes values or one of'],
    ['{"a": [{"wildcard": "a**b"}]}', '"\\"a**b\\"" a wildcard has no two'],
    ['{"a": [{"wildcard": "a\\\\b"}]}', 'a backslash stands before'],
    ['{"a": [{"wildcard": "*a*b*c*"}]}', 'a wildcard has 3 * at most; this one has 4'],
    ['{"a": [{"cidr": "10.0.0.0"}]}', 'cidr is a range of addresses'],
    ['{"a": [{"cidr": "10.0.0.0/33"}]}', 'cidr is a range of addresses'],
    [
      '{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}',
      '"\\"f\\"" A filter policy names 5 keys at most; this one names 6',
    ],
  ])('%s', (text, words) => expect(faults(text, 'sns-attributes').join('\n')).toContain(words));

  test('with line and column, everything at once, in the order of the text', () => {
    const { problems } = parsePattern('{\n  "a": [{"prefix": 1}],\r\n  "b": "c"\n}', 'sns-attributes');
    expect(problems?.map(({ line, column }) => [line, column])).toEqual([
      [2, 20],
      [3, 8],
    ]);
  });
});

describe('limits', () => {
  const size = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  const problem = (policy: object, dialect: Dialect) => faults(JSON.stringify(policy), dialect).join('\n');

  test('150 combinations are taken and one more is not', () => {
    expect(problem({ a: size(15), b: size(10) }, 'sns-attributes')).toBe('');
    expect(problem({ a: size(151) }, 'sns-attributes')).toContain(
      '150 combinations of values at most; this one has 151',
    );
    expect(problem({ a: size(151) }, 'eventbridge')).toBe('');
  });
  test('values of nested keys count once for each level', () => {
    expect(problem({ a: { b: { c: size(4) } }, d: { e: size(6) } }, 'sns-body')).toBe('');
    expect(problem({ a: { b: { c: size(4) } }, d: { e: size(7) } }, 'sns-body')).toContain('this one has 168');
  });
  test('alternatives are added up', () => {
    expect(problem({ s: size(10), $or: [{ a: size(7) }, { b: size(8) }] }, 'sns-attributes')).toBe('');
    expect(problem({ s: size(10), $or: [{ a: size(8) }, { b: size(8) }] }, 'sns-attributes')).toContain('has 160');
  });
  test('of keys only those at the top count', () => {
    expect(problem({ a: { b: ['1'], c: ['1'], d: ['1'], e: ['1'], f: ['1'], g: ['1'] } }, 'sns-body')).toBe('');
  });
  test('256 KB are read and more is not', () => {
    const policy = (bytes: number) => `{"a": ["${'x'.repeat(bytes - 11)}"]}`;
    expect(faults(policy(262_144), 'sns-attributes')).toEqual([]);
    expect(faults(policy(262_145), 'sns-attributes').join()).toContain('256 KiB at most');
  });
  test('$or of EventBridge makes 1,000 combinations at most', () => {
    const pair = [{ a: ['1'] }, { b: ['1'] }];
    const nest = (depth: number): object => ({ x: ['1'], $or: pair, ...(depth > 0 && { d: nest(depth - 1) }) });
    expect(problem(nest(8), 'eventbridge')).toBe('');
    expect(problem(nest(9), 'eventbridge')).toContain('makes 1024 combinations');
  });
  test('nesting without end is refused, not followed', () => {
    expect(faults(`${'{"a":'.repeat(150)}["b"]${'}'.repeat(150)}`, 'eventbridge').join()).toContain('too deeply');
    expect(faults('['.repeat(100_000), 'eventbridge').length).toBe(1);
  });
});
