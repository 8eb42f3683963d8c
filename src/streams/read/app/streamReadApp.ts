import '../../../webview/dataGrid.ts';
import './recordView.ts';
import { count, formatSeconds } from '../../../core/text.ts';
import type { DataGrid, GridColumn } from '../../../webview/dataGrid.ts';
import { css, html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { choiceField, textField } from '../../../webview/formFields.ts';
import { connectToHost } from '../../../webview/host.ts';
import { PageElement, startPage } from '../../../webview/pageElement.ts';
import type {
  PositionInput,
  ReadEvents,
  ReadMethods,
  ReadPage,
  RecordDetail,
  RecordLine,
  StartInput,
  StepResult,
} from '../readProtocol.ts';
import { columns, localInput, type PositionType, positions } from './readView.ts';

class StreamReadPage extends PageElement {
  static override styles = [
    ...PageElement.styles,
    css`
      .form { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 0 20px; max-width: 1000px; }
      mw-data-grid { margin: 12px 0; }
    `,
  ];

  static override properties = {
    ...PageElement.properties,
    gone: { state: true },
    stream: { state: true },
    shardId: { state: true },
    position: { state: true },
    time: { state: true },
    sequenceNumber: { state: true },
    lines: { state: true },
    reading: { state: true },
    started: { state: true },
    last: { state: true },
    note: { state: true },
    detail: { state: true },
    active: { state: true },
  };

  /** The stream was deleted while the page stood open. */
  declare protected gone: boolean;
  declare protected stream: ReadPage | undefined;
  declare protected shardId: string;
  declare protected position: PositionType;
  /** As the date field gives it, in local time. */
  declare protected time: string;
  declare protected sequenceNumber: string;
  declare protected lines: readonly RecordLine[];
  declare protected reading: boolean;
  declare protected started: boolean;
  declare protected last: StepResult | undefined;
  declare protected note: string;
  declare protected detail: RecordDetail | undefined;
  declare protected active: number;
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
    this.stream = undefined;
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
    return this.stream ? `Read ${this.stream.name}` : 'Read stream';
  }

  #forget(): void {
    this.lines = [];
    this.last = undefined;
    this.note = '';
    this.detail = undefined;
    this.active = -1;
  }

  protected override async load(): Promise<void> {
    const first = this.stream === undefined;
    const stream = await this.#host.call('load', undefined);
    this.stream = stream;
    this.scope = stream.scope;
    if (!stream.shards.some(shard => shard.id === this.shardId)) this.shardId = stream.shards[0]?.id ?? '';
    if (first && stream.start.shardId !== undefined) void this.#begin(stream.start);
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

  /** Steps until stopped, full, at the shard's end or failed. The host keeps the pace. */
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
        if (step.ended || step.full) break;
      }
    } catch (error) {
      if (!stop.signal.aborted) this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#stop === stop) {
        this.reading = false;
        this.status = `${count(this.lines.length, 'record')} read`;
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
    if (step.lines.length > 0) this.lines = [...this.lines, ...step.lines];
    this.last =
      step.throttledFor === undefined ? step : { ...(this.last ?? step), lines: [], throttledFor: step.throttledFor };
    if (step.renewed) this.note = 'The iterator had expired and was renewed after the last record read.';
    if (step.ended)
      this.note =
        'This shard is closed and has been read to its end. Newer records are in the shards that took its place.';
    if (step.full) this.note = 'The page holds all it can. Clear it to go on.';
  }

  async #open(index: number): Promise<void> {
    const line = this.lines[index];
    if (!line) return;
    this.active = index;
    const detail = await this.#host.call('record', { index: line.index }).catch((error: Error) => {
      this.failure = error.message;
      return undefined;
    });
    if (detail) this.detail = detail;
  }

  async #clear(): Promise<void> {
    await this.#host.call('clear', undefined);
    this.#forget();
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    const { stream } = this;
    if (!stream) return nothing;
    return html`<div class="row" role="toolbar" aria-label="Read">
        <vscode-button id="start" icon="play" ?disabled=${this.shardId === '' || this.busy !== undefined} @click=${() => this.#start()}>${this.started ? 'Start anew' : 'Start'}</vscode-button>
        ${
          this.reading
            ? html`<vscode-button id="stop" secondary icon="debug-stop" @click=${() => this.#halt()}>Stop</vscode-button>`
            : html`<vscode-button id="continue" secondary icon="debug-continue" ?disabled=${!this.started || this.last?.ended === true || this.last?.full === true} @click=${() => this.#read()}>Continue</vscode-button>`
        }
        <vscode-button id="clear" secondary icon="clear-all" ?disabled=${this.lines.length === 0 || this.reading} @click=${() => this.#clear()}>Clear</vscode-button>
        <span data-testid="progress">${this.#progress(stream)}</span>
      </div>`;
  }

  protected override renderContent(): TemplateResult {
    const { stream } = this;
    if (!stream) return html``;
    return html`
      ${this.gone ? html`<p class="notice warning">The stream does not exist any more: it was deleted. What was read stays here.</p>` : nothing}
      <p class="hint">Reading takes nothing away, but it shares the shard’s 5 calls and 2 MiB a second with its consumers; this page makes 4 calls a second at most.</p>
      ${this.#renderForm(stream)}
      ${this.note ? html`<p class="notice" role="status">${this.note}</p>` : nothing}
      ${this.started ? this.#renderRecords() : nothing}`;
  }

  #renderForm(stream: ReadPage): TemplateResult {
    return html`<div class="form">
      ${choiceField({
        id: 'shard',
        label: 'Shard',
        value: this.shardId,
        choices: stream.shards.map(shard => ({
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
              hint: `Local time. Records are kept for ${formatSeconds(stream.retentionHours * 3_600)}.`,
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

  #progress(stream: ReadPage): string {
    if (!this.started) return '';
    const { last } = this;
    const parts = [`${count(this.lines.length, 'record')} of at most ${stream.capacity.toLocaleString('en-US')}`];
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

  #renderRecords(): TemplateResult {
    return html`<mw-data-grid label="Records" .columns=${columns as readonly GridColumn<unknown>[]} .rows=${this.lines} .active=${this.active}
        @active=${(event: CustomEvent<number>) => this.#open(event.detail)}
        @open=${(event: CustomEvent<number>) => this.#focusDetail(event)}></mw-data-grid>
      ${this.lines.length === 0 ? html`<p class="hint">${this.reading ? 'No records yet.' : 'No records.'}</p>` : nothing}
      ${
        this.detail
          ? html`<mw-record-view .detail=${this.detail} @open-record=${() => this.#openInEditor()}></mw-record-view>`
          : html`<p class="hint">Choose a record to see its data.</p>`
      }`;
  }

  async #focusDetail(event: CustomEvent<number>): Promise<void> {
    if ((event.target as DataGrid).active !== event.detail || !this.detail) await this.#open(event.detail);
  }

  async #openInEditor(): Promise<void> {
    const line = this.lines[this.active];
    if (line) await this.run('Opening', () => this.#host.call('openRecord', { index: line.index }));
  }
}

startPage('mw-stream-read', StreamReadPage);
