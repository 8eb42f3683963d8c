import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const marker = '.complete';
const lockWaitMs = 10 * 60_000;

/** True if `folder` holds a finished installation. */
export function isInstalled(folder: string): boolean {
  return existsSync(path.join(folder, marker));
}

/**
 * Runs `install` once for a folder. A half installation (no marker) is removed and done again; of two
 * runs at the same time the second one waits for the first.
 */
export async function installOnce(folder: string, install: () => Promise<void>): Promise<void> {
  if (isInstalled(folder)) return;
  await withLock(`${folder}.lock`, async () => {
    if (isInstalled(folder)) return;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await install();
    await writeFile(path.join(folder, marker), `${new Date().toISOString()}\n`);
  });
}

/** Holds a lock file, which names its owner's process, while `action` runs. The lock of a dead process counts for nothing. */
export async function withLock<T>(file: string, action: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const end = Date.now() + lockWaitMs;
  while (!(await tryLock(file))) {
    if (Date.now() > end) throw new Error(`Another run holds a lock for too long. If none is running, delete ${file}`);
    await sleep(300);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function tryLock(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0 && !isAlive(owner)) await rm(file, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
