import { describe, expect, it } from 'vitest';
import { checkJson, formatJson } from '../../../src/webview/jsonCheck.ts';

describe('checkJson', () => {
  it.each(['{"a":1}', '[]', '"text"', '12', ' null '])('takes %j for JSON', text => {
    expect(checkJson(text)).toEqual({ kind: 'json' });
  });

  it.each(['hello', '<xml/>', 'a{'])('takes %j for plain text', text => {
    expect(checkJson(text)).toEqual({ kind: 'text' });
  });

  it('takes blanks for nothing', () => expect(checkJson(' \n')).toEqual({ kind: 'empty' }));

  it.each([
    ['{"a":1,}', 1, 8, 'property name'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'comma'],
    ['{"a" 1}', 1, 6, 'colon'],
    ['[1, 2', 1, 6, 'closing bracket'],
    ['{} {}', 1, 4, 'follows the end'],
    ['{"a": "x}', 1, 7, 'not closed'],
    ['{"a": tru}', 1, 7, 'not a JSON value'],
    ['{ // no\n}', 1, 3, 'comments'],
    ['["\\q"]', 1, 2, 'escape'],
  ])('finds the fault in %j', (text, line, column, words) => {
    const check = checkJson(text);
    expect(check).toMatchObject({ kind: 'broken', line, column });
    expect(check.kind === 'broken' && check.problem).toContain(words);
  });

  it('survives nesting that is deeper than the stack', () => {
    expect(checkJson('['.repeat(500_000)).kind).toBe('broken');
  });
});

describe('formatJson', () => {
  it('indents and keeps every number as it is written', () => {
    expect(formatJson('{"id":12345678901234567890,"p":1.0,"id":2}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "p": 1.0,\n  "id": 2\n}',
    );
  });

  it('leaves broken JSON and text alone', () => {
    expect(formatJson('{"a":')).toBe('{"a":');
    expect(formatJson('hello')).toBe('hello');
  });
});
