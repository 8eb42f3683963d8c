import '../../../webview/attributeTable.ts';
import type { TagChange } from '../../../webview/tagSection.ts';
import '../../../webview/tagSection.ts';
import './subscriptionForm.ts';
import './subscriptionList.ts';
import './topicForm.ts';
import { count } from '../../../core/text.ts';
import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type {
  SubscriptionInput,
  SubscriptionRow,
  SubscriptionSettings,
  TopicDetails,
  TopicDetailsEvents,
  TopicDetailsMethods,
  TopicPart,
} from '../topicDetailsProtocol.ts';
import type { SubscriptionAct } from './subscriptionList.ts';

type Editing = { row: SubscriptionRow; settings: SubscriptionSettings };

class TopicDetailsPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    details: { state: true },
    shownPart: { state: true },
    subscriptions: { state: true },
    nextToken: { state: true },
    settings: { state: true },
    editing: { state: true },
    problems: { state: true },
  };

  /** The topic was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected details: TopicDetails | undefined;
  declare protected shownPart: TopicPart | undefined;
  declare protected subscriptions: readonly SubscriptionRow[];
  declare protected nextToken: string | undefined;
  declare protected settings: ReadonlyMap<number, SubscriptionSettings>;
  declare protected editing: Editing | undefined;
  declare protected problems: readonly string[];
  readonly #host = connectToHost<TopicDetailsMethods, TopicDetailsEvents>();

  constructor() {
    super();
    this.gone = false;
    this.#host.on('gone', () => {
      this.gone = true;
    });
    this.details = undefined;
    this.shownPart = undefined;
    this.#forgetSubscriptions();
    this.#host.on('show', part => {
      this.shownPart = part;
    });
    this.#host.on('changed', () => void this.#refresh());
  }

  protected override get heading(): string {
    return this.details ? `Topic ${this.details.name}` : 'Topic';
  }

  protected override async load(): Promise<void> {
    const details = await this.#host.call('load', undefined);
    this.details = details;
    this.scope = details.scope;
    if (details.show) this.shownPart = details.show;
    this.#forgetSubscriptions();
    await this.#loadSubscriptions();
  }

  #forgetSubscriptions(): void {
    this.subscriptions = [];
    this.nextToken = undefined;
    this.settings = new Map();
    this.editing = undefined;
    this.problems = [];
  }

  async #loadSubscriptions(signal?: AbortSignal): Promise<void> {
    const page = await this.#host.call(
      'subscriptions',
      this.nextToken === undefined ? {} : { token: this.nextToken },
      signal,
    );
    this.subscriptions = [...this.subscriptions, ...page.rows];
    this.nextToken = page.nextToken;
  }

  /** Brings the page up to date without hiding what is on it. */
  async #refresh(): Promise<void> {
    await this.run('Reading the topic', () => this.load());
  }

  /** Why nothing can be changed here. */
  get #locked(): string | undefined {
    return this.scope?.readOnly ? 'The connection is read-only' : undefined;
  }

  /** Nothing to press there, but how the last thing went stays in sight on this long page. */
  protected override renderActions(): TemplateResult | typeof nothing {
    return this.busy === undefined && this.status === '' && this.failure === undefined ? nothing : html``;
  }

  protected override renderContent(): TemplateResult {
    const { details } = this;
    if (!details) return html``;
    if (this.gone)
      return html`<p class="notice warning">The topic ${details.name} does not exist any more: it was deleted.</p>`;
    return html`${this.#renderToolbar()}
      ${this.#locked === undefined ? nothing : html`<p class="hint">${this.#locked}: what would change something is switched off.</p>`}
      <h2>Attributes</h2>
      ${this.shownPart === 'edit' ? this.#renderForm(details) : this.#renderAttributes(details)}
      <h2 id="subscriptions">Subscriptions</h2>
      ${this.#renderSubscriptions(details)}
      <h2>Tags</h2>
      <mw-tag-section .tags=${details.tags} .failure=${details.tagsFailure}
        ?disabled=${this.#locked !== undefined || this.busy !== undefined}
        @save-tags=${(event: CustomEvent<TagChange>) => this.#saveTags(event.detail)}></mw-tag-section>`;
  }

  #renderToolbar(): TemplateResult {
    const locked = this.#locked;
    const off = locked !== undefined || this.busy !== undefined;
    const title = locked ?? nothing;
    return html`<div class="row" role="toolbar" aria-label="Topic">
      <vscode-button id="publish" icon="send" ?disabled=${off} title=${title} @click=${() => this.run('Opening', () => this.#host.call('publish', undefined))}>Publish…</vscode-button>
      <vscode-button id="who-gets" secondary icon="filter" ?disabled=${this.busy !== undefined} @click=${() => this.run('Opening', () => this.#host.call('whoGets', undefined))}>Who gets a message?</vscode-button>
      <vscode-button id="subscribe" secondary icon="add" ?disabled=${off} title=${title} @click=${() => this.#show('subscribe')}>Subscribe…</vscode-button>
      <vscode-button id="edit" secondary icon="edit" ?disabled=${off} title=${title} @click=${() => this.#show('edit')}>Edit</vscode-button>
      <vscode-button id="reload" secondary icon="refresh" ?disabled=${this.busy !== undefined} @click=${() => this.#refresh()}>Reload</vscode-button>
      <vscode-button id="delete" secondary icon="trash" ?disabled=${off} title=${title} @click=${() => this.run('Deleting', () => this.#host.call('delete', undefined))}>Delete…</vscode-button>
    </div>`;
  }

  #show(part: TopicPart | undefined): void {
    this.shownPart = part;
    this.editing = undefined;
    this.problems = [];
    this.status = '';
  }

  #renderAttributes(details: TopicDetails): TemplateResult {
    const short = details.rows.filter(row => row.kind !== 'json');
    const documents = details.rows.filter(row => row.kind === 'json' && row.raw !== '');
    return html`<mw-attribute-table caption="Attributes of the topic" .rows=${short.map(row => ({
      name: row.name,
      label: row.label,
      value: row.isDefault && row.value !== '' ? `${row.value} (default)` : row.value,
      explanation: row.explanation,
    }))}></mw-attribute-table>
      ${documents.map(
        row => html`<vscode-collapsible heading=${row.label} ?open=${row.name === 'Policy'}>
          <div class="stack"><span class="hint">${row.explanation}</span><pre tabindex="0" aria-label=${row.label} data-attribute=${row.name}>${row.value}</pre></div>
        </vscode-collapsible>`,
      )}`;
  }

  #renderForm(details: TopicDetails): TemplateResult {
    return html`<mw-topic-form .rows=${details.rows} ?disabled=${this.busy !== undefined || this.#locked !== undefined}
      @leave=${() => this.#show(undefined)}
      @save=${(event: CustomEvent<Record<string, string>>) => this.#save(event.detail)}></mw-topic-form>`;
  }

  async #save(attributes: Record<string, string>): Promise<void> {
    const saved = await this.run(
      'Saving',
      async signal => {
        const result = await this.#host.call('save', { attributes }, signal);
        await this.load();
        return result;
      },
      ({ changed }) => (changed.length === 0 ? 'Nothing had to be changed' : `Changed ${changed.join(', ')}`),
    );
    if (saved) this.shownPart = undefined;
  }

  #renderSubscriptions(details: TopicDetails): TemplateResult {
    const off = this.busy !== undefined || this.#locked !== undefined;
    const parts = [
      ...(details.confirmed === undefined ? [] : [`${details.confirmed} confirmed`]),
      ...(details.pending ? [`${details.pending} waiting for confirmation`] : []),
    ];
    return html`
      ${
        this.shownPart === 'subscribe'
          ? html`<mw-subscription-form ?fifo=${details.fifo} ?disabled=${off} .problems=${this.problems}
        @leave=${() => this.#show(undefined)}
        @submit-subscription=${(event: CustomEvent<SubscriptionInput>) => this.#subscribe(event.detail)}></mw-subscription-form>`
          : nothing
      }
      ${this.editing ? this.#renderEditing(this.editing, details, off) : nothing}
      ${parts.length > 0 ? html`<p class="hint">${parts.join(', ')}</p>` : nothing}
      <mw-subscription-list .rows=${this.subscriptions} .settings=${this.settings} .locked=${this.#locked}
        @act=${(event: CustomEvent<SubscriptionAct>) => this.#act(event.detail)}></mw-subscription-list>
      ${
        this.nextToken === undefined
          ? nothing
          : html`<p><vscode-button secondary ?disabled=${this.busy !== undefined}
            @click=${() =>
              this.run(
                'Reading subscriptions',
                signal => this.#loadSubscriptions(signal),
                () => `${count(this.subscriptions.length, 'subscription')} shown`,
              )}>Show more</vscode-button></p>`
      }`;
  }

  #renderEditing({ row, settings }: Editing, details: TopicDetails, off: boolean): TemplateResult {
    return html`<h3>Settings of ${row.endpoint}</h3>
      <mw-subscription-form ?fifo=${details.fifo} ?disabled=${off} .problems=${this.problems}
        .standing=${{ protocol: row.protocol, endpoint: row.endpoint, settings }}
        @leave=${() => this.#show(undefined)}
        @submit-subscription=${(event: CustomEvent<SubscriptionInput>) => this.#saveSubscription(row, event.detail)}></mw-subscription-form>`;
  }

  async #act({ act, row }: SubscriptionAct): Promise<void> {
    if (act === 'open-queue') await this.run('Opening', () => this.#host.call('openQueue', { arn: row.endpoint }));
    else if (act === 'unsubscribe') await this.#unsubscribe(row);
    else if (act === 'show' && this.settings.has(row.id)) {
      this.settings = new Map([...this.settings].filter(([id]) => id !== row.id));
    } else {
      const settings = await this.run('Reading settings', signal =>
        this.#host.call('subscription', { id: row.id }, signal),
      );
      if (!settings) return;
      if (act === 'show') this.settings = new Map([...this.settings, [row.id, settings]]);
      else {
        this.#show(undefined);
        this.editing = { row, settings };
      }
    }
  }

  async #subscribe(input: SubscriptionInput): Promise<void> {
    const made = await this.run(
      'Subscribing',
      async signal => {
        this.problems = await this.#host.call('check', input, signal);
        if (this.problems.length > 0) return undefined;
        const result = await this.#host.call('subscribe', input, signal);
        await this.load();
        return result;
      },
      result => (result === undefined ? '' : result.pending ? 'Subscribed; it waits for confirmation' : 'Subscribed'),
    );
    if (made) this.shownPart = undefined;
  }

  async #saveSubscription(row: SubscriptionRow, input: SubscriptionInput): Promise<void> {
    await this.run(
      'Saving',
      async signal => {
        this.problems = await this.#host.call('check', input, signal);
        if (this.problems.length > 0) return undefined;
        const result = await this.#host.call(
          'saveSubscription',
          { id: row.id, attributes: { ...input.attributes } },
          signal,
        );
        await this.load();
        return result;
      },
      result =>
        result === undefined
          ? ''
          : result.changed.length === 0
            ? 'Nothing had to be changed'
            : `Changed ${result.changed.join(', ')}`,
    );
  }

  async #unsubscribe(row: SubscriptionRow): Promise<void> {
    await this.run(
      'Unsubscribing',
      async signal => {
        await this.#host.call('unsubscribe', { id: row.id }, signal);
        await this.load();
      },
      () => `${row.endpoint} is no longer subscribed`,
    );
  }

  async #saveTags(change: TagChange): Promise<void> {
    await this.run(
      'Saving tags',
      async signal => {
        await this.#host.call('saveTags', change, signal);
        await this.load();
      },
      () => 'Tags saved',
    );
  }
}

startPage('mw-topic-details', TopicDetailsPage);
