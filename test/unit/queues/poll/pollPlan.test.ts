import { expect, test } from 'vitest';
import { consequences, coverage, defaultPlan, remainingSeconds } from '../../../../src/queues/poll/pollPlan.ts';

test('says with the numbers of the queue what a poll does', () => {
  const text = consequences(
    { fifo: true, maxReceiveCount: 5, deadLetterQueueName: 'orders-dlq.fifo' },
    defaultPlan,
  ).join('\n');
  expect(text).toContain('receive count raised by 1');
  expect(text).toContain('after 2 min');
  expect(text).toContain('received 5 times at most');
  expect(text).toContain('goes to orders-dlq.fifo');
  expect(text).toContain('count reaches 4');
  expect(text).toContain('group is held');
});

test('warns when one poll uses up a message, and says when nothing can be moved away', () => {
  expect(consequences({ fifo: false, maxReceiveCount: 1 }, defaultPlan).join()).toContain('a single receive uses up');
  expect(consequences({ fifo: false, maxReceiveCount: 2 }, defaultPlan).join()).toContain('one receive');
  expect(consequences({ fifo: false }, defaultPlan)).toHaveLength(2);
});

test('coverage never claims more than there was', () => {
  expect(coverage(14, { fifo: false, messages: 20 })).toBe('14 distinct messages of about 20');
  expect(coverage(22, { fifo: false, messages: 20 })).toBe('22 distinct messages of about 22');
  expect(coverage(1, { fifo: false })).toBe('1 distinct message');
});

test('a hold never asks for more than twelve hours, nor for less than nothing', () => {
  expect(remainingSeconds(100_000_000, 0)).toBe(43_200);
  expect(remainingSeconds(1_999, 0)).toBe(1);
  expect(remainingSeconds(0, 5_000)).toBe(0);
});
