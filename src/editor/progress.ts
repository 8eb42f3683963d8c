import * as vscode from 'vscode';
import { CancelledError } from '../core/errors.ts';

/** What a long task may say while it runs. */
export type Report = (message: string, percent?: number) => void;

/** Shows progress in a notification that can be cancelled. */
function notify<T>(title: string, task: (signal: AbortSignal, report: Report) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      let done = 0;
      return task(signalOf(token), (message, percent) => {
        const increment = percent === undefined ? undefined : Math.max(0, percent - done);
        if (increment !== undefined) done += increment;
        progress.report(increment === undefined ? { message } : { message, increment });
      });
    },
  );
}

/** An AbortSignal that follows a cancellation token. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(new CancelledError());
  token.onCancellationRequested(() => controller.abort(new CancelledError()));
  return controller.signal;
}

/**
 * Runs a task and shows progress, with a way to cancel, only when it takes longer than a second: the message of a task
 * that fails at once would go down with a notification that is just appearing.
 * Rejects with CancelledError at once when cancelled, whatever the task is still waiting for.
 */
export async function withSlowProgress<T>(
  title: string,
  task: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let last: Parameters<Report> | undefined;
  let show: Report = (...said) => {
    last = said;
  };
  const running = task(controller.signal, (...said) => show(...said));
  const timer = setTimeout(() => {
    const shown = notify(title, (signal, report) => {
      show = report;
      if (last) report(...last);
      signal.addEventListener('abort', () => controller.abort(new CancelledError()), { once: true });
      return running;
    });
    // The task's failure is the caller's to see, once.
    shown.then(undefined, () => undefined);
  }, 1_000);
  const cancelled = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new CancelledError()), { once: true });
  });
  try {
    return await Promise.race([running, cancelled]);
  } finally {
    clearTimeout(timer);
  }
}
