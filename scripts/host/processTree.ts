import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Starts a program as the head of a process group of its own, so that `stopTree` reaches everything it forks.
 * A Ctrl-C in the terminal does not reach such a group: whoever starts a tree must stop it.
 */
export function spawnTree(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(command, args, { ...options, detached: process.platform !== 'win32' });
}

/** Ends a tree started by `spawnTree`: asks first, insists after `graceMs`. Resolves when its head has gone. */
export async function stopTree(child: ChildProcess, graceMs = 3_000): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const gone = new Promise<void>(resolve => {
    if (hasEnded(child)) resolve();
    else child.once('exit', () => resolve());
  });
  if (process.platform === 'win32') {
    await promisify(execFile)('taskkill', ['/pid', String(pid), '/T', '/F']).catch(() => undefined);
    return gone;
  }
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
  // The head may leave forks behind that ignored the request.
  signalGroup(pid, 'SIGKILL');
}

/** Last resort for a process 'exit' handler, where nothing can be awaited. */
export function killTreeNow(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') child.kill();
  else signalGroup(child.pid, 'SIGKILL');
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already ended.
  }
}
