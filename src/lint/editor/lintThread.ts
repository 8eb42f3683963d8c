import { Worker } from 'node:worker_threads';
import { UserError } from '../../core/errors.ts';
import type { DefaultHint } from '../defaultHints.ts';
import type { Suppression } from '../fixes/suppressing.ts';
import type { FixedText, ReportFix } from '../linter.ts';
import type { LintAnswer, LintReply, LintRequest, LintWorkerData } from '../lintProtocol.ts';
import type { Assembly } from '../synth/assembly.ts';

/** No answer takes longer; a thread that does is stopped, and the next question starts another. */
const limitMilliseconds = 15_000;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** The lint thread: started with the first question, so that nothing runs before there is something to lint. */
export class LintThread {
  readonly #script: string;
  readonly #data: LintWorkerData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #next = 0;
  #generation = 0;

  constructor(script: string, data: LintWorkerData) {
    this.#script = script;
    this.#data = data;
  }

  /** Undefined when the text is neither a template nor CDK source. */
  lint(request: Omit<Extract<LintRequest, { kind: 'lint' }>, 'kind'>): Promise<LintAnswer | undefined> {
    return this.#ask({ kind: 'lint', ...request }) as Promise<LintAnswer | undefined>;
  }

  /** Undefined when the document has changed since, or the finding has no fix. */
  fix(request: Omit<Extract<LintRequest, { kind: 'fix' }>, 'kind'>): Promise<ReportFix | undefined> {
    return this.#ask({ kind: 'fix', ...request }) as Promise<ReportFix | undefined>;
  }

  /** Undefined when the document has changed since. */
  suppress(request: Omit<Extract<LintRequest, { kind: 'suppress' }>, 'kind'>): Promise<Suppression | undefined> {
    return this.#ask({ kind: 'suppress', ...request }) as Promise<Suppression | undefined>;
  }

  /** None when the document has changed since. */
  defaults(uri: string, version: number): Promise<readonly DefaultHint[]> {
    return this.#ask({ kind: 'defaults', uri, version }) as Promise<readonly DefaultHint[]>;
  }

  fixAll(request: Omit<Extract<LintRequest, { kind: 'fixAll' }>, 'kind'>): Promise<FixedText> {
    return this.#ask({ kind: 'fixAll', ...request }) as Promise<FixedText>;
  }

  /** The cloud assembly in a folder; undefined when there is none. */
  assembly(request: Omit<Extract<LintRequest, { kind: 'assembly' }>, 'kind'>): Promise<Assembly | undefined> {
    return this.#ask({ kind: 'assembly', ...request }) as Promise<Assembly | undefined>;
  }

  forget(uri: string): void {
    if (this.#worker) void this.#ask({ kind: 'forget', uri }).catch(() => undefined);
  }

  /** Files of the workspace that came, changed or went. */
  async index(uris: readonly string[]): Promise<void> {
    await this.#ask({ kind: 'index', uris });
  }

  clear(): void {
    if (this.#worker) void this.#ask({ kind: 'clear' }).catch(() => undefined);
  }

  /** Counts the threads so far: another number means that what was indexed is gone. */
  get generation(): number {
    return this.#generation;
  }

  dispose(): void {
    this.#stop(new UserError('The linter was stopped'));
  }

  #ask(request: LintRequest): Promise<unknown> {
    const worker = this.#worker ?? this.#start();
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const late = () => this.#stop(new UserError('The linter took too long and was stopped'));
      this.#waiting.set(id, { resolve, reject, timer: setTimeout(late, limitMilliseconds) });
      worker.postMessage({ id, request });
    });
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#data });
    this.#generation++;
    worker.on('message', (reply: LintReply) => {
      const waiting = this.#waiting.get(reply.id);
      if (!waiting) return;
      this.#waiting.delete(reply.id);
      clearTimeout(waiting.timer);
      if ('error' in reply) waiting.reject(new UserError(reply.error));
      else waiting.resolve(reply.value);
    });
    worker.on('error', error => this.#stop(new UserError(`The linter stopped: ${error.message}`, { cause: error })));
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #stop(reason: Error): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(reason);
    }
    this.#waiting.clear();
  }
}
