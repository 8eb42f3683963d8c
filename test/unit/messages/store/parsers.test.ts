import { expect, test } from 'vitest';
import { columnParser, columnsParser, orderParser } from '../../../../src/messages/store/columns.ts';
import { filterParser } from '../../../../src/messages/store/messageFilter.ts';

test('what a page sends becomes columns, orders and filters, without what it should not hold', () => {
  expect(columnParser({ kind: 'path', path: 'a.b', name: 'dropped' }, 'column')).toEqual({ kind: 'path', path: 'a.b' });
  expect(orderParser({ column: 'arrival', descending: true }, 'order')).toEqual({
    column: 'arrival',
    descending: true,
  });
  expect(orderParser(undefined, 'order')).toBeUndefined();
  const filter = { text: 'a', regex: true, sentAfter: 5, attributes: [{ name: 'n', operator: 'exists' }] };
  expect(filterParser({ ...filter, evil: 1 }, 'filter')).toEqual(filter);
});

test.each([
  [columnParser, { kind: 'field', field: 'constructor' }],
  [columnParser, { kind: 'attribute' }],
  [columnParser, { kind: 'path', path: 'x'.repeat(5_000) }],
  [columnsParser, Array.from({ length: 51 }, () => ({ kind: 'field', field: 'id' }))],
  [orderParser, { column: 'sentAt', descending: true }],
  [filterParser, { text: 'x'.repeat(5_000) }],
  [filterParser, { sentAfter: Number.NaN }],
  [filterParser, { receiveCountAtLeast: -1 }],
  [filterParser, { attributes: [{ name: 'n', operator: 'like' }] }],
] as const)('what breaks the bounds is refused (%#)', (parser, value) => {
  expect(() => parser(value, 'here')).toThrow('Unexpected input');
});
