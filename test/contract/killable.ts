import { spawn } from 'node:child_process';
import path from 'node:path';
import type { FaultProxy } from './servers/faultProxy.ts';

/** A program of this folder that works through a proxy, and can be killed without a word. */
export interface Killable {
  kill(): void;
  /** What it printed; rejects with its complaints when it failed by itself. */
  readonly output: Promise<string>;
}

/** Starts a program of this folder with one argument, a JSON text. */
export function startKillable(program: string, job: unknown): Killable {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, program), JSON.stringify(job)]);
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const output = new Promise<string>((resolve, reject) => {
    child.on('close', code => (code === 0 || code === null ? resolve(text) : reject(new Error(errors))));
  });
  return { kill: () => void child.kill('SIGKILL'), output };
}

/** Kills the program when its `nth` request comes by, before or after the server has acted on it. */
export async function killAtRequest(
  proxy: FaultProxy,
  start: () => Killable,
  nth: number,
  afterwards: boolean,
): Promise<void> {
  let requests = 0;
  const running = start();
  proxy.use(() => {
    if (++requests !== nth) return undefined;
    running.kill();
    return afterwards ? { kind: 'lose answer' } : { kind: 'reset' };
  });
  await running.output;
  proxy.use();
}
