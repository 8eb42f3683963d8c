import { count } from '../../../core/text.ts';
import '../../../webview/attributeTable.ts';
import { css, html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type {
  Part,
  QueueAction,
  QueueDetails,
  QueueDetailsEvents,
  QueueDetailsMethods,
  QueueView,
} from '../queueDetailsProtocol.ts';

const host = connectToHost<QueueDetailsMethods, QueueDetailsEvents>();

/** The page that tells everything about one queue and starts what can be done with it. */
class QueueDetailsApp extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .figures { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 12px 0; }
      .figure { display: flex; flex-direction: column-reverse; }
      .figure dt { color: var(--vscode-descriptionForeground); }
      .figure dd { margin: 0; font-size: 1.8em; font-variant-numeric: tabular-nums; }
      .names { display: grid; grid-template-columns: auto auto 1fr; gap: 4px 10px; align-items: center; }
      .names code { overflow-wrap: anywhere; }
      .names vscode-button { justify-self: start; }
      .push { margin-left: auto; }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    view: { state: true },
    readAt: { state: true },
  };

  declare private view: QueueView | undefined;
  declare private readAt: Date | undefined;
  #reading = false;
  #readAgain = false;

  constructor() {
    super();
    this.view = undefined;
    this.readAt = undefined;
    host.on('changed', () => void this.#follow());
  }

  protected override get heading(): string {
    if (!this.view) return 'Queue';
    return this.view.kind === 'queue' ? this.view.details.name : this.view.name;
  }

  protected override load(): Promise<void> {
    return this.#read();
  }

  async #read(signal?: AbortSignal): Promise<void> {
    const view = await host.call('load', undefined, signal);
    this.view = view;
    this.scope = view.scope;
    this.readAt = new Date();
  }

  #refresh(): Promise<unknown> {
    return this.run(
      'Refreshing',
      signal => this.#read(signal),
      () => (this.view?.kind === 'gone' ? 'The queue is not there' : 'Up to date'),
    );
  }

  /** Reads the queue after a change, without a word; what changes during a reading is read once more after it. */
  async #follow(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    this.#reading = true;
    try {
      do {
        this.#readAgain = false;
        await this.#read();
      } while (this.#readAgain);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.#reading = false;
    }
  }

  async #act(action: QueueAction): Promise<void> {
    try {
      await host.call('act', { action });
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  protected override renderContent(): TemplateResult {
    const { view } = this;
    if (!view) return html``;
    return view.kind === 'gone' ? this.#renderGone(view.name) : this.#renderQueue(view.details);
  }

  #renderGone(name: string): TemplateResult {
    return html`<div class="notice warning">
        <p>The queue ${name} does not exist any more: it was deleted, here or by somebody else.</p>
        <p class="hint">A queue that was just created can take some seconds to appear.</p>
      </div>
      <div class="row">
        <vscode-button @click=${() => this.#act('close')}>Close page</vscode-button>
        <vscode-button secondary @click=${() => this.#refresh()}>Look again</vscode-button>
      </div>`;
  }

  #renderQueue(details: QueueDetails): TemplateResult {
    return html`
      ${this.#renderActions(details)}
      ${this.#renderFigures(details)}
      ${this.#renderNames(details)}
      <h2>Dead letters</h2>
      ${this.#renderDeadLetters(details)}
      <h2>Attributes</h2>
      <mw-attribute-table .rows=${details.attributes} caption="Attributes of the queue"></mw-attribute-table>
      <h2>Tags</h2>
      ${renderPart(details.tags, renderTags)}
      <h2>Access policy</h2>
      ${
        details.policy
          ? html`<pre tabindex="0" aria-label="Access policy">${details.policy}</pre>`
          : html`<p class="hint">Not set: only identities of the same account may use the queue, as far as their own policies allow.</p>`
      }
      ${
        details.redriveAllowPolicy
          ? html`<h2>Redrive allow policy</h2><pre tabindex="0" aria-label="Redrive allow policy">${details.redriveAllowPolicy}</pre>`
          : nothing
      }
    `;
  }

  #renderActions(details: QueueDetails): TemplateResult {
    const reason = this.scope?.readOnly ? 'The connection is read-only' : '';
    const button = (action: QueueAction, icon: string, label: string, guarded: boolean): TemplateResult =>
      html`<vscode-button secondary icon=${icon} title=${guarded ? reason : ''} ?disabled=${guarded && reason !== ''}
        @click=${() => this.#act(action)}>${label}</vscode-button>`;
    return html`<div class="row" role="group" aria-label="Actions">
      <vscode-button icon="send" title=${reason} ?disabled=${reason !== ''} @click=${() => this.#act('send')}>Send</vscode-button>
      ${button('poll', 'inbox', 'Poll', false)}
      ${isDeadLetterQueue(details) ? button('redrive', 'debug-restart', 'Redrive', true) : nothing}
      ${button('edit', 'edit', 'Edit', true)}
      ${button('purge', 'clear-all', 'Purge', true)}
      ${button('emptyWithSnapshot', 'archive', 'Empty with snapshot', true)}
      ${button('delete', 'trash', 'Delete', true)}
      ${this.scope?.endpoint === undefined ? button('openInConsole', 'link-external', 'AWS console', false) : nothing}
      <vscode-button class="push" secondary icon="refresh" ?disabled=${this.busy !== undefined}
        @click=${() => this.#refresh()}>Refresh</vscode-button>
    </div>
    ${reason === '' ? nothing : html`<p class="hint">${reason}: what changes the queue is switched off.</p>`}`;
  }

  #renderFigures({ figures }: QueueDetails): TemplateResult {
    const figure = (label: string, value: string): TemplateResult =>
      html`<div class="figure"><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`<dl class="figures">
        ${figure('Available', figures.available)}${figure('In flight', figures.inFlight)}${figure('Delayed', figures.delayed)}
      </dl>
      <p class="hint">Approximate${this.readAt ? `, read at ${this.readAt.toLocaleTimeString()}` : ''}</p>`;
  }

  #renderNames({ arn, url }: QueueDetails): TemplateResult {
    return html`<div class="names">
      <span class="label">ARN</span><code>${arn}</code>
      <vscode-button secondary icon="copy" icon-only title="Copy ARN" aria-label="Copy ARN" @click=${() => this.#act('copyArn')}></vscode-button>
      <span class="label">URL</span><code>${url}</code>
      <vscode-button secondary icon="copy" icon-only title="Copy URL" aria-label="Copy URL" @click=${() => this.#act('copyUrl')}></vscode-button>
    </div>`;
  }

  #renderDeadLetters({ deadLetter, sources }: QueueDetails): TemplateResult {
    return html`
      ${
        deadLetter
          ? html`<p>After ${count(deadLetter.maxReceiveCount, 'receive')} without a delete, messages move to
              ${this.#link('openDeadLetterQueue', deadLetter.name)}.</p>`
          : html`<p>No dead-letter queue is set: a message that keeps failing is delivered again and again until its retention ends.</p>`
      }
      ${renderPart(sources, ({ total, names }) =>
        total === 0
          ? html`<p class="hint">No queue uses this one as its dead-letter queue.</p>`
          : html`<p>It is the dead-letter queue of ${count(total, 'queue')}: ${names.join(', ')}${total > names.length ? ' …' : ''}.
              ${this.#link('openSources', total === 1 ? 'Open it' : 'Open one of them')}</p>`,
      )}`;
  }

  #link(action: QueueAction, label: string): TemplateResult {
    const follow = (event: Event): void => {
      event.preventDefault();
      void this.#act(action);
    };
    return html`<a href="#" @click=${follow}>${label}</a>`;
  }
}

function isDeadLetterQueue({ sources }: QueueDetails): boolean {
  return 'value' in sources && sources.value.total > 0;
}

function renderPart<T>(part: Part<T>, render: (value: T) => TemplateResult): TemplateResult {
  return 'value' in part ? render(part.value) : html`<p class="notice warning">${part.problem}</p>`;
}

function renderTags(tags: Readonly<Record<string, string>>): TemplateResult {
  const entries = Object.entries(tags);
  if (entries.length === 0) return html`<p class="hint">No tags</p>`;
  return html`<table>
    <caption class="visually-hidden">Tags</caption>
    <thead><tr><th scope="col">Key</th><th scope="col">Value</th></tr></thead>
    <tbody>${entries.map(([key, value]) => html`<tr><td>${key}</td><td>${value}</td></tr>`)}</tbody>
  </table>`;
}

startPage('mw-queue-details', QueueDetailsApp);
