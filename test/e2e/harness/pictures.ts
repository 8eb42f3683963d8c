import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hostDir, projectDir } from '../../../scripts/host/paths.ts';

/**
 * Where a picture goes: below .vscode-test/pictures/, so that a plain test run changes no tracked file. With
 * UPDATE_PICTURES=1 those that the README or a page of docs/ shows go to docs/pictures/.
 */
export async function picturePath(name: string): Promise<string> {
  const tracked = process.env.UPDATE_PICTURES !== undefined && (await isShown(name));
  const folder = tracked ? path.join(projectDir, 'docs', 'pictures') : path.join(hostDir, 'pictures');
  await mkdir(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}

async function isShown(name: string): Promise<boolean> {
  const docs = path.join(projectDir, 'docs');
  const pages = (await readdir(docs)).filter(file => file.endsWith('.md')).map(file => path.join(docs, file));
  for (const page of [path.join(projectDir, 'README.md'), ...pages]) {
    if ((await readFile(page, 'utf8')).includes(`pictures/${name}.png`)) return true;
  }
  return false;
}
