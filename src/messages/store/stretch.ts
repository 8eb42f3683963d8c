import { CancelledError } from '../../core/errors.ts';

/** Milliseconds of work before other things get their turn. */
export const stretchMs = 12;

/** Work that may be long, done a stretch at a time. */
export interface Stretch {
  readonly signal: AbortSignal | undefined;
  /** The time of this stretch is over. */
  over(): boolean;
  restart(): void;
}

export function newStretch(signal: AbortSignal | undefined): Stretch {
  let until = performance.now() + stretchMs;
  return {
    signal,
    over: () => performance.now() >= until,
    restart: () => {
      until = performance.now() + stretchMs;
    },
  };
}

/** Lets everything else have its turn; throws CancelledError when the work is no longer wanted. */
export async function breathe(stretch: Stretch): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  if (stretch.signal?.aborted) throw new CancelledError();
  stretch.restart();
}
