import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectDir } from '../host/paths.ts';
import { type Results, readResults, readVitestReport } from './results.ts';
import type { Outcome, Step } from './steps.ts';

const require = createRequire(import.meta.url);

/** TypeScript over the whole project; counts as one check. */
export const types: Step = check('types', packageFile('typescript', 'bin/tsc'), ['-p', '.']);

/** Biome over the whole project; counts as one check. */
export const lint: Step = check('lint', packageFile('@biomejs/biome', 'bin/biome'), [
  'check',
  '.',
  '--diagnostic-level=error',
]);

/** Builds, packages and inspects the package; counts as one check. */
export const packaging: Step = check('packaging', path.join(projectDir, 'scripts', 'package.ts'), []);

/** The tests inside a real VS Code. */
export const editor: Step = {
  name: 'vscode',
  run: prefix =>
    withReport(file => [path.join(projectDir, 'scripts', 'testVscode.ts'), '--results', file], readResults, prefix),
};

/** A project of vitest.config.ts, or the named files of it. */
export function vitest(name: string, project: string, files: readonly string[] = []): Step {
  const program = packageFile('vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json'];
  return {
    name,
    run: prefix =>
      withReport(
        file => [program, 'run', '--project', project, ...reporters, `--outputFile.json=${file}`, ...files],
        readVitestReport,
        prefix,
      ),
  };
}

function check(name: string, program: string, args: readonly string[]): Step {
  return {
    name,
    run: async prefix => {
      const code = await stream([program, ...args], prefix);
      const passed = code === 0 ? 1 : 0;
      return { results: { passed, failed: 1 - passed, skipped: 0 }, code };
    },
  };
}

async function withReport(
  args: (file: string) => string[],
  read: (file: string) => Promise<Results | undefined>,
  prefix: string | undefined,
): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), 'suite-'));
  try {
    const file = path.join(folder, 'report.json');
    const code = await stream(args(file), prefix);
    return { results: await read(file), code };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a Node.js program with its output on this terminal and no input; resolves with its exit code. */
function stream(args: readonly string[], prefix: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const output = prefix === undefined ? 'inherit' : 'pipe';
    const child = spawn(process.execPath, args, { cwd: projectDir, stdio: ['ignore', output, output] });
    for (const part of [child.stdout, child.stderr]) {
      if (part) createInterface({ input: part }).on('line', line => console.log(`${prefix}${line}`));
    }
    child.on('error', reject);
    child.on('exit', code => {
      const done = (): void => resolve(code ?? 1);
      // The last lines may still be on their way; a process left behind may hold the pipe for ever.
      child.on('close', done);
      setTimeout(done, 2_000);
    });
  });
}

/** A file of an installed package, whether or not the package exports it. */
function packageFile(name: string, file: string): string {
  return path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
}
