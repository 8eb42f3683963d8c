import { describe, expect, it } from 'vitest';
import { type Filterable, matches, parseFilter } from '../../../src/explorer/filter.ts';

function passes(text: string, row: Partial<Filterable> & { name: string }): boolean {
  const filter = parseFilter(text);
  if (!filter) throw new Error('no filter');
  return matches(filter, { deadLetters: false, ...row });
}

describe('a filter', () => {
  it('is none when blank', () => {
    expect(parseFilter('  ')).toBeUndefined();
  });

  it.each([
    ['orders', 'Prod-Orders-1', true],
    ['ORDERS', 'prod-orders', true],
    ['orders', 'order', false],
    ['orders-*', 'orders-eu', true],
    ['orders-*', 'my-orders-eu', false],
    ['*-dlq', 'orders-dlq', true],
    ['*-dlq', 'orders-dlq.fifo', false],
    ['o*s', 'orders', true],
    ['a*a', 'a', false],
    ['*b*c*', 'abxc', true],
    ['*c*b*', 'abxc', false],
    ['*', 'x', true],
    ['a.b', 'axb', false],
    ['a.b', 'xa.by', true],
    ['(', 'a(b', true],
    ['eu orders', 'orders-eu', true],
    ['eu orders', 'orders-us', false],
    ['prefix:Orders-', 'Orders-1', true],
    ['prefix:Orders-', 'orders-1', false],
    ['prefix:Orders- eu', 'Orders-us', false],
  ])('%s and %s: %s', (text, name, expected) => {
    expect(passes(text, { name })).toBe(expected);
  });

  it('keeps dead-letter queues', () => {
    expect(passes('dlq:', { name: 'a', deadLetters: true })).toBe(true);
    expect(passes('dlq:', { name: 'a' })).toBe(false);
    expect(passes('DLQ: orders', { name: 'a', deadLetters: true })).toBe(false);
  });

  it('drops only those known to be empty from the full ones', () => {
    expect(passes('dlq:full', { name: 'a', deadLetters: true, messages: 0 })).toBe(false);
    expect(passes('dlq:full', { name: 'a', deadLetters: true, messages: 3 })).toBe(true);
    expect(passes('dlq:full', { name: 'a', deadLetters: true })).toBe(true);
    expect(passes('dlq:full', { name: 'a', messages: 3 })).toBe(false);
  });

  it('takes a hostile pattern in good time', () => {
    const started = performance.now();
    passes(`${'*a'.repeat(10)}*b`, { name: 'a'.repeat(80) });
    passes('*'.repeat(5_000), { name: 'a'.repeat(80) });
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
