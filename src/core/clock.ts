import { CancelledError } from './errors.ts';

/** Time as a use case sees it, so that a test can be the one who lets it pass. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects with CancelledError when the signal is aborted meanwhile. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new CancelledError());
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      const stop = (): void => {
        clearTimeout(timer);
        reject(new CancelledError());
      };
      signal?.addEventListener('abort', stop, { once: true });
    }),
};
