// Names every package whose code a build carries, with its licence, as the licences ask.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Shipped as files of their own, so no bundle's list names them. */
const copied = ['@vscode/codicons', '@vscode/tree-sitter-wasm', 'kinesis-local'];

/** The folder below node_modules that holds the package of an input file; undefined for our own files. */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'));
  return match?.[1];
}

/** Writes the notices of everything in these esbuild metafiles. Throws when a package has no licence. */
export async function writeNotices(metafiles, file) {
  const inputs = metafiles.flatMap(metafile =>
    Object.values(metafile.outputs).flatMap(output => Object.keys(output.inputs)),
  );
  const folders = new Set([
    ...inputs.map(packageFolder).filter(Boolean),
    ...copied.map(name => `node_modules/${name}`),
  ]);
  const notices = [...folders].map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (typeof license !== 'string') throw new Error(`A bundled package names no licence: ${name}`);
    const [text] = globSync('{LICENSE,LICENCE,License,license,COPYING}*', { cwd: folder }).filter(found =>
      existsSync(path.join(folder, found)),
    );
    const words = text === undefined ? '' : `\n${readFileSync(path.join(folder, text), 'utf8').trim()}\n`;
    return { title: `${name} ${version} (${license})`, words };
  });
  notices.sort((a, b) => a.title.localeCompare(b.title, 'en'));
  const sections = notices.map(({ title, words }) => `${'-'.repeat(72)}\n${title}\n${words}`);
  await writeFile(file, `Messaging Workbench for AWS contains code of these packages.\n\n${sections.join('\n')}`);
}
