import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import {
  parseArray,
  parseBoolean,
  parseInteger,
  parseObject,
  parseOneOf,
  parseOptional,
  parseRecord,
  parseString,
} from '../../../src/core/parse.ts';

const parser = parseObject({
  name: parseString(5),
  count: parseInteger(1, 3),
  on: parseOptional(parseBoolean),
  kind: parseOneOf('a', 'b'),
  list: parseArray(parseString(), 2),
  map: parseRecord(parseInteger(0, 9)),
});
const good = { name: 'x', count: 2, kind: 'a', list: ['y'], map: { z: 1 } };

describe('parsing what comes from outside', () => {
  test('keeps what is known and drops the rest', () => {
    expect(parser({ ...good, on: true, extra: 1 }, 'input')).toEqual({ ...good, on: true });
    expect(Object.keys(parser(good, 'input'))).not.toContain('on');
  });

  test.each([
    [{ ...good, name: 'too long' }, 'input.name'],
    [{ ...good, count: 4 }, 'input.count'],
    [{ ...good, count: 1.5 }, 'input.count'],
    [{ ...good, kind: 'c' }, 'input.kind'],
    [{ ...good, list: [1] }, 'input.list[0]'],
    [{ ...good, list: ['a', 'b', 'c'] }, 'input.list'],
    [{ ...good, map: { z: 10 } }, 'input.map.z'],
    [{ ...good, on: 'yes' }, 'input.on'],
    [null, 'input'],
    [[], 'input'],
  ])('names the place of what is wrong: %j', (value, place) => {
    expect(() => parser(value, 'input')).toThrow(place);
  });

  test('answers anything at all with a value or a UserError', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        try {
          parser(value, 'input');
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
