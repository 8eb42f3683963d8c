import { count, formatSeconds } from '../../../core/text.ts';
import type { ViewerFigures, ViewerSettings } from '../../../messages/viewer/viewerProtocol.ts';
import { css, html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { afterFirstPaint, PageElement, startPage } from '../../../webview/pageElement.ts';
import type {
  PositionInput,
  ReadEvents,
  ReadMethods,
  ReadPage,
  ReadPageState,
  StartInput,
  StepResult,
} from '../readProtocol.ts';
import { fields, localInput, type PositionType, positions, words } from './readView.ts';

// The page's frame is painted first.
afterFirstPaint(() => void import('../../../messages/viewer/app/messageViewer.ts'));

class StreamReadPage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .form { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 0 20px; max-width: 1000px; }
      main { max-width: none; }
      mw-message-viewer { margin: 12px 0; }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    page: { state: true },
    shardId: { state: true },
    position: { state: true },
    time: { state: true },
    sequenceNumber: { state: true },
    viewer: { state: true },
    restored: { state: true },
    reading: { state: true },
    started: { state: true },
    last: { state: true },
    note: { state: true },
  };

  /** The stream was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected page: ReadPage | undefined;
  declare protected shardId: string;
  declare protected position: PositionType;
  /** As the date field gives it, in local time. */
  declare protected time: string;
  declare protected sequenceNumber: string;
  declare protected viewer: ViewerFigures | undefined;
  /** The page came back after a reload of the window, without records. */
  declare protected restored: boolean;
  declare protected reading: boolean;
  declare protected started: boolean;
  declare protected last: StepResult | undefined;
  declare protected note: string;
  readonly #host = connectToHost<ReadMethods, ReadEvents>();
  #stop: AbortController | undefined;
  #visible = true;
  #wake: (() => void) | undefined;
  /** Counts starts: what an earlier one still brings belongs to nobody. */
  #session = 0;

  constructor() {
    super();
    this.gone = false;
    this.#host.on('gone', () => {
      this.gone = true;
    });
    this.page = undefined;
    this.viewer = undefined;
    this.restored = false;
    this.shardId = '';
    this.position = 'TRIM_HORIZON';
    this.time = localInput(Date.now() - 3_600_000);
    this.sequenceNumber = '';
    this.reading = false;
    this.started = false;
    this.#forget();
    this.#host.on('start', start => void this.#begin(start));
    this.#host.on('visible', visible => {
      this.#visible = visible;
      if (visible) this.#wake?.();
    });
  }

  protected override get heading(): string {
    return this.page ? `Read ${this.page.stream.name}` : 'Read stream';
  }

  #forget(): void {
    this.last = undefined;
    this.note = '';
  }

  protected override async load(): Promise<void> {
    const first = this.page === undefined;
    const page = await this.#host.call('load', undefined);
    this.page = page;
    this.scope = page.scope;
    if (!page.shards.some(shard => shard.id === this.shardId)) this.shardId = page.shards[0]?.id ?? '';
    if (first && page.start.shardId !== undefined) void this.#begin(page.start);
  }

  /** Takes over where a command wants to read, and reads. */
  async #begin(start: Partial<StartInput>): Promise<void> {
    if (start.shardId !== undefined) this.shardId = start.shardId;
    const { position } = start;
    if (position) {
      this.position = position.type;
      if (position.timestamp !== undefined) this.time = localInput(position.timestamp);
      if (position.sequenceNumber !== undefined) this.sequenceNumber = position.sequenceNumber;
    }
    await this.#start();
  }

  async #start(): Promise<void> {
    this.#halt();
    const position: PositionInput = {
      type: this.position,
      ...(this.position === 'AT_TIMESTAMP' && { timestamp: new Date(this.time).getTime() }),
      ...(this.position.endsWith('SEQUENCE_NUMBER') && { sequenceNumber: this.sequenceNumber.trim() }),
    };
    const started = await this.run('Starting', async () => {
      await this.#host.call('start', { shardId: this.shardId, position });
      return true;
    });
    if (!started) return;
    this.#session++;
    this.#forget();
    this.started = true;
    await this.#read();
  }

  #halt(): void {
    this.#stop?.abort();
    this.#wake?.();
  }

  /** Steps until stopped, at the shard's end or failed. The host keeps the pace. */
  async #read(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const session = this.#session;
    this.reading = true;
    this.failure = undefined;
    try {
      while (!stop.signal.aborted) {
        await this.#seen();
        if (stop.signal.aborted) break;
        const step = await this.#host.call('step', undefined, stop.signal);
        if (session !== this.#session) return;
        this.#take(step);
        if (step.ended) break;
      }
    } catch (error) {
      if (!stop.signal.aborted) this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#stop === stop) {
        this.reading = false;
        this.status = `${count(this.#records, 'record')} read`;
      }
    }
  }

  /** Resolves at once, or when the page can be seen again. */
  #seen(): Promise<void> {
    if (this.#visible) return Promise.resolve();
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }

  #take(step: StepResult): void {
    this.last = step.throttledFor === undefined ? step : { ...(this.last ?? step), throttledFor: step.throttledFor };
    if (step.renewed) this.note = 'The iterator had expired and was renewed after the last record read.';
    if (step.ended)
      this.note =
        'This shard is closed and has been read to its end. Newer records are in the shards that took its place.';
  }

  /** Records that are held, those that wait for *Resume* included. */
  get #records(): number {
    return (this.viewer?.size ?? 0) + (this.viewer?.waiting ?? 0);
  }

  /** Written down for a reload of the window: which stream, and how its list is set. No records. */
  #remember(settings: ViewerSettings): void {
    if (this.page) this.#host.state.write({ stream: this.page.stream, settings } satisfies ReadPageState);
  }

  async #clear(): Promise<void> {
    await this.#host.call('clear', undefined);
    this.#forget();
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    if (!this.page) return nothing;
    return html`<div class="row" role="toolbar" aria-label="Read">
        <vscode-button id="start" icon="play" ?disabled=${this.shardId === '' || this.busy !== undefined} @click=${() => this.#start()}>${this.started ? 'Start anew' : 'Start'}</vscode-button>
        ${
          this.reading
            ? html`<vscode-button id="stop" secondary icon="debug-stop" @click=${() => this.#halt()}>Stop</vscode-button>`
            : html`<vscode-button id="continue" secondary icon="debug-continue" ?disabled=${!this.started || this.last?.ended === true} @click=${() => this.#read()}>Continue</vscode-button>`
        }
        <vscode-button id="clear" secondary icon="clear-all" ?disabled=${this.#records === 0 || this.reading} @click=${() => this.#clear()}>Clear</vscode-button>
        <span data-testid="progress">${this.#progress()}</span>
      </div>`;
  }

  protected override renderContent(): TemplateResult {
    const { page } = this;
    if (!page) return html``;
    return html`
      ${this.gone ? html`<p class="notice warning">The stream does not exist any more: it was deleted. What was read stays here.</p>` : nothing}
      <p class="hint">Reading takes nothing away, but it shares the shard’s 5 calls and 2 MiB a second with its consumers; this page makes 4 calls a second at most.</p>
      ${page.problems.map(problem => html`<p class="notice warning">${problem}</p>`)}
      ${this.#renderForm(page)}
      ${this.note ? html`<p class="notice" role="status">${this.note}</p>` : nothing}
      ${this.#renderRecords()}`;
  }

  #renderForm(page: ReadPage): TemplateResult {
    return html`<div class="form">
      ${choiceField({
        id: 'shard',
        label: 'Shard',
        value: this.shardId,
        choices: page.shards.map(shard => ({
          value: shard.id,
          label: shard.open ? shard.id : `${shard.id} (closed)`,
        })),
        onChange: value => {
          this.shardId = value;
        },
      })}
      ${choiceField({
        id: 'position',
        label: 'Start at',
        value: this.position,
        choices: positions,
        onChange: value => {
          this.position = positions.find(position => position.value === value)?.value ?? 'TRIM_HORIZON';
        },
      })}
      ${
        this.position === 'AT_TIMESTAMP'
          ? textField({
              id: 'time',
              label: 'Time',
              type: 'datetime-local',
              step: 1,
              value: this.time,
              hint: `Local time. Records are kept for ${formatSeconds(page.retentionHours * 3_600)}.`,
              onChange: value => {
                this.time = value;
              },
            })
          : nothing
      }
      ${
        this.position.endsWith('SEQUENCE_NUMBER')
          ? textField({
              id: 'sequence-number',
              label: 'Sequence number',
              value: this.sequenceNumber,
              onChange: value => {
                this.sequenceNumber = value;
              },
            })
          : nothing
      }
    </div>`;
  }

  #progress(): string {
    if (!this.started) return '';
    const { last } = this;
    const parts = [count(this.#records, 'record')];
    if (last?.throttledFor !== undefined)
      parts.push(`Kinesis asks for a pause of ${formatSeconds(last.throttledFor / 1_000)}`);
    else if (last?.ended) parts.push('end of the shard');
    else if (last?.millisBehindLatest === 0)
      parts.push(this.reading ? 'caught up, waiting for new records' : 'caught up');
    else if (last?.millisBehindLatest !== undefined)
      parts.push(`${formatSeconds(last.millisBehindLatest / 1_000)} behind the newest`);
    if (this.reading && !last) parts.push('reading');
    return parts.join(' · ');
  }

  /** The list stands from the start, so that it is there with its settings; it is shown once reading has begun. */
  #renderRecords(): TemplateResult {
    const none = this.#records === 0;
    return html`${this.restored && !this.started ? html`<p class="notice" id="restored">This page came back with its filter, columns and order. Records are never kept on disk, so it holds none: start to read them.</p>` : nothing}
      ${this.started && none ? html`<p class="hint">${this.reading ? 'No records yet.' : 'No records.'}</p>` : nothing}
      <div ?hidden=${none}><mw-message-viewer noun="record" .line=${this.#host} .fields=${fields} .words=${words}
        @figures-change=${(event: CustomEvent<ViewerFigures>) => {
          this.viewer = event.detail;
        }}
        @settings-change=${(event: CustomEvent<ViewerSettings>) => this.#remember(event.detail)}
        @restored=${() => {
          this.restored = true;
        }}></mw-message-viewer></div>`;
  }
}

startPage('mw-stream-read', StreamReadPage);
