import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchRow } from './row.ts';

/** Milliseconds that the first release aims at, by figure. */
const targets: Readonly<Record<string, number>> = {
  'activation of our code: load': 20,
  'activation of our code: activate()': 20,
  'keystroke to diagnostics besides the debounce, 1,000-line SAM template': 50,
  'keystroke to diagnostics besides the debounce, 1,000-line CDK file': 50,
  'keystroke to diagnostics besides the debounce, 10,000-line SAM template': 250,
};

/** Figures of a real VS Code: two tests that take them, each alone in a window of its own. */
export async function rows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'figures-'));
  const file = path.join(folder, 'figures.ndjson');
  try {
    await run(['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'test/e2e/activation.test.ts'], file);
    await run(['scripts/testVscode.ts', '--grep', '^measured'], file);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    return lines.map(line => {
      const { name, value } = JSON.parse(line) as { name: string; value: number };
      return {
        name: `VS Code: ${name}`,
        ours: value,
        unit: 'ms',
        against: 'target',
        theirs: targets[name] ?? Number.NaN,
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a test that writes what it measures into `file`. */
async function run(test: string[], file: string): Promise<void> {
  await promisify(execFile)(process.execPath, test, {
    env: { ...process.env, MESSAGING_WORKBENCH_FIGURES: file },
    timeout: 240_000,
    maxBuffer: 64 * 1024 * 1024,
  });
}
