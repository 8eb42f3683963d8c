import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installOnce, isInstalled, withLock } from '../../../scripts/host/install.ts';

let folder = '';
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'install-')), 'thing');
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

test('an installation is made once', async () => {
  let times = 0;
  const install = async () => {
    times++;
  };
  await installOnce(folder, install);
  await installOnce(folder, install);
  expect(times).toBe(1);
});

test('two runs at once install once', async () => {
  let times = 0;
  const install = async () => {
    times++;
    await new Promise(resolve => setTimeout(resolve, 50));
  };
  await Promise.all([installOnce(folder, install), installOnce(folder, install)]);
  expect(times).toBe(1);
});

test('a half installation is removed and made again', async () => {
  await mkdir(folder);
  await writeFile(path.join(folder, 'half'), '');
  await installOnce(folder, async () => undefined);
  expect(existsSync(path.join(folder, 'half'))).toBe(false);
  expect(isInstalled(folder)).toBe(true);
});

test('a failed installation is not taken for a finished one', async () => {
  await expect(installOnce(folder, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(isInstalled(folder)).toBe(false);
});

test('the lock of a process that has died counts for nothing', async () => {
  const lock = `${folder}.lock`;
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(lock, String(pid));
  expect(await withLock(lock, async () => 'done')).toBe('done');
  expect(existsSync(lock)).toBe(false);
});
