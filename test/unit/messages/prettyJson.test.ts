import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prettyJson } from '../../../src/messages/prettyJson.ts';

test('lays out like JSON.stringify whatever was valid', () => {
  fc.assert(
    fc.property(fc.json(), text => {
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
    { examples: [['{"a":{},"b":[],"c":"x:,{}\\"[]"}']] },
  );
});

test('keeps numbers, repeated keys and escapes as written', () => {
  expect(prettyJson('{"id":12345678901234567890.10,"a":1,"a":"\\u0041"}')).toBe(
    '{\n  "id": 12345678901234567890.10,\n  "a": 1,\n  "a": "\\u0041"\n}',
  );
});

test('nesting of a hundred thousand levels stays small', () => {
  const depth = 100_000;
  const text = prettyJson('['.repeat(depth) + ']'.repeat(depth));
  expect(text.length).toBeLessThan(depth * 2 * 100);
});
