import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readResults, readVitestReport } from '../../../scripts/testing/results.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'results-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(value: unknown): Promise<string> {
  const name = path.join(folder, 'report.json');
  await writeFile(name, JSON.stringify(value));
  return name;
}

test('a report that was never written is no result', async () => {
  expect(await readResults(path.join(folder, 'none.json'))).toBeUndefined();
  expect(await readVitestReport(path.join(folder, 'none.json'))).toBeUndefined();
});

test('a report of another shape is no result', async () => {
  expect(await readResults(await file({ passed: 1 }))).toBeUndefined();
});

test('a test file that could not be loaded counts as a failure', async () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'pending' }] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(await readVitestReport(await file(report))).toEqual({ passed: 2, failed: 2, skipped: 1 });
});
