import { cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hostDir, projectDir } from './paths.ts';
import { run } from './run.ts';

/** An unpacked extension in a folder of its own. */
export interface Stage {
  folder: string;
  remove(): Promise<void>;
}

/** What goes into the package beside dist/. */
const shipped = [
  'package.json',
  'package.nls.json',
  '.vscodeignore',
  'media',
  'docs/rules',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'SECURITY.md',
];

/**
 * Builds the extension into a folder of its own below .vscode-test/, with all a window needs to load it. Tests run on
 * such a copy, so that a build or another test run at the same time does not pull the files from under them.
 */
export async function stageExtension(options: { production?: boolean } = {}): Promise<Stage> {
  const parent = path.join(hostDir, 'stages');
  await mkdir(parent, { recursive: true });
  await removeForgotten(parent);
  const folder = await mkdtemp(path.join(parent, 'stage-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    for (const name of shipped) {
      await cp(path.join(projectDir, name), path.join(folder, name), { recursive: true });
    }
    const build = ['esbuild.mjs', ...(options.production ? [] : ['--dev']), '--out', path.join(folder, 'dist')];
    await run(process.execPath, build, { cwd: projectDir, timeout: 5 * 60_000 });
    return { folder, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A run that was killed leaves its stage behind. */
async function removeForgotten(parent: string): Promise<void> {
  const before = Date.now() - 6 * 3_600_000;
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < before) await rm(folder, { recursive: true, force: true });
  }
}
