import { count, formatNumber } from '../../../core/text.ts';
import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import type { Listing, RunReport, TaskRow } from '../queueRedriveProtocol.ts';
import type { Left } from '../redriveResult.ts';

/** How a run ended, in one sentence. */
function reportSentence(report: RunReport): string {
  const moved = `${count(report.moved, 'message')} moved`;
  if (report.outcome === 'done') return `Done: ${moved}.`;
  if (report.outcome === 'cancelled') return `Stopped after the batch at hand: ${moved}. The rest is in the source.`;
  return `The run could not go on: ${moved}. ${report.reason ?? ''}`;
}

/** Where every message is that did not simply move. */
export function renderReport(report: RunReport, source: string): TemplateResult {
  const until = report.hiddenUntil === 0 ? undefined : new Date(report.hiddenUntil).toLocaleTimeString();
  return html`<section aria-label="Result">
    <h2>Result</h2>
    <p class="notice ${report.outcome === 'stopped' ? 'error' : ''}">${reportSentence(report)}</p>
    ${report.cameBack > 0 ? html`<p>${count(report.cameBack, 'message')} failed again while the run lasted and came back. They were left alone.</p>` : nothing}
    ${until ? html`<p class="warning">An answer was lost: up to 10 messages of ${source} stay hidden until ${until}. Run again after that.</p>` : nothing}
    ${listing(`Failed: still in ${source}`, report.failed, entry => html`<td class="mono">${entry.id}</td><td>${entry.reason}</td>`)}
    ${listing(`Skipped: still in ${source}`, report.skipped, entry => html`<td class="mono">${entry.id}</td><td>${entry.reason}</td>`)}
    ${listing('Possible duplicates: sent again because an answer never came', report.possibleDuplicates, idCell)}
    ${listing(`Undecided: in ${source}, and perhaps in the destination as well`, report.undecided, idCell)}
    ${listing(`Unconfirmed: in the destination, and perhaps still in ${source}`, report.unconfirmed, idCell)}
  </section>`;
}

function idCell(id: string): TemplateResult {
  return html`<td class="mono">${id}</td>`;
}

function listing<T extends Left | string>(
  caption: string,
  list: Listing<T>,
  cells: (entry: T) => TemplateResult,
): TemplateResult | typeof nothing {
  if (list.total === 0) return nothing;
  const more = list.total - list.entries.length;
  return html`<details open>
    <summary>${caption} (${formatNumber(list.total)})</summary>
    <table><tbody>${list.entries.map(entry => html`<tr>${cells(entry)}</tr>`)}</tbody></table>
    ${more > 0 ? html`<p class="hint">and ${formatNumber(more)} more</p>` : nothing}
  </details>`;
}

const statusWords: Readonly<Record<TaskRow['status'], string>> = {
  RUNNING: 'Running',
  COMPLETED: 'Completed',
  CANCELLING: 'Cancelling',
  CANCELLED: 'Cancelled',
  FAILED: 'Failed',
};

/** SQS gives a code; the one that people meet is put into words. */
function failureWords(reason: string): string {
  return reason.includes('CouldNotDetermineMessageSource')
    ? `Some messages were put here directly, so SQS cannot tell where they came from. Choose a destination. (${reason})`
    : reason;
}

/** The managed runs of this queue, newest first. */
export function renderTasks(
  tasks: readonly TaskRow[],
  busy: boolean,
  cancel: (taskHandle: string) => void,
): TemplateResult {
  return html`<table>
    <caption class="visually-hidden">Message move tasks of this queue, newest first</caption>
    <thead><tr><th scope="col">Started</th><th scope="col">Status</th><th scope="col">To</th><th scope="col">Moved</th><th scope="col">Rate</th><th scope="col"><span class="visually-hidden">Cancel</span></th></tr></thead>
    <tbody>${tasks.map(task => renderTask(task, busy, cancel))}</tbody>
  </table>`;
}

function renderTask(task: TaskRow, busy: boolean, cancel: (taskHandle: string) => void): TemplateResult {
  const { taskHandle, toMove } = task;
  return html`<tr>
    <td>${task.startedAt === undefined ? '' : new Date(task.startedAt).toLocaleString()}</td>
    <td>${statusWords[task.status]}${task.failureReason ? html`<br><span class="error">${failureWords(task.failureReason)}</span>` : nothing}</td>
    <td>${task.destination ?? 'the sources'}</td>
    <td>${formatNumber(task.moved)}${toMove === undefined ? '' : ` of about ${formatNumber(toMove)}`}
      ${task.status === 'RUNNING' && toMove ? html`<progress max=${toMove} value=${Math.min(task.moved, toMove)} aria-label="Moved"></progress>` : nothing}</td>
    <td>${task.messagesPerSecond === undefined ? 'as SQS sees fit' : `${formatNumber(task.messagesPerSecond)} a second`}</td>
    <td>${task.status === 'RUNNING' && taskHandle !== undefined ? html`<vscode-button secondary ?disabled=${busy} @click=${() => cancel(taskHandle)}>Cancel task</vscode-button>` : nothing}</td>
  </tr>`;
}
