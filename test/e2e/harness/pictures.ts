import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hostDir, projectDir } from '../../../scripts/host/paths.ts';

/**
 * Where a picture goes: below .vscode-test/pictures/, so that a plain test run changes no tracked file. With
 * UPDATE_PICTURES=1 those that the README shows go to docs/pictures/.
 */
export async function picturePath(name: string): Promise<string> {
  const tracked = process.env.UPDATE_PICTURES !== undefined && (await isShown(name));
  const folder = tracked ? path.join(projectDir, 'docs', 'pictures') : path.join(hostDir, 'pictures');
  await mkdir(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}

async function isShown(name: string): Promise<boolean> {
  return (await readFile(path.join(projectDir, 'README.md'), 'utf8')).includes(`docs/pictures/${name}.png`);
}
