import '../../../webview/attributeTable.ts';
import type { TagChange } from '../../../webview/tagSection.ts';
import '../../../webview/tagSection.ts';
import './shardTable.ts';
import './streamForm.ts';
import { count } from '../../../core/text.ts';
import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type {
  ShardRow,
  StreamChangeInput,
  StreamDetails,
  StreamDetailsEvents,
  StreamDetailsMethods,
} from '../streamDetailsProtocol.ts';

class StreamDetailsPage extends PageElement {
  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    details: { state: true },
    editing: { state: true },
    shards: { state: true },
    nextToken: { state: true },
    cost: { state: true },
  };

  /** The stream was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected details: StreamDetails | undefined;
  declare protected editing: boolean;
  declare protected shards: readonly ShardRow[];
  declare protected nextToken: string | undefined;
  declare protected cost: string;
  readonly #host = connectToHost<StreamDetailsMethods, StreamDetailsEvents>();

  constructor() {
    super();
    this.gone = false;
    this.#host.on('gone', () => {
      this.gone = true;
    });
    this.details = undefined;
    this.editing = false;
    this.shards = [];
    this.nextToken = undefined;
    this.cost = '';
    this.#host.on('edit', () => {
      this.editing = true;
    });
    this.#host.on('changed', () => void this.#refresh());
    this.#host.on('progress', words => {
      if (this.busy !== undefined) this.busy = words;
    });
  }

  protected override get heading(): string {
    return this.details ? `Stream ${this.details.name}` : 'Stream';
  }

  protected override async load(): Promise<void> {
    const details = await this.#host.call('load', undefined);
    this.details = details;
    this.scope = details.scope;
    if (details.edit) this.editing = true;
    this.nextToken = undefined;
    this.shards = [];
    await this.#loadShards();
  }

  async #loadShards(signal?: AbortSignal): Promise<void> {
    const page = await this.#host.call('shards', this.nextToken === undefined ? {} : { token: this.nextToken }, signal);
    this.shards = [...this.shards, ...page.rows];
    this.nextToken = page.nextToken;
  }

  /** Brings the page up to date without hiding what is on it. */
  async #refresh(): Promise<void> {
    await this.run('Reading the stream', () => this.load());
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
      return html`<p class="notice warning">The stream ${details.name} does not exist any more: it was deleted.</p>`;
    const open = this.shards.filter(shard => shard.open).length;
    const closed = this.shards.length - open;
    return html`${this.#renderToolbar(details)}
      ${this.#locked === undefined ? nothing : html`<p class="hint">${this.#locked}: what would change something is switched off.</p>`}
      <h2>Attributes</h2>
      ${this.editing ? this.#renderForm(details) : html`<mw-attribute-table caption="Attributes of the stream" .rows=${details.rows}></mw-attribute-table>`}
      <h2>Shards</h2>
      <p class="hint">${count(open, 'open shard')}${closed > 0 ? `, ${count(closed, 'closed shard')} that can still be read` : ''}${this.nextToken === undefined ? '' : ', more to come'}</p>
      <mw-shard-table .rows=${this.shards} @read=${(event: CustomEvent<string>) => this.#read(event.detail)}></mw-shard-table>
      ${
        this.nextToken === undefined
          ? nothing
          : html`<p><vscode-button secondary ?disabled=${this.busy !== undefined}
            @click=${() =>
              this.run(
                'Reading shards',
                signal => this.#loadShards(signal),
                () => `${count(this.shards.length, 'shard')} shown`,
              )}>Show more</vscode-button></p>`
      }
      <h2>Tags</h2>
      <mw-tag-section .tags=${details.tags} .failure=${details.tagsFailure}
        ?disabled=${this.#locked !== undefined || this.busy !== undefined}
        @save-tags=${(event: CustomEvent<TagChange>) => this.#saveTags(event.detail)}></mw-tag-section>`;
  }

  #renderToolbar(details: StreamDetails): TemplateResult {
    const locked = this.#locked;
    const off = locked !== undefined || this.busy !== undefined;
    const title = locked ?? nothing;
    const unusable = details.status === 'CREATING' || details.status === 'DELETING';
    return html`<div class="row" role="toolbar" aria-label="Stream">
      <vscode-button id="put" icon="send" ?disabled=${off || unusable} title=${title} @click=${() => this.run('Opening', () => this.#host.call('put', undefined))}>Put record…</vscode-button>
      <vscode-button id="read" secondary icon="inbox" ?disabled=${this.busy !== undefined || unusable} @click=${() => this.#read(undefined)}>Read…</vscode-button>
      <vscode-button id="edit" secondary icon="edit" ?disabled=${off || unusable} title=${title} @click=${() => this.#edit(true)}>Edit</vscode-button>
      <vscode-button id="reload" secondary icon="refresh" ?disabled=${this.busy !== undefined} @click=${() => this.#refresh()}>Reload</vscode-button>
      <vscode-button id="delete" secondary icon="trash" ?disabled=${off} title=${title} @click=${() => this.run('Deleting', () => this.#host.call('delete', undefined))}>Delete…</vscode-button>
    </div>`;
  }

  #edit(editing: boolean): void {
    this.editing = editing;
    this.status = '';
  }

  async #read(shardId: string | undefined): Promise<void> {
    await this.run('Opening', () => this.#host.call('read', shardId === undefined ? {} : { shardId }));
  }

  #renderForm(details: StreamDetails): TemplateResult {
    return html`<mw-stream-form .details=${details} cost=${this.cost} ?disabled=${this.busy !== undefined || this.#locked !== undefined}
      @leave=${() => this.#edit(false)}
      @retention=${(event: CustomEvent<number>) => this.#tellCost(event.detail)}
      @save=${(event: CustomEvent<StreamChangeInput>) => this.#save(event.detail)}></mw-stream-form>`;
  }

  async #tellCost(hours: number): Promise<void> {
    if (hours >= 0) this.cost = await this.#host.call('retentionHint', { hours }).catch(() => '');
  }

  async #save(change: StreamChangeInput): Promise<void> {
    const saved = await this.run(
      'Changing the stream',
      async signal => {
        const result = await this.#host.call('save', change, signal);
        await this.load();
        return result;
      },
      ({ changed }) => (changed.length === 0 ? 'Nothing had to be changed' : `Changed ${changed.join(', ')}`),
    );
    if (saved) this.editing = false;
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

startPage('mw-stream-details', StreamDetailsPage);
