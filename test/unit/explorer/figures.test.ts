import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import { badgeOf } from '../../../src/explorer/badge.ts';
import { dueRows, figureBudget, planRound } from '../../../src/explorer/figurePlan.ts';
import { FigureBook, figureConcurrency } from '../../../src/explorer/figures.ts';
import type { QueueRow } from '../../../src/explorer/row.ts';
import { arnOf, attributesFrom, queueRow, scope } from './rows.ts';

const never = new AbortController().signal;
const denied = new AwsError('Not allowed', {
  kind: 'access-denied',
  code: 'AccessDenied',
  action: 'sqs:GetQueueAttributes',
});

function book(table: Parameters<typeof attributesFrom>[0]) {
  const { clients, state } = attributesFrom(table);
  const changed: string[][] = [];
  const gone: QueueRow[] = [];
  const events = {
    changed: (keys: ReadonlySet<string>) => changed.push([...keys]),
    gone: (row: QueueRow) => gone.push(row),
  };
  return { figures: new FigureBook(clients, events, () => 1_000), state, changed, gone };
}

const policy = (name: string) => ({ redrivePolicy: { deadLetterTargetArn: arnOf(name), maxReceiveCount: 3 } });

describe('figures', () => {
  it('are read a few at a time', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => queueRow(`q-${index}`));
    const { figures, state } = book(Object.fromEntries(rows.map(row => [row.name, { messages: 1 }])));
    await figures.read(rows, never);
    expect(state.calls).toHaveLength(40);
    expect(state.most).toBe(figureConcurrency);
    expect(figures.of(rows[7] as QueueRow)).toEqual({ messages: 1, inFlight: 0, delayed: 0, at: 1_000 });
  });

  it('mark a queue that a redrive policy names, and unmark it when the policy goes', async () => {
    const table = { orders: policy('parking'), parking: { messages: 2 } };
    const { figures, changed } = book(table);
    expect(figures.markOf(queueRow('parking'))).toBeUndefined();
    await figures.read([queueRow('orders')], never);
    expect(figures.markOf(queueRow('parking'))).toBe('named');
    expect(changed.flat()).toContain(`shop/eu-west-1/${arnOf('parking')}`);
    delete (table.orders as Partial<typeof table.orders>).redrivePolicy;
    await figures.read([queueRow('orders')], never);
    expect(figures.markOf(queueRow('parking'))).toBeUndefined();
  });

  it('say less of a name alone', () => {
    expect(book({}).figures.markOf(queueRow('orders-dlq'))).toBe('suggested');
  });

  it('keep connections apart that have the same ARNs', async () => {
    const { figures } = book({ orders: policy('parking') });
    await figures.read([queueRow('orders')], never);
    expect(figures.markOf(queueRow('parking', { ...scope, connectionId: 'other' }))).toBeUndefined();
  });

  it('tell nobody when nothing has changed', async () => {
    const { figures, changed } = book({ orders: { messages: 1 } });
    await figures.read([queueRow('orders')], never);
    await figures.read([queueRow('orders')], never);
    expect(changed).toHaveLength(1);
  });

  it('report a queue that is gone', async () => {
    const { figures, gone } = book({});
    await figures.read([queueRow('late')], never);
    expect(gone.map(row => row.name)).toEqual(['late']);
    expect(figures.problemOf(scope)).toBeUndefined();
  });

  it('give a scope up after a few refusals, and another one not', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => queueRow(`q-${index}`));
    const other = queueRow('fine', { ...scope, region: 'us-east-1' });
    const { figures, state } = book({
      ...Object.fromEntries(rows.map(row => [row.name, denied])),
      fine: { messages: 0 },
    });
    await figures.read([...rows, other], never);
    expect(state.calls.length).toBeLessThan(2 * figureConcurrency + 1);
    expect(figures.problemOf(scope)).toBe(denied);
    expect(figures.of(other)?.messages).toBe(0);
    figures.retry(scope);
    expect(figures.problemOf(scope)).toBeUndefined();
  });

  it('go on when only some queues are refused', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => queueRow(`q-${index}`));
    const { figures, state } = book(
      Object.fromEntries(rows.map((row, index) => [row.name, index === 3 ? denied : { messages: 0 }])),
    );
    await figures.read(rows, never);
    expect(state.calls).toHaveLength(20);
    expect(figures.problemOf(scope)).toBeUndefined();
  });

  it('stop when nobody looks any more', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => queueRow(`q-${index}`));
    const { figures, state } = book(Object.fromEntries(rows.map(row => [row.name, {}])));
    const controller = new AbortController();
    const reading = figures.read(rows, controller.signal);
    controller.abort();
    await reading;
    expect(state.calls).toHaveLength(figureConcurrency);
  });

  it('feed a badge that says what it counts', async () => {
    const { figures } = book({
      orders: policy('parking'),
      parking: { messages: 2 },
      'pay-dlq': { messages: 1 },
      'old-dlq': {},
    });
    expect(badgeOf(figures.summary())).toBeUndefined();
    await figures.read(
      ['orders', 'parking', 'pay-dlq', 'old-dlq'].map(name => queueRow(name)),
      never,
    );
    expect(badgeOf(figures.summary())).toEqual({
      value: 2,
      tooltip: '2 dead-letter queues with messages (1 by name alone), of 4 queues looked at',
    });
    figures.forgetConnection('shop');
    expect(badgeOf(figures.summary())).toBeUndefined();
  });
});

describe('the plan of a round', () => {
  const many = Array.from({ length: 2_500 }, (_, index) => queueRow(`q-${index}${index % 5 === 4 ? '-dlq' : ''}`));

  it('looks at the first rows of an open folder and at some dead-letter queues, not at all 2,500', () => {
    const plan = planRound({ askedFor: [], containers: [many], named: [] });
    expect(plan).toHaveLength(figureBudget.perContainer + figureBudget.deadLetters);
    expect(plan.slice(0, 200)).toEqual(many.slice(0, 200));
    expect(plan.slice(200).every(row => row.name.endsWith('-dlq'))).toBe(true);
  });

  it('starts with what was asked for and with queues that a policy names', () => {
    const [far, named] = [many[2_000], many[1_500]] as [QueueRow, QueueRow];
    const plan = planRound({ askedFor: [far], containers: [many], named: [named] });
    expect(plan[0]).toBe(far);
    expect(plan.indexOf(named)).toBe(1 + figureBudget.perContainer);
  });

  it('has an end, however many folders are open', () => {
    const containers = Array.from({ length: 9 }, (_, at) =>
      many.map(row => queueRow(row.name, { connectionId: `c${at}`, region: 'eu-west-1' })),
    );
    expect(planRound({ askedFor: [], containers, named: [] })).toHaveLength(figureBudget.perRound);
  });

  it('names each queue once', () => {
    const row = queueRow('a');
    expect(planRound({ askedFor: [row], containers: [[row], [row]], named: [row] })).toEqual([row]);
  });

  it('reads what is missing or old', () => {
    const [fresh, old, missing] = ['a', 'b', 'c'].map(name => queueRow(name)) as [QueueRow, QueueRow, QueueRow];
    const ages = new Map([
      [fresh, 95_000],
      [old, 40_000],
    ]);
    const figuresOf = (row: QueueRow) => {
      const at = ages.get(row);
      return at === undefined ? undefined : { messages: 0, inFlight: 0, delayed: 0, at };
    };
    expect(dueRows([fresh, old, missing], figuresOf, 30, 100_000)).toEqual([old, missing]);
    expect(dueRows([fresh, old, missing], figuresOf, 0, 100_000)).toEqual([missing]);
  });
});
