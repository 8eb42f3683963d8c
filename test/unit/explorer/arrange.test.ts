import { describe, expect, it } from 'vitest';
import { type ArrangeBy, arrange } from '../../../src/explorer/arrange.ts';
import { parseFilter } from '../../../src/explorer/filter.ts';
import { prefixOf, stackTag } from '../../../src/explorer/grouping.ts';
import { suggestsDeadLetters } from '../../../src/explorer/row.ts';
import { arnOf, queueRow } from './rows.ts';

const plain: ArrangeBy = {
  filter: undefined,
  groupBy: { by: 'none' },
  isFavourite: () => false,
  tagOf: () => undefined,
  isDeadLetters: row => suggestsDeadLetters(row.name),
  messagesOf: () => undefined,
};
const rows = ['audit', 'orders-1', 'orders-2', 'orders-dlq', 'pay_a', 'pay_b', 'solo-1'].map(name => queueRow(name));
const names = (list: readonly { name: string }[]): string[] => list.map(row => row.name);

describe('arrange', () => {
  it('leaves rows in their order', () => {
    const { rest, groups, favourites, shown, total } = arrange(rows, plain);
    expect(names(rest)).toEqual(names(rows));
    expect([groups, favourites, shown, total]).toEqual([[], [], 7, 7]);
  });

  it('puts favourites first and nowhere else', () => {
    const by: ArrangeBy = { ...plain, isFavourite: arn => arn === arnOf('pay_b'), groupBy: { by: 'prefix' } };
    const { favourites, groups, rest } = arrange(rows, by);
    expect(names(favourites)).toEqual(['pay_b']);
    expect(groups.map(group => [group.label, names(group.items)])).toEqual([
      ['orders', ['orders-1', 'orders-2', 'orders-dlq']],
    ]);
    expect(names(rest)).toEqual(['audit', 'pay_a', 'solo-1']);
  });

  it('groups by stack and leaves rows without one outside', () => {
    const stacks = new Map([
      [arnOf('orders-1'), 'shop'],
      [arnOf('pay_a'), 'billing'],
      [arnOf('orders-2'), 'shop'],
    ]);
    const by: ArrangeBy = {
      ...plain,
      groupBy: { by: 'stack' },
      tagOf: (arn, key) => (key === stackTag ? stacks.get(arn) : undefined),
    };
    const { groups, rest } = arrange(rows, by);
    expect(groups.map(group => [group.label, names(group.items)])).toEqual([
      ['billing', ['pay_a']],
      ['shop', ['orders-1', 'orders-2']],
    ]);
    expect(names(rest)).toEqual(['audit', 'orders-dlq', 'pay_b', 'solo-1']);
  });

  it('filters before it groups', () => {
    const filter = parseFilter('dlq:');
    const { rest, groups, shown, total } = arrange(rows, { ...plain, filter, groupBy: { by: 'prefix' } });
    expect(names(rest)).toEqual(['orders-dlq']);
    expect([groups, shown, total]).toEqual([[], 1, 7]);
  });
});

describe('the prefix of a name', () => {
  it.each([
    ['orders-eu-1', 'orders'],
    ['orders_eu', 'orders'],
    ['a.b', 'a'],
    ['orders.fifo', undefined],
    ['orders-eu.fifo', 'orders'],
    ['orders', undefined],
    ['-odd', undefined],
  ])('%s', (name, prefix) => {
    expect(prefixOf(name)).toBe(prefix);
  });
});

describe('a name that suggests dead letters', () => {
  it.each([
    'orders-dlq',
    'dlq-orders',
    'OrdersDLQ',
    'orders_dead_letter.fifo',
    'orders-dead-letter-queue',
    'ordersDlq.fifo',
    'DeadLetters',
    'orders-deadletter',
    'ordersdlq',
    'dlq',
  ])('%s', name => expect(suggestsDeadLetters(name)).toBe(true));
  it.each(['orders', 'deadline-letters', 'adlqb', 'dead-orders', 'letters'])('not %s', name =>
    expect(suggestsDeadLetters(name)).toBe(false),
  );
});
