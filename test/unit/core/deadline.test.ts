import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deadline } from '../../../src/core/deadline.ts';

test('a deadline expires by itself, also when nobody holds the signal', async () => {
  const limit = deadline(new AbortController().signal, 10);
  await sleep(30);
  expect([limit.signal.aborted, limit.expired]).toEqual([true, true]);
});

test('it follows the caller and knows that it was not the limit', () => {
  const caller = new AbortController();
  const limit = deadline(caller.signal, 10_000);
  caller.abort(new Error('enough'));
  expect([limit.signal.aborted, limit.expired]).toEqual([true, false]);
  expect(limit.signal.reason).toEqual(new Error('enough'));
  limit.dispose();
});

test('after the work neither the limit nor the caller is heard', async () => {
  const caller = new AbortController();
  const limit = deadline(caller.signal, 10);
  limit.dispose();
  caller.abort();
  await sleep(30);
  expect([limit.signal.aborted, limit.expired]).toEqual([false, false]);
});

test('a caller who is gone already is heard at once', () => {
  const limit = deadline(AbortSignal.abort(), 10_000);
  expect(limit.signal.aborted).toBe(true);
  limit.dispose();
});
