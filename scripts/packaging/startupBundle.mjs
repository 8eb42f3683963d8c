// Makes one file of all that activation loads. Code splitting leaves a small chunk for each set of users of a module,
// and every file costs the extension host a round through its module loader.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

/** The outputs that loading `entry` loads with it, itself first; dynamic imports are left out. */
function staticClosure(outputs, entry) {
  const seen = new Set([entry]);
  for (const file of seen) {
    for (const { path: imported, kind, external } of outputs[file].imports) {
      if (!external && kind === 'import-statement') seen.add(imported);
    }
  }
  return [...seen];
}

/**
 * Rewrites `<out>/extension.js` to hold every chunk it imports statically, and those chunks to hand on what it holds,
 * so that each module still exists once.
 */
export async function bundleStartup(out, metafile, banner) {
  const entry = Object.keys(metafile.outputs).find(file => path.basename(file) === 'extension.js');
  const [, ...chunks] = staticClosure(metafile.outputs, entry);
  const absolute = chunks.map(chunk => path.resolve(chunk));
  const parts = chunks.map((chunk, index) => `export * as part${index} from ${JSON.stringify(path.resolve(chunk))};`);
  const result = await esbuild.build({
    stdin: {
      contents: [`export * from ${JSON.stringify(path.resolve(entry))};`, ...parts].join('\n'),
      resolveDir: path.resolve(out),
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    external: ['vscode'],
    banner,
    plugins: [{ name: 'later', setup: build => keepDynamicImports(build, path.resolve(out)) }],
  });
  await writeFile(entry, result.outputFiles[0].contents);
  for (const [index, file] of absolute.entries()) {
    const names = metafile.outputs[chunks[index]].exports.join(', ');
    const back = path.relative(path.dirname(file), path.resolve(entry)).replaceAll('\\', '/');
    await writeFile(file, `import{part${index} as part}from"${back}";const{${names}}=part;export{${names}};\n`);
  }
}

/** What is loaded later stays in its own file, named from where the joined file stands. */
function keepDynamicImports(build, out) {
  build.onResolve({ filter: /^\./ }, ({ path: wanted, kind, resolveDir }) => {
    if (kind !== 'dynamic-import') return undefined;
    const file = path.relative(out, path.resolve(resolveDir, wanted)).replaceAll('\\', '/');
    return { path: `./${file}`, external: true };
  });
}
