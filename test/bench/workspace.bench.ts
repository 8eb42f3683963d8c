import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BenchRow } from './row.ts';

/** What the linter keeps of a workspace, and how long it reads it: a process of its own, so that nothing else counts. */
export async function rows(): Promise<BenchRow[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', path.join(import.meta.dirname, 'workspaceFigures.ts')],
    { maxBuffer: 16 * 1024 * 1024, timeout: 240_000 },
  );
  const figures = JSON.parse(stdout) as { index: number; lint: number; memory: number };
  return [
    { name: 'index of 400 CDK files of 100 lines', ours: figures.index, unit: 'ms', against: 'target', theirs: 600 },
    {
      name: 'heap of the linter with 1,000 templates and 400 CDK files of 100 lines open',
      ours: figures.memory,
      unit: 'MB',
      against: 'target',
      theirs: 250,
    },
    {
      name: 'one CDK file linted with 400 others beside it',
      ours: figures.lint,
      unit: 'ms',
      against: 'target',
      theirs: 50,
    },
  ];
}
