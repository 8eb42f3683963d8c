/**
 * Runs a task for each item, at most `width` at a time, in order, until the signal is aborted or a task answers
 * `stop`. A task must not reject.
 */
export async function runPooled<T>(
  items: readonly T[],
  width: number,
  signal: AbortSignal,
  task: (item: T) => Promise<'go on' | 'stop'>,
): Promise<void> {
  let next = 0;
  let stopped = false;
  const worker = async (): Promise<void> => {
    while (!stopped && !signal.aborted && next < items.length) {
      const item = items[next++] as T;
      if ((await task(item)) === 'stop') stopped = true;
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
