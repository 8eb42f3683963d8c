import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');
export const fixtures = path.join(root, 'test/fixtures/lint');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Row {
  readonly ruleId: string;
  readonly severity: string;
  readonly file: string;
  readonly resource: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly fixable: boolean;
}

/** Runs the command line from source. */
export function msglint(args: readonly string[], cwd: string, input = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'src/lint/cli.ts'), ...args], { cwd });
    const run = { out: '', err: '' };
    child.stdout.on('data', chunk => (run.out += chunk));
    child.stderr.on('data', chunk => (run.err += chunk));
    child.on('error', reject);
    child.on('close', code => resolve({ code, ...run }));
    child.stdin.end(input);
  });
}

export function rows(run: Run): Row[] {
  return JSON.parse(run.out) as Row[];
}
