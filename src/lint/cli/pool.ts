import { Worker } from 'node:worker_threads';
import type { Job, JobResult, JobSettings } from './job.ts';

/** No file takes longer: a thread that does is stopped, and the file given up. */
const fileLimitMilliseconds = 10_000;

interface Waiting {
  readonly job: Job;
  readonly done: (result: JobResult) => void;
}

/** Lints files in threads of their own, so that a file that never ends costs its time limit and nothing else. */
export class LintPool {
  readonly #script: URL;
  readonly #settings: JobSettings;
  readonly #size: number;
  readonly #idle: Worker[] = [];
  readonly #waiting: Waiting[] = [];
  #started = 0;

  constructor(script: URL, settings: JobSettings, size: number) {
    this.#script = script;
    this.#settings = settings;
    this.#size = size;
  }

  run(job: Job): Promise<JobResult> {
    return new Promise(done => {
      this.#waiting.push({ job, done });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map(worker => worker.terminate()));
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    const worker = this.#idle.pop() ?? (this.#started < this.#size ? this.#start() : undefined);
    const waiting = worker && this.#waiting.shift();
    if (worker && waiting) this.#give(worker, waiting);
  }

  #start(): Worker {
    this.#started++;
    return new Worker(this.#script, { workerData: this.#settings });
  }

  #give(worker: Worker, { job, done }: Waiting): void {
    const finish = (result: JobResult, reusable: boolean) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      if (reusable) this.#idle.push(worker);
      else {
        this.#started--;
        void worker.terminate();
      }
      done(result);
      this.#next();
    };
    const giveUp = (why: string) => finish({ rows: [], read: false, fixed: 0, note: why }, false);
    const timer = setTimeout(() => giveUp(`Given up after ${fileLimitMilliseconds / 1000} s`), fileLimitMilliseconds);
    worker.on('message', (result: JobResult) => finish(result, true));
    worker.on('error', error => giveUp(`Given up: ${error.message}`));
    worker.on('exit', code => giveUp(`Given up: the thread ended with code ${code}`));
    worker.postMessage(job);
  }
}
