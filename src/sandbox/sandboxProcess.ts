import { fork } from 'node:child_process';
import { childEnvironment } from './childEnvironment.ts';

/** A running program of ours that speaks over an IPC channel and ends when the channel closes. */
export interface ServerProcess {
  readonly pid: number;
  /** The first message it sent; not yet parsed. */
  readonly firstMessage: unknown;
  /** Asks it to end and waits until it has; kills it after 4 s. Harmless when it has ended already. */
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** How long the first message may take. */
  readonly limitMs: number;
  /** Called once when the process has ended after it was up, with the end of what it wrote to standard error. */
  readonly onExit: (event: { code: number | null; wanted: boolean; stderr: string }) => void;
}

const killAfterMs = 4_000;
const stderrKept = 4_000;

/**
 * Starts `script` on this process's own Node (Electron's, told to be Node) and waits for its first message.
 * Throws an Error with the end of its standard error when it ends or says nothing in time, the signal's reason when
 * that comes first; either way the process is gone.
 */
export async function launchServer(options: LaunchOptions): Promise<ServerProcess> {
  options.signal.throwIfAborted();
  const child = fork(options.script, [...options.args], {
    execArgv: [],
    env: childEnvironment({}),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-stderrKept);
  });
  const ended = new Promise<number | null>(resolve => {
    child.once('exit', code => resolve(code));
    child.once('error', () => resolve(null));
  });
  let wanted = false;
  const stop = async () => {
    wanted = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (child.connected) child.send({ type: 'stop' }, () => undefined);
    else child.kill();
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    await ended;
    clearTimeout(timer);
  };
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  try {
    const firstMessage = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      abort = () => reject(options.signal.reason as Error);
      options.signal.addEventListener('abort', abort);
      timer = setTimeout(() => reject(new Error('The program did not start in time.')), options.limitMs);
      void ended.then(() => reject(new Error(`The program ended while starting. ${stderr.slice(-500)}`.trim())));
    });
    void ended.then(code => options.onExit({ code, wanted, stderr }));
    return { pid: child.pid ?? 0, firstMessage, stop };
  } catch (error) {
    wanted = true;
    child.kill('SIGKILL');
    await ended;
    options.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    if (abort) options.signal.removeEventListener('abort', abort);
  }
}
