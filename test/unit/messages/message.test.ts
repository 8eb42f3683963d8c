import { expect, test } from 'vitest';
import { previewLength, previewOf, rowOf } from '../../../src/messages/message.ts';

test('a preview is one short line without anything that could act', () => {
  expect(previewOf('a\n\tb\u0000c\u202e')).toBe('a b\ufffdc\ufffd');
  expect(previewOf('x'.repeat(10_000))).toHaveLength(previewLength);
  expect(previewOf('\ud83d')).toBe('\ufffd');
});

test('a row leaves out what the service did not say', () => {
  expect(rowOf({ id: '1', body: 'b', attributes: {}, systemAttributes: {} })).toEqual({
    id: '1',
    bytes: 1,
    preview: 'b',
  });
});
