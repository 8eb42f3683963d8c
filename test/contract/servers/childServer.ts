import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../../.cache/servers/', import.meta.url));
const startLimitMs = 60_000;
const stopLimitMs = 5_000;

/** Whether a program can be run on this machine. */
export async function canRun(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await run(command, [...args], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * A folder below the project's cache that `make` filled once, on this or an earlier run. A folder left half-filled is
 * filled again.
 */
export async function preparedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = path.join(cache, name);
  const done = path.join(folder, '.complete');
  if (existsSync(done)) return folder;
  await mkdir(folder, { recursive: true });
  await make(folder);
  await writeFile(done, '');
  return folder;
}

/** Runs a set-up program to its end; throws with its output when it fails. */
export async function runToEnd(command: string, args: readonly string[], cwd: string): Promise<void> {
  await run(command, [...args], { cwd, timeout: 240_000, maxBuffer: 16 * 1_048_576 });
}

/** Starts a server and waits until `endpoint` answers HTTP. Throws with the end of its output when it does not. */
export async function startChild(
  command: string,
  args: readonly string[],
  options: { readonly endpoint: string; readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(command, [...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    });
  }
  const killNow = () => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const state = { over: false };
  void ended.then(() => {
    state.over = true;
    process.off('exit', killNow);
  });
  const stop = async () => {
    child.kill();
    const timer = setTimeout(killNow, stopLimitMs);
    await ended;
    clearTimeout(timer);
  };
  const limit = Date.now() + startLimitMs;
  while (!(await answers(options.endpoint))) {
    if (state.over || Date.now() > limit) {
      await stop();
      throw new Error(`${command} did not start: ${output.slice(-1_000)}`);
    }
    await delay(100);
  }
  return { stop };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
}
