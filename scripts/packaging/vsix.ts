import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { run } from '../host/run.ts';
import { zipEntries } from './zipNames.ts';

/** All that may be in the package, below its `extension/` folder. vsce renames README.md, CHANGELOG.md and LICENSE. */
const allowed =
  /^(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE\.txt|SECURITY\.md|docs\/rules\/[\w-]+\.md|dist\/.+|media\/.+)$/;

const forbidden = /\.(map|ts|tsbuildinfo)$|(^|\/)(node_modules|src|test|\.git|\.vscode-test|\.env)(\/|$)/;

const required = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'docs/rules/sqs-missing-dlq.md',
  'dist/extension.js',
  'dist/msglint.js',
  'dist/THIRD-PARTY-NOTICES.txt',
  'dist/sandbox/server.js',
  'dist/sandbox/kinesisChild.js',
  'dist/sandbox/kinesis/main.cjs',
  'dist/webview/codicon.css',
  'dist/grammars/tree-sitter.wasm',
];

/** Packages the unpacked extension in `folder`, which holds its own production build, into `file`. */
export async function packageVsix(folder: string, file: string): Promise<void> {
  const vsce = path.join(path.dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
  await run(process.execPath, [vsce, 'package', '--no-dependencies', '--out', file], { cwd: folder, timeout: 120_000 });
}

/** What a package holds and what is wrong with it. */
export interface VsixReport {
  files: number;
  /** Bytes, packed. */
  size: number;
  /** The largest files: name and unpacked bytes. */
  largest: { name: string; size: number }[];
  /** One sentence each; empty if the package is good. */
  faults: string[];
}

/** Checks a package's contents: what it must hold, what every path of its manifest names, and nothing else. */
export async function inspectVsix(file: string, folder: string): Promise<VsixReport> {
  const prefix = 'extension/';
  const entries = (await zipEntries(file))
    .filter(entry => entry.name.startsWith(prefix))
    .map(entry => ({ ...entry, name: entry.name.slice(prefix.length) }));
  const names = new Set(entries.map(entry => entry.name));
  const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const named = manifestPaths(manifest);
  const faults = [
    ...required.filter(name => !names.has(name)).map(name => `Missing: ${name}`),
    ...named.filter(name => !names.has(name)).map(name => `The manifest names a file that is not there: ${name}`),
    ...entries.filter(({ name }) => !allowed.test(name) || forbidden.test(name)).map(({ name }) => `Too much: ${name}`),
  ];
  const largest = entries.toSorted((one, other) => other.size - one.size).slice(0, 8);
  return { files: entries.length, size: (await stat(file)).size, largest, faults };
}

/** Every value in the manifest that is a path to a file of ours. */
function manifestPaths(value: unknown): string[] {
  if (typeof value === 'string') {
    return /^(\.\/)?(dist|media)\/[^*]+\.\w+$/.test(value) ? [value.replace(/^\.\//, '')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(manifestPaths);
}
