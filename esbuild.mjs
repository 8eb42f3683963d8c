// Builds everything below dist/. `node esbuild.mjs [--watch] [--dev] [--out FOLDER]`; with --out into a folder other than dist/.

import { globSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { writeNotices } from './scripts/packaging/notices.mjs';
import { bundleStartup } from './scripts/packaging/startupBundle.mjs';

const watch = process.argv.includes('--watch');
const dev = watch || process.argv.includes('--dev');
const outIndex = process.argv.indexOf('--out');
const out = (outIndex > 0 && process.argv[outIndex + 1]) || 'dist';
const require = createRequire(import.meta.url);

/**
 * CommonJS packages inside an ES module bundle still call require() for Node's own modules, and the tree-sitter
 * runtime asks for __filename.
 */
const requireBanner = {
  js:
    "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; " +
    'const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url);',
};

const shared = {
  bundle: true,
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  target: 'es2023',
};

/** The extension host's side: one entry, everything heavy behind dynamic imports that become chunks. */
const host = {
  ...shared,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: out,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  mainFields: ['module', 'main'],
  conditions: ['module', 'import', 'node'],
  external: ['vscode'],
  banner: requireBanner,
};

/** Threads of their own; they share no file with the extension, since a chunk may come to need `vscode`. */
const threads = { ...host, entryPoints: workers(), splitting: false };

/** Programs that run in a process of their own: the command line linter. */
const programs = {
  ...shared,
  entryPoints: { msglint: 'src/lint/cli.ts' },
  outdir: out,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: `#!/usr/bin/env node\n${requireBanner.js}` },
};

/**
 * The sandbox's servers. fauxqs' own persistence and test clients are left out: the sandbox does not use them, and
 * `node:sqlite` is not in every editor's Node.
 */
const sandbox = {
  ...shared,
  entryPoints: { server: 'src/sandbox/server/server.ts', kinesisChild: 'src/sandbox/server/kinesisChild.ts' },
  outdir: path.join(out, 'sandbox'),
  platform: 'node',
  target: 'node22',
  format: 'esm',
  mainFields: ['module', 'main'],
  alias: {
    'node:sqlite': './src/sandbox/server/leftOut.ts',
    '@smithy/node-http-handler': './src/sandbox/server/leftOut.ts',
  },
  banner: requireBanner,
};

/** kinesis-local is one CommonJS file that looks for its certificate in a file of its own. */
const kinesisLocal = {
  ...shared,
  bundle: false,
  entryPoints: { main: require.resolve('kinesis-local/main.js') },
  outdir: path.join(out, 'sandbox/kinesis'),
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  target: 'node22',
  sourcemap: false,
  minify: true,
  logLevel: 'error',
};

/** The pages: one bundle for each src/<feature>/…/app/<name>App.ts, named after the file. */
const pages = {
  ...shared,
  entryPoints: Object.fromEntries(globSync('src/**/app/*App.ts').map(file => [path.basename(file, '.ts'), file])),
  outdir: path.join(out, 'webview'),
  platform: 'browser',
  format: 'esm',
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  loader: { '.css': 'text' },
};

function workers() {
  return Object.fromEntries(globSync('src/**/*Worker.ts').map(file => [path.basename(file, '.ts'), file]));
}

async function copyStatics() {
  await mkdir(path.join(out, 'webview'), { recursive: true });
  const codicons = path.dirname(require.resolve('@vscode/codicons/package.json'));
  for (const name of ['codicon.css', 'codicon.ttf']) {
    await cp(path.join(codicons, 'dist', name), path.join(out, 'webview', name));
  }
  const grammars = path.dirname(require.resolve('@vscode/tree-sitter-wasm/package.json'));
  await mkdir(path.join(out, 'grammars'), { recursive: true });
  for (const name of [
    'tree-sitter',
    'tree-sitter-typescript',
    'tree-sitter-tsx',
    'tree-sitter-python',
    'tree-sitter-c-sharp',
    'tree-sitter-java',
    'tree-sitter-go',
  ]) {
    await cp(path.join(grammars, 'wasm', `${name}.wasm`), path.join(out, 'grammars', `${name}.wasm`));
  }
  await mkdir(path.join(out, 'sandbox/kinesis'), { recursive: true });
  await cp(require.resolve('kinesis-local/server.json'), path.join(out, 'sandbox/kinesis/server.json'));
}

if (!watch) await rm(out, { recursive: true, force: true });
await copyStatics();
const builds = [host, threads, programs, sandbox, kinesisLocal, pages].filter(
  build => Object.keys(build.entryPoints).length > 0,
);
if (watch) {
  const contexts = await Promise.all(builds.map(build => esbuild.context({ ...build, logLevel: 'info' })));
  // All of them once before the first says that it is watching: F5 waits for that line, and a fresh clone has no dist/.
  await Promise.all(contexts.map(context => context.rebuild()));
  await Promise.all(contexts.map(context => context.watch()));
} else {
  const results = await Promise.all(builds.map(build => esbuild.build(build)));
  if (!dev) await bundleStartup(out, results[0].metafile, requireBanner);
  await writeNotices(
    results.map(({ metafile }) => metafile),
    path.join(out, 'THIRD-PARTY-NOTICES.txt'),
  );
}
