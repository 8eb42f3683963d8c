import { expect, test } from 'vitest';
import { findPath, type TreeRow } from '../../e2e/harness/treeView.ts';

function rows(...lines: string[]): TreeRow[] {
  return lines.map((line, index) => {
    const label = line.trim();
    const level = line.length - label.length + 1;
    return { index, level, label, description: '', spoken: label, expanded: undefined };
  });
}

const tree = rows(
  'Sandbox',
  ' us-east-1',
  '  Queues',
  '   orders',
  '  Topics',
  '   events',
  'Other',
  ' us-east-1',
  '  Queues',
);

test('a row is found by the labels on the way to it', () => {
  expect(findPath(tree, ['Sandbox', 'us-east-1', 'Queues', 'orders'])?.index).toBe(3);
  expect(findPath(tree, ['Other', 'us-east-1', 'Queues'])?.index).toBe(8);
});

test('a row below another parent is not taken', () => {
  expect(findPath(tree, ['Sandbox', 'us-east-1', 'Topics', 'orders'])).toBeUndefined();
  expect(findPath(tree, ['Other', 'us-east-1', 'Queues', 'orders'])).toBeUndefined();
});
