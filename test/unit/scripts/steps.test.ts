import { expect, test, vi } from 'vitest';
import { judge, runSteps, type Step } from '../../../scripts/testing/steps.ts';

const good = { passed: 3, failed: 0, skipped: 0 };

test('a suite that ends well counts as it says', () => {
  expect(judge({ results: good, code: 0 }).results).toEqual(good);
});

test('a suite that crashed counts as a failure', () => {
  expect(judge({ results: undefined, code: 1 }).results).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(judge({ results: undefined, code: 0 }).results.failed).toBe(1);
});

test('a suite in which nothing ran counts as a failure', () => {
  expect(judge({ results: { passed: 0, failed: 0, skipped: 4 }, code: 0 }).results.failed).toBe(1);
});

test('an exit code that contradicts the count adds a failure', () => {
  expect(judge({ results: good, code: 1 }).results).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(judge({ results: { passed: 3, failed: 2, skipped: 0 }, code: 1 }).results.failed).toBe(2);
});

test('the last line counts the tests of all suites, also after one that threw', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const steps: Step[] = [
    { name: 'one', run: async () => ({ results: good, code: 0 }) },
    { name: 'two', run: () => Promise.reject(new Error('crashed')) },
    { name: 'three', run: async () => ({ results: { passed: 2, failed: 1, skipped: 1 }, code: 1 }) },
  ];
  const code = await runSteps(steps);
  const last = log.mock.lastCall?.[0];
  log.mockRestore();
  error.mockRestore();
  expect(last).toBe('5 passed, 2 failed');
  expect(code).toBe(1);
});

test('lanes run beside each other, the steps of a lane one after the other, and all of them count', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const order: string[] = [];
  const step = (name: string, milliseconds: number): Step => ({
    name,
    run: async prefix => {
      order.push(`${name} begins`);
      await new Promise(resolve => setTimeout(resolve, milliseconds));
      order.push(`${name} ends ${prefix?.trim()}`);
      return { results: good, code: 0 };
    },
  });
  const code = await runSteps([{ lanes: [[step('slow', 80)], [step('one', 5), step('two', 5)]] }, step('last', 0)]);
  const last = log.mock.lastCall?.[0];
  log.mockRestore();
  expect(order).toEqual([
    'slow begins',
    'one begins',
    'one ends one      |',
    'two begins',
    'two ends two      |',
    'slow ends slow     |',
    'last begins',
    'last ends undefined',
  ]);
  expect(last).toBe('12 passed, 0 failed');
  expect(code).toBe(0);
});
