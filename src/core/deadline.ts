import type { Disposable } from './disposable.ts';

/** A signal with a time limit of its own. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** True once the limit has passed; false when the caller's signal came first. */
  readonly expired: boolean;
}

/**
 * A signal that follows `signal` and is aborted after `limitMs` at the latest; dispose it when the work is done. Held
 * by a timer of its own, because a signal composed of others can be collected as garbage before its time limit fires.
 */
export function deadline(signal: AbortSignal, limitMs: number): Deadline {
  const controller = new AbortController();
  let expired = false;
  const follow = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new Error(`No answer within ${limitMs} ms`));
  }, limitMs);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    dispose() {
      clearTimeout(timer);
      signal.removeEventListener('abort', follow);
    },
  };
}
