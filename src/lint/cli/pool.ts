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
  readonly #start: () => LintWorker;
  readonly #size: number;
  readonly #idle: LintWorker[] = [];
  readonly #waiting: Waiting[] = [];
  #running = 0;

  constructor(script: URL, settings: JobSettings, size: number) {
    this.#start = () => new LintWorker(script, settings);
    this.#size = size;
  }

  run(job: Job): Promise<JobResult> {
    return new Promise(done => {
      this.#waiting.push({ job, done });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.map(worker => worker.stop()));
  }

  #next(): void {
    const waiting = this.#running < this.#size ? this.#waiting.shift() : undefined;
    if (!waiting) return;
    this.#running++;
    const worker = this.#idle.pop() ?? this.#start();
    void worker.run(waiting.job).then(result => {
      this.#running--;
      if (worker.alive) this.#idle.push(worker);
      waiting.done(result);
      this.#next();
    });
  }
}

class LintWorker {
  readonly #worker: Worker;
  #finish: ((result: JobResult) => void) | undefined;
  alive = true;

  constructor(script: URL, settings: JobSettings) {
    this.#worker = new Worker(script, { workerData: settings });
    this.#worker.on('message', (result: JobResult) => this.#finish?.(result));
    this.#worker.on('error', error => this.#giveUp(`Given up: ${error.message}`));
    this.#worker.on('exit', () => this.#giveUp('Given up: the thread ended'));
  }

  run(job: Job): Promise<JobResult> {
    return new Promise(resolve => {
      const limit = `Given up after ${fileLimitMilliseconds / 1000} s`;
      const timer = setTimeout(() => this.#giveUp(limit), fileLimitMilliseconds);
      this.#finish = result => {
        clearTimeout(timer);
        this.#finish = undefined;
        resolve(result);
      };
      this.#worker.postMessage(job);
    });
  }

  async stop(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  #giveUp(note: string): void {
    void this.stop();
    this.#finish?.({ rows: [], read: false, fixed: 0, note });
  }
}
