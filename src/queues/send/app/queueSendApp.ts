import { sqs } from '../../../core/limits.ts';
import { attributesBytes, fifoIdFault } from '../../../core/messageRules.ts';
import '../../../webview/attributeEditor.ts';
import { type AttributeRow, attributesOfRows, rowFaults, rowsOfAttributes } from '../../../webview/attributeRows.ts';
import type { BodyField } from '../../../webview/bodyField.ts';
import '../../../webview/bodyField.ts';
import { css, html, nothing, type PropertyValues, type TemplateResult } from '../../../webview/elements.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type { OutgoingMessage, SentMessage } from '../../queue.ts';
import type { QueueSendEvents, QueueSendMethods, SendView } from '../queueSendProtocol.ts';

/** What a person types. */
interface Fields {
  body: string;
  rows: readonly AttributeRow[];
  groupId: string;
  deduplicationId: string;
  delay: string;
  traceHeader: string;
}

/** What of a sent message the page remembers: never its body. */
interface HistoryRow extends SentMessage {
  readonly at: Date;
}

const historyLength = 50;
const submitKey = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
const host = connectToHost<QueueSendMethods, QueueSendEvents>();

/** The page that sends one message to a queue, and the next one. */
class QueueSendApp extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 0 20px; }
      .two vscode-textfield { max-width: none; }
      .with-button { display: flex; gap: 6px; align-items: center; }
      .with-button vscode-textfield { flex: 1; }
      kbd { font-family: var(--vscode-font-family); color: var(--vscode-keybindingLabel-foreground); background: var(--vscode-keybindingLabel-background); border: 1px solid var(--vscode-keybindingLabel-border, transparent); border-radius: 3px; padding: 0 4px; }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    view: { state: true },
    body: { state: true },
    rows: { state: true },
    groupId: { state: true },
    deduplicationId: { state: true },
    delay: { state: true },
    traceHeader: { state: true },
    history: { state: true },
    deleted: { state: true },
  };

  protected override readonly heading = 'Send a message';
  declare private view: SendView | undefined;
  declare private body: string;
  declare private rows: readonly AttributeRow[];
  declare private groupId: string;
  declare private deduplicationId: string;
  declare private delay: string;
  declare private traceHeader: string;
  declare private history: readonly HistoryRow[];
  declare private deleted: boolean;
  #focused = false;

  constructor() {
    super();
    this.view = undefined;
    this.body = '';
    this.rows = [];
    this.groupId = '';
    this.deduplicationId = '';
    this.delay = '';
    this.traceHeader = '';
    this.history = [];
    this.deleted = false;
    host.on('deleted', () => {
      this.deleted = true;
    });
    host.on('draft', draft => this.#take(draft));
    this.addEventListener('keydown', event => this.#onKey(event));
  }

  protected override async load(): Promise<void> {
    const view = await host.call('load', undefined);
    this.view = view;
    this.scope = view.scope;
    this.#take(view.draft);
  }

  override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#focused || this.loading || !this.view) return;
    this.#focused = true;
    const field = this.renderRoot.querySelector<BodyField>('mw-body-field');
    void field?.updateComplete.then(() => field.focus());
  }

  #take(draft: Partial<OutgoingMessage>): void {
    if (draft.body !== undefined) this.body = draft.body;
    if (draft.attributes !== undefined) this.rows = rowsOfAttributes(draft.attributes);
    if (draft.groupId !== undefined) this.groupId = draft.groupId;
    if (draft.deduplicationId !== undefined) this.deduplicationId = draft.deduplicationId;
    if (draft.delaySeconds !== undefined) this.delay = String(draft.delaySeconds);
    if (draft.traceHeader !== undefined) this.traceHeader = draft.traceHeader;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#send();
  }

  get #mayNotSend(): string | undefined {
    return this.scope?.readOnly ? 'This connection is read-only. Allow changes to it before you send.' : undefined;
  }

  get #delayFault(): string | undefined {
    const seconds = Number(this.delay);
    return this.delay === '' || (/^\d+$/.test(this.delay) && seconds <= sqs.maxDelaySeconds)
      ? undefined
      : `A whole number of seconds from 0 to ${sqs.maxDelaySeconds}`;
  }

  /** The one fault that the host would not see: two rows of one name become one attribute. */
  get #rowFault(): string | undefined {
    const index = rowFaults(this.rows).findIndex(fault => fault !== undefined);
    return index < 0 ? undefined : `Attribute ${index + 1}: ${rowFaults(this.rows)[index]}`;
  }

  async #send(): Promise<void> {
    const { view } = this;
    if (!view || this.busy !== undefined || this.#mayNotSend !== undefined) return;
    const fault = this.#rowFault ?? (this.#delayFault && `Delay: ${this.#delayFault}`);
    if (fault !== undefined) {
      this.status = '';
      this.failure = `Not sent. ${fault}.`;
      return;
    }
    const attributes = attributesOfRows(this.rows);
    const message: OutgoingMessage = {
      body: this.body,
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(this.groupId !== '' && { groupId: this.groupId }),
      ...(view.rules.fifo && this.deduplicationId !== '' && { deduplicationId: this.deduplicationId }),
      ...(!view.rules.fifo && this.delay !== '' && { delaySeconds: Number(this.delay) }),
      ...(this.traceHeader !== '' && { traceHeader: this.traceHeader }),
    };
    const sent = await this.run(
      `Sending to ${view.name}`,
      signal => host.call('send', message, signal),
      value => `Sent. Message id ${value.messageId}`,
    );
    if (!sent && this.failure === undefined) this.status = 'Cancelled. The message may have been sent all the same.';
    if (sent) this.history = [{ ...sent, at: new Date() }, ...this.history].slice(0, historyLength);
  }

  protected override renderContent(): TemplateResult {
    const { view } = this;
    if (!view) return html``;
    const { rules } = view;
    return html`
      ${this.deleted ? html`<p class="notice warning" role="alert">The queue ${view.name} was deleted. What you typed is still here.</p>` : nothing}
      <p>To <a href="#" @click=${(event: Event) => this.#openQueue(event)}>${view.name}</a>${rules.fifo ? ' (FIFO)' : ''}</p>
      <mw-body-field .value=${this.body} .limit=${rules.limitBytes}
        .extraBytes=${attributesBytes(attributesOfRows(this.rows))}
        @body-change=${(event: CustomEvent<string>) => this.#set({ body: event.detail })}></mw-body-field>

      <h2>Message attributes</h2>
      <mw-attribute-editor .rows=${this.rows} .max=${sqs.maxMessageAttributes}
        @rows-change=${(event: CustomEvent<readonly AttributeRow[]>) => this.#set({ rows: event.detail })}></mw-attribute-editor>

      <h2>Delivery</h2>
      <div class="two">
        ${this.#renderGroup(rules.fifo)}
        ${rules.fifo ? this.#renderDeduplication(rules.contentBasedDeduplication) : this.#renderDelay()}
        ${this.#renderTrace()}
      </div>
      ${this.history.length > 0 ? this.#renderHistory() : nothing}
    `;
  }

  #set(part: Partial<Fields>): void {
    Object.assign(this, part);
    this.failure = undefined;
  }

  #renderGroup(fifo: boolean): TemplateResult {
    const fault = this.groupId === '' ? undefined : fifoIdFault('The message group id', this.groupId);
    return html`<div class="field">
      <label for="group">Message group id${fifo ? '' : ' (optional)'}</label>
      <vscode-textfield id="group" .label=${'Message group id'} .value=${this.groupId} ?invalid=${fault !== undefined}
        @input=${(event: Event) => this.#set({ groupId: read(event) })}></vscode-textfield>
      <span class=${fault ? 'error' : 'hint'}>${
        fault ??
        (fifo
          ? 'Messages of one group are delivered in order.'
          : 'Standard queues share fairly between groups: one busy tenant does not hold up the others.')
      }</span>
    </div>`;
  }

  #renderDeduplication(contentBased: boolean): TemplateResult {
    const fault = this.deduplicationId === '' ? undefined : fifoIdFault('The deduplication id', this.deduplicationId);
    return html`<div class="field">
      <label for="deduplication">Deduplication id${contentBased ? ' (optional)' : ''}</label>
      <div class="with-button">
        <vscode-textfield id="deduplication" .label=${'Deduplication id'} .value=${this.deduplicationId} ?invalid=${fault !== undefined}
          @input=${(event: Event) => this.#set({ deduplicationId: read(event) })}></vscode-textfield>
        <vscode-button secondary @click=${() => this.#set({ deduplicationId: crypto.randomUUID() })}>Generate</vscode-button>
      </div>
      <span class=${fault ? 'error' : 'hint'}>${
        fault ??
        `A second message with the same id within 5 minutes is accepted and dropped.${contentBased ? ' Empty = the SHA-256 of the body.' : ''}`
      }</span>
    </div>`;
  }

  #renderDelay(): TemplateResult {
    const fault = this.#delayFault;
    return html`<div class="field">
      <label for="delay">Delay in seconds (optional)</label>
      <vscode-textfield id="delay" .label=${'Delay in seconds'} .value=${this.delay} ?invalid=${fault !== undefined}
        @input=${(event: Event) => this.#set({ delay: read(event).trim() })}></vscode-textfield>
      <span class=${fault ? 'error' : 'hint'}>${fault ?? `0 to ${sqs.maxDelaySeconds}. Empty = the queue's own delay.`}</span>
    </div>`;
  }

  #renderTrace(): TemplateResult {
    return html`<div class="field">
      <label for="trace">X-Ray trace header (optional)</label>
      <vscode-textfield id="trace" .label=${'X-Ray trace header'} .value=${this.traceHeader} placeholder="Root=1-…;Parent=…;Sampled=1"
        @input=${(event: Event) => this.#set({ traceHeader: read(event).trim() })}></vscode-textfield>
      <span class="hint">Sent as AWSTraceHeader, so that the message shows up in the trace. It does not count as size.</span>
    </div>`;
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    const reason = this.#mayNotSend;
    const busy = this.busy !== undefined;
    return html`
      ${this.scope?.production ? html`<p class="notice warning">Production: real consumers receive what you send to ${view.name}.</p>` : nothing}
      <div class="row">
        <vscode-button id="send" icon="send" ?disabled=${busy || reason !== undefined} @click=${() => this.#send()}>
          ${this.history.length > 0 ? 'Send again' : 'Send message'}
        </vscode-button>
        ${
          reason === undefined
            ? html`<span class="hint"><kbd>${submitKey}</kbd> + <kbd>Enter</kbd></span>`
            : html`<span class="warning">${reason}</span>`
        }
        ${
          view.rules.fifo && this.history.length > 0 && this.deduplicationId !== ''
            ? html`<span class="warning">With the same deduplication id SQS drops the message.</span>`
            : nothing
        }
      </div>`;
  }

  #renderHistory(): TemplateResult {
    return html`<h2>Sent from this page</h2>
      <table>
        <caption class="visually-hidden">Messages sent from this page, newest first</caption>
        <thead><tr><th scope="col">Time</th><th scope="col">Message id</th><th scope="col">Sequence number</th></tr></thead>
        <tbody>${this.history.map(
          row =>
            html`<tr><td>${row.at.toLocaleTimeString()}</td><td class="mono">${row.messageId}</td><td class="mono">${row.sequenceNumber ?? ''}</td></tr>`,
        )}</tbody>
      </table>
      <p class="row"><vscode-button secondary icon="inbox" @click=${() => this.#poll()}>Poll this queue</vscode-button></p>`;
  }

  #poll(): void {
    void this.run('Opening', () => host.call('poll', undefined));
  }

  #openQueue(event: Event): void {
    event.preventDefault();
    void this.run('Opening', () => host.call('openQueue', undefined));
  }
}

function read(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

startPage('mw-queue-send', QueueSendApp);
