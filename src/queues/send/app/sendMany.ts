import { count, formatBytes } from '../../../core/text.ts';
import { type RunProgress, reportWords } from '../../../messages/compose/runReport.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from '../../../webview/elements.ts';
import { textField } from '../../../webview/formFields.ts';
import { type FileView, maxEverySeconds, maxRate, maxTimes, type RunView } from '../queueSendProtocol.ts';

/** How often and how fast, as the page asks for it. */
export interface RepeatRequest {
  readonly times?: number;
  readonly everySeconds?: number;
  readonly messagesPerSecond?: number;
}

const kindWords = {
  refused: 'Refused',
  failed: 'Failed',
  possiblySent: 'Possibly sent',
  heldBack: 'Held back',
} as const;

export interface RetryRequest {
  readonly what: 'failed' | 'possiblySent';
  readonly messagesPerSecond?: number;
}

/**
 * More than one message: repeated, or out of a file, and what became of them. Fires `repeat` and `send-file`
 * (CustomEvent<RepeatRequest>), `choose-file`, and `retry` (CustomEvent<RetryRequest>).
 */
export class SendMany extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .line { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: end; }
      .line .field { flex: 0 1 12em; }
      .file { align-items: center; }
      h3 { font-size: 1em; font-weight: 600; margin: 14px 0 4px; }
      .report { overflow-x: auto; max-height: 24em; overflow-y: auto; }
      td.reason { overflow-wrap: anywhere; }
    `,
  ];

  static override properties = {
    file: { attribute: false },
    report: { attribute: false },
    progress: { attribute: false },
    disabled: { type: Boolean },
    times: { state: true },
    every: { state: true },
    rate: { state: true },
  };

  declare file: FileView | undefined;
  declare report: RunView | undefined;
  declare progress: RunProgress | undefined;
  declare disabled: boolean;
  declare private times: string;
  declare private every: string;
  declare private rate: string;

  constructor() {
    super();
    this.file = undefined;
    this.report = undefined;
    this.progress = undefined;
    this.disabled = false;
    this.times = '10';
    this.every = '';
    this.rate = '';
  }

  /** How a run ended is brought on screen, below the form that started it. */
  protected override updated(changed: PropertyValues): void {
    if (changed.has('report') && this.report) {
      this.renderRoot.querySelector('section')?.scrollIntoView({ block: 'nearest' });
    }
  }

  get #speed(): { messagesPerSecond?: number } {
    return this.rate === '' ? {} : { messagesPerSecond: Number(this.rate) };
  }

  protected override render(): TemplateResult {
    const faults = {
      times: numberFault(this.times, maxTimes),
      every: numberFault(this.every, maxEverySeconds),
      rate: numberFault(this.rate, maxRate),
    };
    return html`
      <h3>Repeat the message above</h3>
      <div class="line">
        ${textField({
          id: 'times',
          label: 'Times',
          value: this.times,
          fault: faults.times,
          placeholder: 'until stopped',
          onChange: value => {
            this.times = value.trim();
          },
        })}
        ${textField({
          id: 'every',
          label: 'Every … seconds',
          value: this.every,
          fault: faults.every,
          placeholder: 'at once',
          onChange: value => {
            this.every = value.trim();
          },
        })}
        ${textField({
          id: 'rate',
          label: 'Messages a second',
          value: this.rate,
          fault: faults.rate,
          placeholder: 'no limit',
          onChange: value => {
            this.rate = value.trim();
          },
        })}
        <div class="field"><vscode-button secondary icon="sync" ?disabled=${this.disabled || Object.values(faults).some(fault => fault !== undefined)}
          @click=${() => this.#repeat()}>${this.times === '' ? 'Send until stopped' : `Send ${count(Number(this.times) || 0, 'time')}`}</vscode-button></div>
      </div>
      <h3>Batch from a file</h3>
      <p class="hint">JSON, NDJSON or CSV, one message each: a body, or an object with body, attributes, groupId, deduplicationId and delaySeconds. The rate above holds here, too.</p>
      <div class="line file">
        <vscode-button secondary icon="file" ?disabled=${this.disabled} @click=${() => this.dispatchEvent(new CustomEvent('choose-file'))}>Choose file…</vscode-button>
        ${this.file ? this.#renderFile(this.file, faults.rate !== undefined) : nothing}
      </div>
      ${this.file && this.file.problems > 0 ? this.#renderProblems(this.file) : nothing}
      ${this.progress && !this.report ? html`<p data-testid="progress">${reportWords(this.progress)}</p>` : nothing}
      ${this.report ? this.#renderReport(this.report) : nothing}
    `;
  }

  #repeat(): void {
    const detail: RepeatRequest = {
      ...this.#speed,
      ...(this.times !== '' && { times: Number(this.times) }),
      ...(this.every !== '' && { everySeconds: Number(this.every) }),
    };
    this.dispatchEvent(new CustomEvent<RepeatRequest>('repeat', { detail }));
  }

  #renderFile(file: FileView, wrongRate: boolean): TemplateResult {
    return html`<span>${file.name}: ${count(file.messages, 'message')}, ${formatBytes(file.bytes)}</span>
      <vscode-button icon="send" ?disabled=${this.disabled || wrongRate || file.messages === 0}
        @click=${() => this.dispatchEvent(new CustomEvent<RepeatRequest>('send-file', { detail: this.#speed }))}>Send ${count(file.messages, 'message')}</vscode-button>`;
  }

  #renderProblems(file: FileView): TemplateResult {
    return html`<div class="notice warning" role="alert">
      <p>${count(file.problems, 'place')} of the file cannot be sent and ${file.problems === 1 ? 'is' : 'are'} left out:</p>
      <ul>${file.examples.map(({ line, problem }) => html`<li>${line === undefined ? '' : `Line ${line}: `}${problem}</li>`)}</ul>
      ${file.problems > file.examples.length ? html`<p>and ${file.problems - file.examples.length} more</p>` : nothing}
    </div>`;
  }

  #renderReport(report: RunView): TemplateResult {
    const total = report.refused + report.failed + report.possiblySent + report.heldBack;
    const end =
      report.end === 'cancelled' ? 'Stopped by you. ' : report.stoppedBy ? `Ended early: ${report.stoppedBy} ` : '';
    const seconds = Math.max(0, report.endedAt - report.startedAt) / 1_000;
    return html`<section aria-label="The last run">
      <h3>The last run</h3>
      <p data-testid="report">${end}${reportWords(report)} in ${seconds.toFixed(1)} s.</p>
      ${
        total === 0
          ? nothing
          : html`<div class="report" tabindex="0" role="region" aria-label="Messages that were not confirmed"><table>
        <caption class="visually-hidden">Messages that were not confirmed</caption>
        <thead><tr><th scope="col">Message</th><th scope="col">Line</th><th scope="col">What became of it</th><th scope="col">Why</th></tr></thead>
        <tbody>${report.failures.map(
          ({ number, line, kind, reason }) =>
            html`<tr><td>${number}</td><td>${line ?? ''}</td><td>${kindWords[kind]}</td><td class="reason">${reason}</td></tr>`,
        )}</tbody>
      </table></div>
      ${total > report.failures.length ? html`<p class="hint">The first ${report.failures.length} of ${total}</p>` : nothing}
      <div class="row">
        ${report.retryable > 0 ? this.#renderRetry('failed', `Send ${count(report.retryable, 'message')} again`) : nothing}
        ${report.inDoubt > 0 ? this.#renderRetry('possiblySent', `Send ${report.inDoubt} possibly sent again`) : nothing}
        ${report.inDoubt > 0 ? html`<span class="warning">Nobody answered for ${count(report.inDoubt, 'message')}: look into the queue first, or they may be there twice.</span>` : nothing}
      </div>`
      }
    </section>`;
  }

  #renderRetry(what: 'failed' | 'possiblySent', words: string): TemplateResult {
    return html`<vscode-button secondary ?disabled=${this.disabled}
      @click=${() => this.dispatchEvent(new CustomEvent<RetryRequest>('retry', { detail: { what, ...this.#speed } }))}>${words}</vscode-button>`;
  }
}

function numberFault(text: string, max: number): string | undefined {
  if (text === '') return undefined;
  return /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max
    ? undefined
    : `A whole number from 1 to ${max.toLocaleString('en-US')}`;
}

customElements.define('mw-send-many', SendMany);
