import * as vscode from 'vscode';
import { systemClock } from '../../core/clock.ts';
import { isCancelled } from '../../core/errors.ts';
import { count, formatBytes } from '../../core/text.ts';
import { withSlowProgress } from '../../editor/progress.ts';
import { confirmDestructive } from '../../editor/prompts.ts';
import { executeCommand, showError } from '../../editor/registerCommand.ts';
import {
  afterRetry,
  inDoubt,
  type RunItem,
  type RunReport,
  reportWords,
  retryable,
} from '../../messages/compose/runReport.ts';
import { type FileSurvey, itemsOfList } from '../../messages/compose/runSources.ts';
import { type RunTarget, runSend } from '../../messages/compose/sendRun.ts';
import type { QueueRef } from '../queue.ts';
import type { QueueDeps } from '../queueDeps.ts';
import { sentSince } from './sentFilter.ts';

/** How fast a run goes. */
export interface RunSpeed {
  readonly messagesPerSecond?: number | undefined;
  /** Calls under way at once. */
  readonly concurrency?: number | undefined;
}

/** Asks before many messages leave at once: how many, where to, and what is left out. */
export async function confirmRun(
  deps: QueueDeps,
  queue: QueueRef,
  found: FileSurvey,
  confirmed: boolean | undefined,
): Promise<void> {
  const scope = await deps.host.scopes.describe(queue);
  const left = found.examples[0];
  const place = left?.line === undefined ? '' : `line ${left.line}: `;
  const without =
    left === undefined
      ? ''
      : ` ${count(found.problems, 'place')} of the file cannot be sent and ${found.problems === 1 ? 'is' : 'are'} left out, beginning with ${place}${left.problem}.`;
  await confirmDestructive({
    verb: `Send ${count(found.messages, 'message')} to`,
    name: queue.name,
    consequence: `${formatBytes(found.bytes)} in all. Consumers of the queue receive them, and there is no way to call them back.${without}`,
    button: 'Send',
    scope,
    confirmed,
  });
}

/**
 * Runs a send under a notification that can be cancelled. A cancel ends it in order: what is on its way is waited for,
 * and the report says what became of everything.
 */
export async function runWithProgress(
  deps: QueueDeps,
  queue: QueueRef,
  items: AsyncIterable<readonly RunItem[]>,
  target: RunTarget,
  options: RunSpeed & { readonly total: number },
): Promise<RunReport> {
  let running: Promise<RunReport> | undefined;
  try {
    return await withSlowProgress(`Sending to ${queue.name}`, (signal, report) => {
      running = runSend(items, target, {
        clock: systemClock,
        signal,
        messagesPerSecond: options.messagesPerSecond,
        ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
        onProgress: progress => {
          const done = progress.sent + progress.failed + progress.refused + progress.possiblySent + progress.heldBack;
          report(reportWords(progress), (100 * done) / Math.max(1, options.total));
        },
      });
      return running;
    });
  } catch (error) {
    if (isCancelled(error) && running) return await running;
    throw error;
  } finally {
    deps.host.changes.fire({ kind: 'queue', what: 'messages', scope: queue, arn: queue.arn });
  }
}

/** Says how a run that started then ended, with what can be done about it. Does not wait for the answer. */
export function tellReport(
  deps: QueueDeps,
  queue: QueueRef,
  target: RunTarget,
  report: RunReport,
  startedAt: number,
): void {
  const again = retryable(report);
  const words = `${endWords(report)}${reportWords(report)}: ${queue.name}`;
  const poll = 'Poll Queue';
  const failures = 'Show What Failed';
  const retry = `Send ${count(again.length, 'Message')} Again`;
  const choices = [...(again.length > 0 ? [retry] : []), ...(report.failures.length > 0 ? [failures] : []), poll];
  const asked =
    report.end === 'done' && report.failures.length === 0
      ? vscode.window.showInformationMessage(words, ...choices)
      : vscode.window.showWarningMessage(words, ...choices);
  const follow = async (answer: string | undefined): Promise<void> => {
    if (answer === poll)
      await executeCommand('messagingWorkbench.queue.poll', { ...queue, filter: sentSince(startedAt) });
    if (answer === failures) {
      await deps.host.documents.show({ folder: queue.name, name: 'not-sent.txt', text: failureText(report) });
    }
    if (answer === retry) {
      const next = await runWithProgress(deps, queue, itemsOfList(again), target, { total: again.length });
      tellReport(deps, queue, target, afterRetry(report, again, next), startedAt);
    }
  };
  void asked.then(follow).then(undefined, error => showError(error, deps.host.logger, 'Sending again'));
}

function endWords(report: RunReport): string {
  if (report.end === 'cancelled') return 'Cancelled. ';
  return report.stoppedBy === undefined ? '' : `${report.stoppedBy.replace(/\.?$/, '.')} `;
}

/** Every message that was not confirmed, one a line, without its body. */
function failureText(report: RunReport): string {
  const kinds = { refused: 'refused', failed: 'failed', possiblySent: 'possibly sent', heldBack: 'held back' } as const;
  const lines = report.failures.map(({ number, line, kind, reason }) => {
    const place = line === undefined ? `message ${number}` : `message ${number}, line ${line}`;
    return `${place}: ${kinds[kind]}. ${reason}`;
  });
  const doubt = inDoubt(report).length;
  const note =
    doubt === 0
      ? ''
      : `\n${count(doubt, 'message')} may stand in the queue already. Look there before you send them again: they are not part of Send Again.\n`;
  return `${reportWords(report)}\n${note}\n${lines.join('\n')}\n`;
}
