import { sqs } from '../../../core/limits.ts';
import { attributesBytes } from '../../../core/messageRules.ts';
import type { RunProgress } from '../../../messages/compose/runReport.ts';
import '../../../webview/attributeEditor.ts';
import { type AttributeRow, attributesOfRows, rowFaults, rowsOfAttributes } from '../../../webview/attributeRows.ts';
import type { BodyField } from '../../../webview/bodyField.ts';
import '../../../webview/bodyField.ts';
import { css, html, nothing, type PropertyValues, type TemplateResult } from '../../../webview/elements.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type { OutgoingMessage } from '../../queue.ts';
import type {
  FileView,
  QueueSendEvents,
  QueueSendMethods,
  RunView,
  SendDraft,
  SendRequest,
  SendView,
  TemplateChoice,
} from '../queueSendProtocol.ts';
import { type DeliveryFields, delayFault, deliveryFields } from './deliveryFields.ts';
import type { RepeatRequest, RetryRequest } from './sendMany.ts';
import './sendMany.ts';
import { type HistoryRow, historyTable, placeholderTable, unfitNotice } from './sendParts.ts';
import './sendTemplates.ts';

/** What a person types. */
interface Fields extends DeliveryFields {
  readonly body: string;
  readonly rows: readonly AttributeRow[];
  readonly placeholders: boolean;
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
      .help { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; margin: 4px 0 0; }
      .help dd { margin: 0; color: var(--vscode-descriptionForeground); }
      details { margin-top: 16px; border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); padding-top: 8px; }
      summary { font-weight: 600; cursor: pointer; padding: 2px 0; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      .inside { padding: 0 0 8px 14px; }
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
    placeholders: { state: true },
    unfit: { state: true },
    file: { state: true },
    report: { state: true },
    progress: { state: true },
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
  declare private placeholders: boolean;
  /** What the schema objects to in the message that was just about to be sent. */
  declare private unfit: readonly string[];
  declare private file: FileView | undefined;
  declare private report: RunView | undefined;
  declare private progress: RunProgress | undefined;
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
    this.placeholders = false;
    this.unfit = [];
    this.file = undefined;
    this.report = undefined;
    this.progress = undefined;
    this.history = [];
    this.deleted = false;
    host.on('deleted', () => {
      this.deleted = true;
    });
    host.on('draft', draft => this.#take(draft));
    host.on('progress', progress => {
      this.progress = progress;
    });
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

  #take(draft: SendDraft): void {
    if (draft.body !== undefined) this.body = draft.body;
    if (draft.attributes !== undefined) this.rows = rowsOfAttributes(draft.attributes);
    if (draft.groupId !== undefined) this.groupId = draft.groupId;
    if (draft.deduplicationId !== undefined) this.deduplicationId = draft.deduplicationId;
    if (draft.delaySeconds !== undefined) this.delay = String(draft.delaySeconds);
    if (draft.traceHeader !== undefined) this.traceHeader = draft.traceHeader;
    if (draft.placeholders !== undefined) this.placeholders = draft.placeholders;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#send();
  }

  get #mayNotSend(): string | undefined {
    return this.scope?.readOnly ? 'This connection is read-only. Allow changes to it before you send.' : undefined;
  }

  get #delivery(): DeliveryFields {
    const { groupId, deduplicationId, delay, traceHeader } = this;
    return { groupId, deduplicationId, delay, traceHeader };
  }

  /** The faults that the host would not see: two rows of one name become one attribute. */
  get #fault(): string | undefined {
    for (const [index, fault] of rowFaults(this.rows).entries()) {
      // A value with placeholders is judged once they are filled in.
      const open = this.placeholders && this.rows[index]?.value.includes('{{');
      if (fault !== undefined && !open) return `Attribute ${index + 1}: ${fault}`;
    }
    const delay = delayFault(this.delay);
    return delay && `Delay: ${delay}`;
  }

  /** The form as a message; undefined, with the reason shown, when it is none. */
  #message(view: SendView): OutgoingMessage | undefined {
    const fault = this.#fault;
    if (fault !== undefined) {
      this.status = '';
      this.failure = `Not sent. ${fault}.`;
      return undefined;
    }
    const attributes = attributesOfRows(this.rows);
    return {
      body: this.body,
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(this.groupId !== '' && { groupId: this.groupId }),
      ...(view.rules.fifo && this.deduplicationId !== '' && { deduplicationId: this.deduplicationId }),
      ...(!view.rules.fifo && this.delay !== '' && { delaySeconds: Number(this.delay) }),
      ...(this.traceHeader !== '' && { traceHeader: this.traceHeader }),
    };
  }

  #request(ignoreSchema: boolean): SendRequest | undefined {
    const { view } = this;
    if (!view || this.busy !== undefined || this.#mayNotSend !== undefined) return undefined;
    const message = this.#message(view);
    return message && { message, placeholders: this.placeholders, ignoreSchema };
  }

  async #send(ignoreSchema = false): Promise<void> {
    const request = this.#request(ignoreSchema);
    if (!request) return;
    this.unfit = [];
    const outcome = await this.run(
      `Sending to ${this.view?.name ?? ''}`,
      signal => host.call('send', request, signal),
      value => (value.kind === 'sent' ? `Sent. Message id ${value.sent.messageId}` : ''),
    );
    if (!outcome && this.failure === undefined) this.status = 'Cancelled. The message may have been sent all the same.';
    if (outcome?.kind === 'unfit') this.unfit = outcome.problems;
    if (outcome?.kind === 'sent') {
      this.history = [{ ...outcome.sent, at: new Date() }, ...this.history].slice(0, historyLength);
    }
  }

  /** A run that answers with what became of its messages, also when it is cancelled. */
  async #many(call: (signal: AbortSignal) => Promise<RunView>): Promise<void> {
    if (this.busy !== undefined || this.#mayNotSend !== undefined) return;
    this.report = undefined;
    this.progress = undefined;
    const report = await this.run(`Sending to ${this.view?.name ?? ''}`, call, () => 'The run has ended.');
    this.report = report;
  }

  async #chooseFile(): Promise<void> {
    const { placeholders } = this;
    const file = await this.run('Reading the file', signal => host.call('chooseFile', { placeholders }, signal));
    if (file) this.file = file;
  }

  async #loadTemplate(template: TemplateChoice): Promise<void> {
    const draft = await this.run(
      'Loading',
      () => host.call('loadTemplate', template),
      () => `Loaded ${template.name}`,
    );
    if (!draft) return;
    Object.assign(this, { rows: [], groupId: '', deduplicationId: '', delay: '', traceHeader: '', unfit: [] });
    this.#take(draft);
  }

  async #saveTemplate(template: TemplateChoice): Promise<void> {
    const message = this.view && this.#message(this.view);
    if (!message) return;
    const params = { ...template, message, placeholders: this.placeholders };
    const list = await this.run(
      'Saving',
      () => host.call('saveTemplate', params),
      () => `Saved ${template.name}`,
    );
    if (list && this.view) this.view = { ...this.view, ...list };
  }

  async #deleteTemplate(template: TemplateChoice): Promise<void> {
    const list = await this.run('Deleting', () => host.call('deleteTemplate', template));
    if (list && this.view) this.view = { ...this.view, ...list };
  }

  async #editAsFile(): Promise<void> {
    const message = this.view && this.#message(this.view);
    const { placeholders } = this;
    if (message) await this.run('Opening', () => host.call('editAsFile', { message, placeholders }));
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
      ${this.#renderPlaceholders()}

      <h2>Message attributes</h2>
      <mw-attribute-editor .rows=${this.rows} .max=${sqs.maxMessageAttributes}
        @rows-change=${(event: CustomEvent<readonly AttributeRow[]>) => this.#set({ rows: event.detail })}></mw-attribute-editor>

      <h2>Delivery</h2>
      ${deliveryFields(this.#delivery, rules, this.placeholders, part => this.#set(part))}
      ${this.#renderMore(view)}
      ${this.history.length > 0 ? historyTable(this.history) : nothing}
      ${
        this.history.length > 0 || (this.report?.sent ?? 0) > 0
          ? html`<p class="row"><vscode-button secondary icon="inbox" @click=${() => this.#poll()}>Poll this queue</vscode-button></p>`
          : nothing
      }
    `;
  }

  #renderPlaceholders(): TemplateResult {
    const unused = !this.placeholders && this.body.includes('{{');
    return html`
      <div class="row">
        <vscode-checkbox label="Fill in placeholders" ?checked=${this.placeholders}
          @change=${(event: Event) => this.#set({ placeholders: (event.target as HTMLInputElement).checked })}></vscode-checkbox>
        <vscode-button secondary icon="go-to-file" @click=${() => this.#editAsFile()}>Edit as file</vscode-button>
        ${unused ? html`<span class="hint">The body has {{; without placeholders it is sent as it is.</span>` : nothing}
      </div>
      ${this.placeholders ? placeholderTable() : nothing}
      ${this.view?.schema === undefined ? nothing : html`<p class="hint">Checked against ${this.view.schema} before it is sent.</p>`}`;
  }

  #renderMore(view: SendView): TemplateResult {
    const busy = this.busy !== undefined;
    return html`
      <details><summary>Repeat, or send a batch from a file</summary>
        <div class="inside">
          <mw-send-many .file=${this.file} .report=${this.report} .progress=${this.progress}
            ?disabled=${busy || this.#mayNotSend !== undefined}
            @repeat=${(event: CustomEvent<RepeatRequest>) => this.#repeat(event.detail)}
            @choose-file=${() => this.#chooseFile()}
            @send-file=${(event: CustomEvent<RepeatRequest>) => this.#many(signal => host.call('sendFile', { ...event.detail, placeholders: this.placeholders, ignoreSchema: false }, signal))}
            @retry=${(event: CustomEvent<RetryRequest>) => this.#many(signal => host.call('retry', event.detail, signal))}></mw-send-many>
        </div>
      </details>
      <details><summary>Templates</summary>
        <div class="inside">
          <mw-send-templates .list=${{ templates: view.templates, places: view.places }} ?disabled=${busy}
            @template-load=${(event: CustomEvent<TemplateChoice>) => this.#loadTemplate(event.detail)}
            @template-save=${(event: CustomEvent<TemplateChoice>) => this.#saveTemplate(event.detail)}
            @template-delete=${(event: CustomEvent<TemplateChoice>) => this.#deleteTemplate(event.detail)}></mw-send-templates>
        </div>
      </details>`;
  }

  async #repeat(wanted: RepeatRequest): Promise<void> {
    const request = this.#request(false);
    if (request) await this.#many(signal => host.call('repeat', { ...request, ...wanted }, signal));
  }

  #set(part: Partial<Fields>): void {
    Object.assign(this, part);
    this.failure = undefined;
    this.unfit = [];
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    const reason = this.#mayNotSend;
    const busy = this.busy !== undefined;
    return html`
      ${this.unfit.length > 0 ? unfitNotice(this.view?.schema ?? '', this.unfit, () => this.#send(true)) : nothing}
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
          view.rules.fifo && this.history.length > 0 && this.deduplicationId !== '' && !this.placeholders
            ? html`<span class="warning">With the same deduplication id SQS drops the message.</span>`
            : nothing
        }
      </div>`;
  }

  #poll(): void {
    void this.run('Opening', () => host.call('poll', undefined));
  }

  #openQueue(event: Event): void {
    event.preventDefault();
    void this.run('Opening', () => host.call('openQueue', undefined));
  }
}

startPage('mw-queue-send', QueueSendApp);
