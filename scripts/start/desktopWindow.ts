import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { spawnTree, stopTree } from '../host/processTree.ts';
import type { Ending } from './ending.ts';

export interface StartWindow {
  /** Where the window keeps its data; removed afterwards by whoever made it. */
  readonly data: string;
  /** The workspace to open. */
  readonly folder: string;
  /** The extension, unpacked. */
  readonly extension: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: NodeJS.ProcessEnv;
}

/** How long a window that was asked to close may take. */
const closeLimitMs = 5_000;

/**
 * Opens desktop VS Code on user data of its own, so that neither the user's settings nor a running VS Code are touched:
 * a window of a running one would not see our environment. `closed` settles when the person has closed it.
 */
export async function openDesktopWindow(
  program: string,
  window: StartWindow,
  ending: Ending,
): Promise<{ closed: Promise<void> }> {
  const userData = path.join(window.data, 'code');
  const settings = path.join(userData, 'User', 'settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  await writeFile(settings, JSON.stringify(window.settings, undefined, 2));
  const args = [
    '--wait',
    '--new-window',
    '--user-data-dir',
    userData,
    '--extensions-dir',
    path.join(window.data, 'extensions'),
    `--extensionDevelopmentPath=${window.extension}`,
    window.folder,
  ];
  const onWindows = process.platform === 'win32';
  // A .cmd file is run by the shell, which takes the words apart at spaces unless they are quoted.
  const words = onWindows ? args.map(arg => `"${arg}"`) : args;
  const command = spawnTree(onWindows ? `"${program}"` : program, words, {
    env: environment(window.env),
    stdio: 'ignore',
    shell: onWindows,
  });
  const closed = new Promise<void>((resolve, reject) => {
    command.once('exit', () => resolve());
    command.once('error', reject);
  });
  ending.add(async () => {
    await closeWindow(userData);
    await stopTree(command);
  });
  return { closed };
}

/** The `code` command hands over to a process that outlives it and writes its number into the user data folder. */
async function closeWindow(userData: string): Promise<void> {
  const pid = Number(await readFile(path.join(userData, 'code.lock'), 'utf8').catch(() => ''));
  if (!Number.isInteger(pid) || pid <= 0) return;
  const end = Date.now() + closeLimitMs;
  for (let name: NodeJS.Signals = 'SIGTERM'; signalled(pid, name); name = Date.now() > end ? 'SIGKILL' : 'SIGTERM') {
    await delay(200);
  }
}

/** Whether the process was still there to be told. */
function signalled(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Without what npm and a surrounding VS Code left in ours. */
function environment(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}
