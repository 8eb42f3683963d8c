import { placeholderHelp } from '../../../messages/compose/placeholders.ts';
import { html, type TemplateResult } from '../../../webview/elements.ts';
import type { SentMessage } from '../../queue.ts';

/** What of a sent message the page remembers: never its body. */
export interface HistoryRow extends SentMessage {
  readonly at: Date;
}

/** Every placeholder with what it becomes. */
export function placeholderTable(): TemplateResult {
  return html`<dl class="help">${placeholderHelp.map(
    ({ form, meaning }) => html`<dt><code>${form}</code></dt><dd>${meaning}</dd>`,
  )}</dl>`;
}

/** What a schema objects to, and the way past it. */
export function unfitNotice(schema: string, problems: readonly string[], onAnyway: () => void): TemplateResult {
  return html`<div class="notice warning" role="alert">
    <p>Not sent. The body does not fit the schema ${schema}:</p>
    <ul>${problems.map(problem => html`<li class="mono">${problem}</li>`)}</ul>
    <vscode-button secondary @click=${onAnyway}>Send anyway</vscode-button>
  </div>`;
}

/** Messages sent one by one, newest first. */
export function historyTable(history: readonly HistoryRow[]): TemplateResult {
  return html`<h2>Sent from this page</h2>
    <table>
      <caption class="visually-hidden">Messages sent from this page, newest first</caption>
      <thead><tr><th scope="col">Time</th><th scope="col">Message id</th><th scope="col">Sequence number</th></tr></thead>
      <tbody>${history.map(
        row =>
          html`<tr><td>${row.at.toLocaleTimeString()}</td><td class="mono">${row.messageId}</td><td class="mono">${row.sequenceNumber ?? ''}</td></tr>`,
      )}</tbody>
    </table>`;
}
