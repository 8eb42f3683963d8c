import { globSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { projectDir } from '../host/paths.ts';

/** Loaded from node_modules by the tests themselves: mocha, and the servers that start programs from their own folders. */
const external = ['vscode', 'mocha', 'fauxqs', 'kinesis-local', 'local-aws-sqs'];

const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * Bundles test/vscode/ into `stage`/dist/test/ as ES modules, the format of the extension itself, and returns the
 * path that VS Code's `extensionTestsPath` takes.
 */
export async function bundleEditorTests(stage: string): Promise<string> {
  const outdir = path.join(stage, 'dist', 'test');
  const cwd = path.join(projectDir, 'test', 'vscode');
  await esbuild.build({
    entryPoints: [path.join(cwd, 'index.ts'), ...globSync('**/*.test.ts', { cwd }).map(file => path.join(cwd, file))],
    outbase: cwd,
    outdir,
    external,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import', 'node'],
    sourcemap: 'linked',
    logLevel: 'warning',
    banner: { js: requireBanner },
  });
  return path.join(outdir, 'index.js');
}
