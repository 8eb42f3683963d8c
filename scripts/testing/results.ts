import { readFile } from 'node:fs/promises';

/** What a suite counted. */
export interface Results {
  passed: number;
  failed: number;
  skipped: number;
}

/** The file to which the in-editor suite writes its `Results`. */
export const resultsVariable = 'MESSAGING_WORKBENCH_TEST_RESULTS';

/** Marks the suite's own lines in the console of the extension host, which carries much else. */
export const linePrefix = '[test] ';

/** Reads what the in-editor suite wrote; nothing if it never came to its end. */
export async function readResults(file: string): Promise<Results | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  return isResults(value) ? value : undefined;
}

/** Reads vitest's JSON report; nothing if there is none. A file that could not be loaded counts as one failed test. */
export async function readVitestReport(file: string): Promise<Results | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const report: VitestReport = JSON.parse(text);
  const broken = report.testResults.filter(
    result => result.status === 'failed' && !result.assertionResults.some(test => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

function isResults(value: unknown): value is Results {
  if (typeof value !== 'object' || value === null) return false;
  const { passed, failed, skipped } = value as Partial<Results>;
  return [passed, failed, skipped].every(count => typeof count === 'number');
}
