import { isCancelled } from '../../../core/errors.ts';
import { count } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type TemplateResult } from '../../../webview/elements.ts';
import { type ColumnField, columnFields, type ViewOrder } from '../../store/columns.ts';
import type { MessageFilter } from '../../store/messageFilter.ts';
import type { Histogram } from '../../store/messageView.ts';
import type {
  BodyChoice,
  KnownNames,
  MessageDetail,
  SavedFilter,
  ViewerColumn,
  ViewerFigures,
  ViewerSettings,
} from '../viewerProtocol.ts';
import type { FieldWords } from './cellText.ts';
import './columnPicker.ts';
import { type FilterFault, faultOf } from './filterBar.ts';
import { changed } from './filterWords.ts';
import { rowHeight } from './scrollMap.ts';
import './timeHistogram.ts';
import { histogramBins, type TimeRange } from './timeHistogram.ts';
import './viewerBar.ts';
import type { BarAct } from './viewerBar.ts';
import './viewerDetail.ts';
import './viewerGrid.ts';
import type { ViewerGrid } from './viewerGrid.ts';
import type { StateLooks, ViewerLine } from './viewerLine.ts';

/** Milliseconds between two drawings of the chart while messages arrive. */
const chartPace = 500;

/**
 * The viewer of messages that every feature's page embeds: filter, chart, columns, list and one message in full. Its
 * messages stay in the host; what it needs of them it asks for over `line`.
 *
 * Fires `figures-change` (detail: ViewerFigures), `settings-change` (detail: ViewerSettings) and `restored`.
 */
export class MessageViewer extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .panes { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 14px; align-items: start; }
      mw-viewer-grid { max-height: 62vh; }
      mw-viewer-detail { min-width: 0; }
      @media (max-width: 1200px) {
        .panes { grid-template-columns: minmax(0, 1fr); }
        mw-viewer-grid { max-height: 40vh; }
      }
      mw-time-histogram { margin: 8px 0; }
    `,
  ];

  static override properties = {
    line: { attribute: false },
    states: { attribute: false },
    words: { attribute: false },
    fields: { attribute: false },
    timeField: { attribute: false },
    noun: { type: String },
    settings: { state: true },
    figures: { state: true },
    saved: { state: true },
    names: { state: true },
    fault: { state: true },
    notice: { state: true },
    failure: { state: true },
    choosing: { state: true },
    detail: { state: true },
    full: { state: true },
    chart: { state: true },
    filtering: { state: true },
    canDuplicate: { state: true },
  };

  declare line: ViewerLine;
  /** How the states look that the feature gives its messages. */
  declare states: StateLooks;
  /** What the feature calls a field, where it is not the usual word. */
  declare words: FieldWords;
  /** Fields that the feature's messages have. */
  declare fields: readonly ColumnField[];
  /** Which time the chart is drawn over. */
  declare timeField: 'sentAt' | 'receivedAt';
  /** What one of them is called: `message`, `record`. */
  declare noun: string;
  declare private settings: ViewerSettings | undefined;
  declare private figures: ViewerFigures | undefined;
  declare private saved: readonly SavedFilter[];
  declare private names: KnownNames | undefined;
  declare private fault: FilterFault | undefined;
  declare private notice: string;
  declare private failure: string;
  declare private choosing: boolean;
  declare private detail: MessageDetail | undefined;
  declare private full: Readonly<Partial<Record<BodyChoice, string>>>;
  declare private chart: Histogram | undefined;
  declare private filtering: boolean;
  declare private canDuplicate: boolean;
  #filterCall: AbortController | undefined;
  #charted = 0;
  #chartTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.states = {};
    this.words = {};
    this.fields = columnFields;
    this.timeField = 'sentAt';
    this.noun = 'message';
    this.settings = undefined;
    this.figures = undefined;
    this.saved = [];
    this.names = undefined;
    this.fault = undefined;
    this.notice = '';
    this.failure = '';
    this.choosing = false;
    this.detail = undefined;
    this.full = {};
    this.chart = undefined;
    this.filtering = false;
    this.canDuplicate = false;
  }

  override firstUpdated(): void {
    this.line.on('viewer.changed', figures => this.#heed(figures));
    void this.#run(async () => {
      const setup = await this.line.call('viewer.open', undefined);
      this.settings = setup.settings;
      this.saved = setup.saved;
      this.canDuplicate = setup.canDuplicate;
      this.#heed(setup.figures);
      this.#tell('settings-change', setup.settings);
      if (setup.restored) this.#tell('restored', undefined);
      this.#drawChart();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#chartTimer);
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }

  async #run<T>(task: () => Promise<T>, done?: (value: T) => string): Promise<T | undefined> {
    this.failure = '';
    try {
      const value = await task();
      if (done) this.notice = done(value);
      return value;
    } catch (error) {
      if (!isCancelled(error)) this.failure = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  #heed(figures: ViewerFigures): void {
    const before = this.figures;
    if (before && figures.revision < before.revision) return;
    this.figures = figures;
    if (figures.size === 0) this.detail = undefined;
    this.#tell('figures-change', figures);
    if (before?.added !== figures.added || before?.matched !== figures.matched) this.#scheduleChart();
  }

  #settle(part: { [K in keyof ViewerSettings]?: ViewerSettings[K] | undefined }): void {
    if (!this.settings) return;
    const entries = Object.entries({ ...this.settings, ...part }).filter(([, value]) => value !== undefined);
    this.settings = Object.fromEntries(entries) as unknown as ViewerSettings;
    this.#tell('settings-change', this.settings);
  }

  #scheduleChart(): void {
    if (!this.settings?.histogram || this.#chartTimer !== undefined) return;
    const rest = Math.max(0, this.#charted + chartPace - Date.now());
    this.#chartTimer = setTimeout(() => {
      this.#chartTimer = undefined;
      this.#drawChart();
    }, rest);
  }

  #drawChart(): void {
    if (!this.settings?.histogram) return;
    this.#charted = Date.now();
    void this.#run(async () => {
      this.chart = await this.line.call('viewer.histogram', { bins: histogramBins, field: this.timeField });
    });
  }

  async #filter(filter: MessageFilter | undefined): Promise<void> {
    this.#filterCall?.abort();
    const call = new AbortController();
    this.#filterCall = call;
    this.filtering = true;
    this.notice = '';
    await this.#run(async () => {
      const outcome = await this.line.call('viewer.filter', filter ? { filter } : {}, call.signal);
      if (this.#filterCall !== call) return;
      this.fault = outcome.invalid === undefined ? undefined : faultOf(outcome.invalid);
      if (outcome.invalid !== undefined) return;
      this.#settle({ filter });
      this.#grid?.reset();
      this.notice = [
        outcome.gaveUp ? `The filter took too long on ${count(outcome.gaveUp, 'message')}; they are left out.` : '',
        outcome.failed
          ? `The expression fails on ${count(outcome.failed.count, 'message')}, which are left out: ${outcome.failed.reason}`
          : '',
      ].join(' ');
    });
    if (this.#filterCall === call) this.filtering = false;
  }

  /** Shows the messages of one cause beside the other conditions, or with undefined those of every cause. */
  filterByCause(cause: string | undefined): Promise<void> {
    return this.#filter(changed(this.settings?.filter, { cause }));
  }

  get #grid(): ViewerGrid | null {
    return this.renderRoot.querySelector('mw-viewer-grid');
  }

  async #order(order: ViewOrder | undefined): Promise<void> {
    const done = await this.#run(async () => {
      await this.line.call('viewer.order', order ? { order } : {});
      return true;
    });
    if (!done) return;
    this.#settle({ order });
    this.#grid?.reset();
  }

  #columns(columns: readonly ViewerColumn[]): void {
    const before = this.settings?.columns;
    this.#settle({ columns });
    void this.#run(() => this.line.call('viewer.columns', { columns })).then(() => {
      if (this.failure !== '') this.#settle({ columns: before });
    });
  }

  async #readNames(): Promise<void> {
    this.names = (await this.#run(() => this.line.call('viewer.names', undefined))) ?? this.names;
  }

  async #open(seq: number): Promise<void> {
    const detail = await this.#run(() => this.line.call('viewer.message', { seq }));
    if (!detail) return;
    this.detail = detail;
    this.full = {};
  }

  /** Brings the body from S3; the pointer stays what the raw body is. */
  async #fetch(): Promise<void> {
    const seq = this.detail?.seq;
    if (seq === undefined) return;
    const detail = await this.#run(() => this.line.call('viewer.fetch', { seq }));
    if (!detail || this.detail?.seq !== seq) return;
    this.detail = detail;
    this.full = {};
  }

  async #showAll(which: BodyChoice): Promise<void> {
    const seq = this.detail?.seq;
    if (seq === undefined) return;
    const text = await this.#run(() => this.line.call('viewer.body', { seq, which }));
    if (text !== undefined && this.detail?.seq === seq) this.full = { ...this.full, [which]: text };
  }

  /** Copies the selection, or without one the message that is open. */
  #copy(what: BodyChoice | 'row', seq?: number): void {
    const target = seq ?? (this.figures?.selected ? undefined : this.detail?.seq);
    void this.#run(
      () => this.line.call('viewer.copy', { what, ...(target !== undefined && { seq: target }) }),
      ({ copied }) => (copied === 1 ? 'Copied' : `Copied ${count(copied, this.noun)}`),
    );
  }

  #edit(which: BodyChoice): void {
    const seq = this.detail?.seq;
    if (seq !== undefined) void this.#run(() => this.line.call('viewer.edit', { seq, which }));
  }

  #compare(): void {
    const seq = this.detail?.seq;
    void this.#run(() => this.line.call('viewer.compare', seq === undefined ? {} : { seq }));
  }

  #pause(): void {
    void this.#run(() => this.line.call('viewer.pause', { paused: !this.figures?.paused }));
  }

  #toggleChart(): void {
    const shown = !this.settings?.histogram;
    this.#settle({ histogram: shown });
    void this.#run(() => this.line.call('viewer.showHistogram', { shown }));
    this.#drawChart();
  }

  #toggleChoosing(): void {
    this.choosing = !this.choosing;
    if (this.choosing) void this.#readNames();
  }

  protected override render(): TemplateResult {
    const { settings, figures } = this;
    if (!settings || !figures) return html`<p class="hint" role="status">${this.failure}</p>`;
    return html`
      <mw-filter-bar .filter=${settings.filter} .fault=${this.fault} .saved=${this.saved} .names=${this.names} .group=${this.fields.includes('groupId') ? (this.words.groupId ?? 'Group') : undefined} noun=${this.noun}
        @filter-change=${(event: CustomEvent<MessageFilter | null>) => this.#filter(event.detail ?? undefined)}
        @names-wanted=${() => this.#readNames()}
        @save-filter=${(event: CustomEvent<string>) => this.#save('viewer.saveFilter', event.detail)}
        @delete-filter=${(event: CustomEvent<string>) => this.#save('viewer.deleteFilter', event.detail)}></mw-filter-bar>
      <mw-viewer-bar .settings=${settings} .figures=${figures} .opened=${this.detail !== undefined} .choosing=${this.choosing} .filtering=${this.filtering} .canDuplicate=${this.canDuplicate} noun=${this.noun}
        @act=${(event: CustomEvent<BarAct>) => this.#act(event.detail)}
        @limit-change=${(event: CustomEvent<number>) => this.#limit(event.detail)}></mw-viewer-bar>
      ${
        this.choosing
          ? html`<mw-column-picker .columns=${settings.columns} .fields=${this.fields} .names=${this.names} .words=${this.words}
        @columns-change=${(event: CustomEvent<readonly ViewerColumn[]>) => this.#columns(event.detail)}></mw-column-picker>`
          : nothing
      }
      ${
        settings.histogram
          ? html`<mw-time-histogram .data=${this.chart} .range=${{ from: settings.filter?.sentAfter, to: settings.filter?.sentBefore }}
        @range-change=${(event: CustomEvent<TimeRange | null>) => this.#filter(changed(settings.filter, { sentAfter: event.detail?.from, sentBefore: event.detail?.to }))}></mw-time-histogram>`
          : nothing
      }
      <div role="status" aria-live="polite">${this.notice}</div>
      <div role="alert">${this.failure ? html`<p class="notice error">${this.failure}</p>` : nothing}</div>
      <div class="panes">
        <mw-viewer-grid label=${this.noun === 'message' ? 'Messages' : 'Records'} .style=${`height: ${Math.max(3, figures.matched) * rowHeight + 30}px`} .line=${this.line} .columns=${settings.columns} .order=${settings.order} .figures=${figures}
          .words=${this.words} .states=${this.states}
          @row-active=${(event: CustomEvent<number>) => this.#open(event.detail)}
          @copy-rows=${() => this.#copy('text')}
          @figures=${(event: CustomEvent<ViewerFigures>) => this.#heed(event.detail)}
          @order-change=${(event: CustomEvent<ViewOrder | null>) => this.#order(event.detail ?? undefined)}
          @columns-change=${(event: CustomEvent<readonly ViewerColumn[]>) => this.#columns(event.detail)}
          @grid-failure=${(event: CustomEvent<string>) => {
            this.failure = event.detail;
          }}></mw-viewer-grid>
        <mw-viewer-detail .view=${this.detail} .full=${this.full}
          @copy-body=${(event: CustomEvent<BodyChoice>) => this.#copy(event.detail, this.detail?.seq)}
          @show-all=${(event: CustomEvent<BodyChoice>) => this.#showAll(event.detail)}
          @edit-body=${(event: CustomEvent<BodyChoice>) => this.#edit(event.detail)}
          @fetch-body=${() => this.#fetch()}></mw-viewer-detail>
      </div>`;
  }

  async #save(method: 'viewer.saveFilter' | 'viewer.deleteFilter', name: string): Promise<void> {
    const saved = await this.#run(() => this.line.call(method, { name }));
    if (saved) this.saved = saved;
  }

  #act(act: BarAct): void {
    const acts: Readonly<Record<BarAct, () => void>> = {
      pause: () => this.#pause(),
      columns: () => this.#toggleChoosing(),
      chart: () => this.#toggleChart(),
      compare: () => this.#compare(),
      copy: () => this.#copy('row'),
      duplicate: () => void this.#run(() => this.line.call('viewer.duplicate', undefined)),
    };
    acts[act]();
  }

  #limit(limit: number): void {
    this.#settle({ limit });
    void this.#run(() => this.line.call('viewer.limit', { limit }));
  }
}

customElements.define('mw-message-viewer', MessageViewer);
