import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { textOf } from '../cli/assemblyFiles.ts';
import { type CdkApp, modifiedAt } from './synthApp.ts';

/** A command line that synthesizes an app. */
export interface SynthCommandLine {
  /** For the shell, in the app's folder. */
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A synth that has not ended by then is stopped. In milliseconds. */
const timeLimit = 15 * 60_000;
const grace = 3_000;
/** In characters; a variable of an environment has 128 KiB on Linux. */
const maxContext = 100_000;
const keptLines = 12;

/** So that CDK writes down where each construct is made, for the languages behind jsii too. */
const traces = { CDK_DEBUG: 'true', JSII_HOST_STACK_TRACES: '1', NO_COLOR: '1', FORCE_COLOR: '0' };

/**
 * How to synthesize an app: with the CDK command line of its own node_modules, else by running its `app` command as
 * that command line would.
 * @throws UserError when cdk.json names no command, or its context is too long to be handed over
 */
export async function synthCommandLine(app: CdkApp): Promise<SynthCommandLine> {
  const cli = await localCli(app.root);
  if (cli) return { command: `${quoted(cli)} synth --quiet`, environment: traces };
  if (app.command === undefined)
    throw new UserError(`No "app" command in cdk.json, and no CDK in node_modules: ${app.root}`);
  const context = JSON.stringify({
    ...objectIn(await textOf(`${app.root}/cdk.context.json`)),
    ...app.context,
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
  });
  if (context.length > maxContext)
    throw new UserError(
      `The context of the app is too long without the CDK command line; install aws-cdk in: ${app.root}`,
    );
  return { command: app.command, environment: { ...traces, CDK_OUTDIR: app.output, CDK_CONTEXT_JSON: context } };
}

async function localCli(root: string): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'cdk.cmd' : 'cdk';
  for (let folder = root; ; folder = path.posix.dirname(folder)) {
    const cli = `${folder}/node_modules/.bin/${name}`;
    if ((await modifiedAt(cli)) !== undefined) return cli;
    if (path.posix.dirname(folder) === folder) return undefined;
  }
}

function quoted(file: string): string {
  if (process.platform === 'win32') return `"${file.replaceAll('/', '\\')}"`;
  return /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
}

function objectIn(text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/**
 * Runs a synth to its end.
 * @param write takes what it prints, as it comes
 * @throws UserError with the last lines when it fails or takes more than 15 minutes; the signal's reason when it is
 * cancelled, its processes ended
 */
export async function runSynth(
  folder: string,
  { command, environment }: SynthCommandLine,
  write: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(command, {
    cwd: folder,
    shell: true,
    // The head of a group of its own, so that what it starts can be ended with it.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ownEnvironment(), ...environment },
  });
  let tail = '';
  const take = (chunk: Buffer) => {
    const text = plain(chunk.toString());
    tail = (tail + text).slice(-4_000);
    write(text);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = new Promise<number | string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killed) => resolve(code ?? killed ?? 'unknown'));
  });
  let late = false;
  const stop = () => endTree(child.pid);
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeLimit);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await ended;
    signal.throwIfAborted();
    if (late) throw new UserError('The synth was stopped: it took more than 15 minutes');
    if (code !== 0) throw new UserError(`The synth failed with exit code ${code}: ${lastLines(tail)}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Asks the whole tree to end, and insists. */
function endTree(pid: number | undefined): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => undefined);
    return;
  }
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), grace).unref();
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // The group has ended.
  }
}

/** Without what makes a Node of the child behave like the editor's. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:ELECTRON_|VSCODE_)/.test(name)));
}

function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

function lastLines(text: string): string {
  const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
  return lines.slice(-keptLines).join('\n');
}
