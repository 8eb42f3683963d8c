import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { killTreeNow, spawnTree, stopTree } from './processTree.ts';
import { run } from './run.ts';
import { ensureVsCodeServer } from './vsCode.ts';

export interface VsCodeServerOptions {
  /** The folder (or .code-workspace file) the window opens. */
  folder: string;
  /** The loopback port; a free one unless given. */
  port?: number;
  /** Kept by whoever gives it; without it a temporary folder is used and removed at stop. */
  userDataDir?: string;
  /** Where extensions are installed; below the user data folder unless given. */
  extensionsDir?: string;
  /** Packaged extensions to install first. */
  vsix?: readonly string[];
  /** Unpacked extensions, each with its package.json, copied to the extensions folder first. */
  extensionFolders?: readonly string[];
  /** User settings to write first. */
  settings?: Record<string, unknown>;
  /** Settings of scope `machine` to write first: a remote window ignores those among the user settings. */
  machineSettings?: Record<string, unknown>;
  /** Workspace Trust on, as in a window a person opens. */
  trust?: boolean;
  /** The connection token. Without one everybody on this machine may connect: for tests alone. */
  token?: string;
  /**
   * Honours `payload` in the address, which names the extension under test. The window then shows no notifications,
   * so this is for the in-editor suite alone.
   */
  smokeTestDriver?: boolean;
  /** Added to this process's environment; undefined removes a variable. */
  env?: NodeJS.ProcessEnv;
}

export interface VsCodeServer {
  /** The address of the window, token included. */
  url: string;
  /** host:port, the authority of vscode-remote: addresses. */
  authority: string;
  /** The user settings file; the window follows what is written to it. */
  settingsFile: string;
  /** The same for settings of scope `machine`. */
  machineSettingsFile: string;
  /** The address of the window with a `payload`; needs `smokeTestDriver`. */
  urlWith(payload: readonly (readonly [string, string])[]): string;
  /** What the server printed so far. */
  log(): string;
  /** Settles when the server's process has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends the server with everything it forked and removes its temporary folder. */
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** A window under test asks no marketplace for anything. */
const noGallery = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

/** Starts VS Code's server on 127.0.0.1. Rejects with its output if it does not come up within a minute. */
export async function startVsCodeServer(options: VsCodeServerOptions): Promise<VsCodeServer> {
  const { main } = await ensureVsCodeServer();
  const temporary = options.userDataDir === undefined;
  const dataDir = options.userDataDir ?? (await mkdtemp(path.join(tmpdir(), 'vscode-server-')));
  const cleanUp = async () => {
    if (temporary) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const extensionsDir = options.extensionsDir ?? path.join(dataDir, 'extensions');
    const settingsFile = path.join(dataDir, 'data', 'User', 'settings.json');
    const machineSettingsFile = path.join(dataDir, 'data', 'Machine', 'settings.json');
    await mkdir(extensionsDir, { recursive: true });
    await writeSettings(settingsFile, options.settings);
    await writeSettings(machineSettingsFile, options.machineSettings);
    // The server's sockets go where they are removed with the rest, unless the path may be too long for a socket.
    const sockets = temporary ? { XDG_RUNTIME_DIR: dataDir } : {};
    const env = serverEnvironment({ ...sockets, ...(options.token === undefined ? noGallery : {}), ...options.env });
    await copyExtensions(options.extensionFolders ?? [], extensionsDir);
    await installExtensions(main, options.vsix ?? [], dataDir, extensionsDir, env);

    const child = spawnTree(process.execPath, serverArguments(main, dataDir, extensionsDir, options), {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const killAtExit = () => killTreeNow(child);
    process.once('exit', killAtExit);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', chunk => {
        output = (output + chunk).slice(-100_000);
      });
    }
    const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
    const stop = async () => {
      await stopTree(child);
      process.removeListener('exit', killAtExit);
      await cleanUp();
    };
    const port = await listeningPort(child, () => output).catch(async error => {
      await stop();
      throw error;
    });
    const authority = `127.0.0.1:${port}`;
    return {
      url: windowUrl(authority, options, undefined),
      authority,
      settingsFile,
      machineSettingsFile,
      urlWith: payload => windowUrl(authority, options, payload),
      log: () => output,
      exited,
      stop,
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** The address by which a window on `authority` names a local file. */
export function remoteUri(authority: string, file: string): string {
  return `vscode-remote://${authority}${pathToFileURL(file).pathname}`;
}

function windowUrl(
  authority: string,
  { folder, token }: VsCodeServerOptions,
  payload: readonly (readonly [string, string])[] | undefined,
): string {
  const url = new URL(`http://${authority}/`);
  if (token !== undefined) url.searchParams.set('tkn', token);
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  url.searchParams.set(kind, pathToFileURL(path.resolve(folder)).pathname);
  if (payload) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

function serverArguments(main: string, dataDir: string, extensionsDir: string, options: VsCodeServerOptions): string[] {
  return [
    main,
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir],
    '--accept-server-license-terms',
    ...['--telemetry-level', 'off'],
    ...(options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token]),
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    // A test run that was killed leaves no server behind: without a window it ends itself after some minutes.
    ...(options.token === undefined ? ['--enable-remote-auto-shutdown'] : []),
  ];
}

/** The environment of a window opened from a terminal of another VS Code, or from npm, would confuse the server. */
function serverEnvironment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries({ ...process.env, ...changes }).filter(
    ([name, value]) => value !== undefined && !/^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|VITEST|NODE_ENV$)/.test(name),
  );
  return Object.fromEntries(kept);
}

async function writeSettings(file: string, settings: Record<string, unknown> | undefined): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  if (settings) await writeFile(file, JSON.stringify(settings, undefined, 2));
}

async function copyExtensions(folders: readonly string[], extensionsDir: string): Promise<void> {
  for (const folder of folders) {
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const target = path.join(extensionsDir, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
    await rm(target, { recursive: true, force: true });
    await cp(folder, target, { recursive: true });
  }
}

async function installExtensions(
  main: string,
  files: readonly string[],
  dataDir: string,
  extensionsDir: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  for (const file of files) {
    const where = ['--server-data-dir', dataDir, '--extensions-dir', extensionsDir, '--accept-server-license-terms'];
    await run(process.execPath, [main, ...where, '--install-extension', file], { env, timeout: 120_000 });
  }
}

/** The server names its port in a line of its own once it listens. */
function listeningPort(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`VS Code's server ${why}:\n${output().slice(-3_000)}`));
    };
    const timer = setTimeout(() => fail('did not start in time'), startTimeoutMs);
    child.once('exit', code => fail(`ended with code ${code}`));
    child.once('error', error => fail(`could not be started (${error.message})`));
    child.stdout?.on('data', () => {
      const match = /Extension host agent listening on (\d+)/.exec(output());
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    });
  });
}
