import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { isTestSource, languageOf } from '../../graph/languages.ts';
import { globMatcher, slashed } from '../glob.ts';
import type { Assemblies } from './assemblies.ts';

const skipped = new Set(['node_modules', 'site-packages', 'cdk.out']);

/**
 * Files to read for the paths of a command line, in order and without doubles. A file that is named is always
 * taken; folders and globs give the files whose extension we read, without tests and compiled JavaScript. The output
 * folder of a CDK app gives its templates.
 * @throws UserError when a path names nothing
 */
export async function findFiles(
  paths: readonly string[],
  ignored: readonly string[],
  assemblies: Assemblies,
): Promise<string[]> {
  const found = new Set<string>();
  const hidden = ignored.map(globMatcher);
  const wanted = (file: string) => !hidden.some(matches => matches(file));
  for (const given of paths) {
    const info = await stat(given).catch(() => undefined);
    if (info?.isFile()) found.add(given);
    else if (info?.isDirectory()) {
      const templates = await assemblies.templatesIn(given);
      if (templates) for (const file of templates.filter(wanted)) found.add(file);
      else for await (const file of filesBelow(given, wanted)) if (languageOf(file)) found.add(file);
    } else if (/[*?{[]/.test(given)) {
      const before = found.size;
      for await (const file of filesOfGlob(given, wanted)) found.add(file);
      if (found.size === before) throw new UserError(`No file matches ${given}`);
    } else throw new UserError(`No such file or folder: ${given}`);
  }
  return [...found];
}

async function* filesBelow(folder: string, wanted: (file: string) => boolean): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = new Set(entries.map(entry => entry.name));
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const file = path.join(folder, entry.name);
    if (!wanted(file)) continue;
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name) && !entry.name.startsWith('.')) yield* filesBelow(file, wanted);
    } else if (entry.isFile() && !isTestSource(file) && !isCompiled(entry.name, names)) yield file;
  }
}

/** JavaScript beside the TypeScript it was made from. */
function isCompiled(name: string, beside: ReadonlySet<string>): boolean {
  return (
    /\.[cm]?jsx?$/.test(name) &&
    (beside.has(name.replace(/js(x?)$/, 'ts$1')) || beside.has(name.replace(/jsx?$/, 'tsx')))
  );
}

async function* filesOfGlob(glob: string, wanted: (file: string) => boolean): AsyncGenerator<string> {
  const matches = globMatcher(glob);
  const fixed = slashed(glob).split('/');
  const wild = fixed.findIndex(part => /[*?{[]/.test(part));
  const root = fixed.slice(0, wild).join('/') || (glob.startsWith('/') ? '/' : '.');
  for await (const file of filesBelow(root, wanted)) {
    if (matches(file) && languageOf(file)) yield file;
  }
}
