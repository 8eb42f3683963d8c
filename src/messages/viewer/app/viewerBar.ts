import { count, formatBytes, formatNumber } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from '../../../webview/elements.ts';
import { limitChoices } from '../viewerLimits.ts';
import type { ViewerFigures, ViewerSettings } from '../viewerProtocol.ts';

/** Pixels under which the buttons show their icons only. */
const narrowWidth = 780;

/** Milliseconds without a change after which the figures are read out. */
const rest = 1_000;

/** What a press on a button of the bar asks for. */
export type BarAct = 'pause' | 'columns' | 'chart' | 'compare' | 'copy' | 'duplicate';

/**
 * The buttons of a viewer, the limit, and in numbers what it holds and shows. Fires `act` (detail: BarAct) and
 * `limit-change` (detail: number).
 */
export class ViewerBar extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .bar { justify-content: space-between; margin: 8px 0; }
      .limit { display: inline-flex; align-items: center; gap: 6px; }
      .limit vscode-single-select { width: 130px; }
      .figures { margin: 6px 0; }
      .new { font-weight: 600; }
    `,
  ];

  static override properties = {
    settings: { attribute: false },
    figures: { attribute: false },
    opened: { type: Boolean },
    choosing: { type: Boolean },
    filtering: { type: Boolean },
    canDuplicate: { type: Boolean },
    noun: { type: String },
    narrow: { state: true },
    spoken: { state: true },
  };

  declare settings: ViewerSettings;
  declare figures: ViewerFigures;
  /** A message is shown in full. */
  declare opened: boolean;
  /** The choice of columns stands open. */
  declare choosing: boolean;
  declare filtering: boolean;
  declare canDuplicate: boolean;
  /** What one of those is called that are shown: `message`. */
  declare noun: string;
  declare private narrow: boolean;
  /** What a screen reader says: the figures once they rest, not each of them while messages arrive. */
  declare private spoken: string;
  #watcher: ResizeObserver | undefined;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.opened = false;
    this.choosing = false;
    this.filtering = false;
    this.canDuplicate = false;
    this.noun = 'message';
    this.narrow = false;
    this.spoken = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watcher = new ResizeObserver(([entry]) => {
      if (entry) this.narrow = entry.contentRect.width < narrowWidth;
    });
    this.#watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watcher?.disconnect();
    clearTimeout(this.#speaking);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('figures')) return;
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      this.spoken = this.figures.paused ? `${this.#words()}. ${this.#pauseWords()}` : this.#words();
    }, rest);
  }

  protected override render(): TemplateResult {
    const { settings, figures, opened } = this;
    const pair = figures.selected === 2 || (figures.selected === 1 && opened);
    const none = figures.selected === 0 && !opened;
    const { paused } = figures;
    const limits = [...new Set([...limitChoices, settings.limit])].sort((a, b) => a - b);
    return html`<div class="row bar" role="toolbar" aria-label="View">
        <div class="row">
          ${this.#button('pause', paused ? 'debug-continue' : 'debug-pause', paused ? 'Resume' : 'Pause')}
          ${this.#button('columns', 'list-selection', 'Columns', { expanded: this.choosing })}
          ${this.#button('chart', 'graph', 'Times', { pressed: settings.histogram })}
          ${this.#button('compare', 'diff', 'Compare', { disabled: !pair, title: `Compare the two selected ${this.noun}s` })}
          ${this.#button('copy', 'copy', 'Copy as JSON', { disabled: none })}
          ${this.canDuplicate ? this.#button('duplicate', 'split-horizontal', 'Duplicate', { title: 'A second viewer beside this one' }) : nothing}
        </div>
        <span class="limit"><span aria-hidden="true">Hold</span>
          <vscode-single-select id="limit" .label=${`${this.noun}s held at most`} @change=${(event: Event) => this.#tell('limit-change', Number((event.target as HTMLInputElement).value))}>
            ${limits.map(limit => html`<vscode-option value=${limit} ?selected=${limit === settings.limit}>${formatNumber(limit)}</vscode-option>`)}
          </vscode-single-select></span>
      </div>
      <p class="figures hint" data-testid="figures">${this.#words()}${paused ? html`<span class="new"> · ${this.#pauseWords()}</span>` : nothing}</p>
      <span class="visually-hidden" role="status">${this.spoken}</span>`;
  }

  #button(
    act: BarAct,
    icon: string,
    words: string,
    {
      disabled = false,
      title = words,
      expanded,
      pressed,
    }: { disabled?: boolean; title?: string; expanded?: boolean; pressed?: boolean } = {},
  ): TemplateResult {
    return html`<vscode-button id=${act} secondary icon=${icon} ?icon-only=${this.narrow} aria-label=${words} title=${title} ?disabled=${disabled}
      aria-expanded=${expanded ?? nothing} aria-pressed=${pressed ?? nothing} @click=${() => this.#tell('act', act)}>${this.narrow ? nothing : words}</vscode-button>`;
  }

  #pauseWords(): string {
    const { waiting } = this.figures;
    return waiting > 0 ? `Paused, ${formatNumber(waiting)} new` : 'Paused';
  }

  #words(): string {
    const { size, matched, bytes, dropped, selected, fullBy } = this.figures;
    const filtered = this.settings.filter !== undefined;
    const parts = [
      filtered ? `${formatNumber(matched)} of ${count(size, this.noun)}` : count(size, this.noun),
      selected > 0 && `${formatNumber(selected)} selected`,
      formatBytes(bytes),
      dropped > 0 && `${formatNumber(dropped)} older ones fell out${fullBy === undefined ? '' : ` over ${fullBy}`}`,
      this.filtering && 'filtering…',
    ];
    return parts.filter(part => part !== false).join(', ');
  }

  #tell(event: string, detail: BarAct | number): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

customElements.define('mw-viewer-bar', ViewerBar);
