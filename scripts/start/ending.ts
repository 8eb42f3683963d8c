/**
 * Everything that has to be stopped, in the order it was started, and the wish to stop: Ctrl-C, the terminal closing,
 * or `request`. A second Ctrl-C ends the program at once.
 */
export class Ending {
  /** Aborted once the end has been asked for. */
  readonly signal: AbortSignal;
  /** Settles then. */
  readonly requested: Promise<void>;
  /** Why the end was asked for, when that was no person. */
  failed: Error | undefined;
  readonly #controller = new AbortController();
  readonly #steps: (() => Promise<unknown>)[] = [];

  constructor() {
    this.signal = this.#controller.signal;
    this.requested = new Promise(resolve => this.signal.addEventListener('abort', () => resolve(), { once: true }));
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (this.signal.aborted) process.exit(1);
        this.request();
      });
    }
  }

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  /** Asks for the end; with an error when it is not what the person wanted. */
  request(error?: Error): void {
    this.failed ??= error;
    this.#controller.abort(error ?? new Error('Stopped'));
  }

  /** Asks for the end with this error unless it has come before. */
  limit(ms: number, error: Error): void {
    setTimeout(() => this.request(error), ms).unref();
  }

  /** Runs the steps, last first. One that fails is named and does not keep the others from running. */
  async end(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) {
      await step().catch((error: unknown) => console.error('Stopping was not complete:', error));
    }
  }
}
