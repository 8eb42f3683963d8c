import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { hostDir, projectDir } from '../../../scripts/host/paths.ts';

/** Where a picture goes: docs/pictures/ with UPDATE_PICTURES=1, so that a plain test run changes no tracked file. */
export async function picturePath(name: string): Promise<string> {
  const folder = process.env.UPDATE_PICTURES
    ? path.join(projectDir, 'docs', 'pictures')
    : path.join(hostDir, 'pictures');
  await mkdir(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}
