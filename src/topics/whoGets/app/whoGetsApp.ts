import '../../../webview/bodyField.ts';
import '../../../webview/attributeEditor.ts';
import './recipientTable.ts';
import { sns } from '../../../core/limits.ts';
import { attributesBytes } from '../../../core/messageRules.ts';
import { count } from '../../../core/text.ts';
import {
  type AttributeRow,
  attributesOfRows,
  joinArrayType,
  rowsOfAttributes,
} from '../../../webview/attributeRows.ts';
import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type { JudgedDraft } from '../whoGets.ts';
import type { WhoGetsAnswer, WhoGetsEvents, WhoGetsMethods, WhoGetsPage } from '../whoGetsProtocol.ts';

/** Milliseconds of quiet before a draft is judged. */
const pause = 200;
const attributeTypes = ['String', 'Number', 'Binary', 'String.Array'] as const;

class WhoGetsElement extends PageElement {
  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    page: { state: true },
    body: { state: true },
    attributeRows: { state: true },
    answer: { state: true },
  };

  /** The topic was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected page: WhoGetsPage | undefined;
  declare protected body: string;
  declare protected attributeRows: readonly AttributeRow[];
  declare protected answer: WhoGetsAnswer | undefined;
  readonly #host = connectToHost<WhoGetsMethods, WhoGetsEvents>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Drafts come faster than answers: only the last one counts. */
  #asked = 0;

  constructor() {
    super();
    this.gone = false;
    this.page = undefined;
    this.answer = undefined;
    this.#fill({});
    this.#host.on('gone', () => {
      this.gone = true;
    });
    this.#host.on('draft', draft => {
      this.#fill(draft);
      this.#judgeSoon();
    });
    this.#host.on('changed', () => {
      if (this.busy === undefined) void this.#read();
    });
    this.#host.on('progress', ({ done, total }) => {
      if (this.busy !== undefined && !this.loading) this.busy = `Reading subscriptions, ${done} of ${total}`;
    });
  }

  protected override get heading(): string {
    return this.page ? `Who gets this message? ${this.page.name}` : 'Who gets this message?';
  }

  #fill(draft: Partial<JudgedDraft>): void {
    this.body = draft.body ?? '';
    this.attributeRows = rowsOfAttributes(draft.attributes ?? {}).map(joinArrayType);
  }

  protected override async load(): Promise<void> {
    const first = this.page === undefined;
    const page = await this.#host.call('load', undefined);
    this.page = page;
    this.scope = page.scope;
    if (first) this.#fill(page.draft);
    // After the page is there, so that reading many subscriptions shows how far it is and can be cancelled.
    setTimeout(() => void this.#read());
  }

  #draft(): JudgedDraft {
    const attributes = attributesOfRows(this.attributeRows);
    return { body: this.body, ...(Object.keys(attributes).length > 0 && { attributes }) };
  }

  async #read(): Promise<void> {
    this.#asked++;
    const answer = await this.run(
      'Reading subscriptions',
      signal => this.#host.call('read', this.#draft(), signal),
      summary,
    );
    if (answer) this.answer = answer;
  }

  #edit(change: () => void): void {
    change();
    this.#judgeSoon();
  }

  #judgeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      if (this.answer === undefined) return;
      const asked = ++this.#asked;
      const answer = await this.#host.call('judge', this.#draft()).catch(() => undefined);
      if (!answer || asked !== this.#asked) return;
      this.answer = answer;
      if (this.busy === undefined) this.status = summary(answer);
    }, pause);
  }

  protected override renderActions(): TemplateResult {
    const off = this.gone || this.busy !== undefined;
    const readOnly = this.scope?.readOnly === true;
    return html`<div class="row" role="toolbar" aria-label="Who gets this message">
      <vscode-button id="publish" icon="send" ?disabled=${off || readOnly} title=${readOnly ? 'The connection is read-only' : nothing}
        @click=${() => this.run('Opening', () => this.#host.call('publish', this.#draft()))}>Publish…</vscode-button>
      <vscode-button id="reload" secondary icon="refresh" ?disabled=${off} @click=${() => this.#read()}>Read subscriptions again</vscode-button>
      <vscode-button secondary icon="info" @click=${() => this.run('Opening', () => this.#host.call('openTopic', undefined))}>Topic details</vscode-button>
    </div>`;
  }

  protected override renderContent(): TemplateResult {
    const extra = attributesBytes(attributesOfRows(this.attributeRows));
    return html`
      ${this.gone ? html`<p class="notice warning">The topic does not exist any more: it was deleted.</p>` : nothing}
      <p class="hint">Nothing is published here. Filter policies are read from the topic and applied on this machine; a change of a policy takes SNS up to 15 minutes.</p>
      <mw-body-field label="Message" .value=${this.body} .limit=${sns.maxMessageBytes} .extraBytes=${extra}
        @body-change=${(event: CustomEvent<string>) => this.#edit(() => (this.body = event.detail))}></mw-body-field>
      <h2>Message attributes</h2>
      <mw-attribute-editor .rows=${this.attributeRows} .types=${attributeTypes}
        @rows-change=${(event: CustomEvent<readonly AttributeRow[]>) => this.#edit(() => (this.attributeRows = event.detail))}></mw-attribute-editor>
      <h2>Subscriptions</h2>
      ${this.#renderAnswer()}`;
  }

  #renderAnswer(): TemplateResult {
    const { answer } = this;
    if (!answer) {
      return html`<p class="hint">${this.busy === undefined ? 'The subscriptions have not been read.' : 'Reading subscriptions…'}</p>`;
    }
    if (answer.recipients.length === 0) {
      return html`<p class="notice warning">The topic has no subscriptions: the message goes nowhere.</p>`;
    }
    return html`<p data-testid="summary">${summary(answer)}</p>
      ${answer.more ? html`<p class="notice warning">The topic has more subscriptions than the ${count(answer.recipients.length, 'one', 'ones')} shown here.</p>` : nothing}
      <mw-recipient-table .recipients=${answer.recipients}></mw-recipient-table>`;
  }
}

function summary({ recipients }: WhoGetsAnswer): string {
  if (recipients.length === 0) return 'No subscriptions';
  const amount = (fate: string): number => recipients.filter(each => each.fate === fate).length;
  const parts = [`${amount('gets')} of ${count(recipients.length, 'subscription')} get it`];
  if (amount('waiting') > 0) parts.push(`${amount('waiting')} not confirmed`);
  if (amount('unknown') > 0) parts.push(`${amount('unknown')} unknown`);
  return parts.join(', ');
}

startPage('mw-topic-who-gets', WhoGetsElement);
