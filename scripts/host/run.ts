import { spawn } from 'node:child_process';
import path from 'node:path';

/** A program ended with something other than 0; `output` is what it printed. */
export class CommandFailed extends Error {
  readonly output: string;
  constructor(what: string, code: number | null, output: string) {
    super(`${what} ended with code ${code ?? 'none'}:\n${output.trim().split('\n').slice(-30).join('\n')}`);
    this.name = 'CommandFailed';
    this.output = output;
  }
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program is ended. */
  timeout?: number;
  signal?: AbortSignal;
}

/** Runs a program to its end without a terminal or input; resolves with what it printed, rejects with `CommandFailed`. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env = process.env, timeout, signal } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
      ...(timeout === undefined ? {} : { timeout }),
      ...(signal === undefined ? {} : { signal }),
    });
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) resolve(output);
      else reject(new CommandFailed([command, ...args].join(' '), code, output));
    });
  });
}

/** Runs npm, with the Node.js this script runs on where the npm that started it is known. */
export function runNpm(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const cli = process.env.npm_execpath;
  if (cli && path.basename(cli) === 'npm-cli.js') return run(process.execPath, [cli, ...args], options);
  if (process.platform === 'win32') return run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options);
  return run('npm', args, options);
}
