import { baseStyles } from './baseStyles.ts';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from './elements.ts';

export interface GridColumn<T> {
  readonly head: string;
  /** A CSS grid track: `12em`, `1fr`. */
  readonly width: string;
  readonly text: (row: T) => string;
  readonly mono?: boolean;
  readonly end?: boolean;
}

/** Pixels; all rows are equally high, so that the position of a row is a multiplication. */
const rowHeight = 22;
/** Rows drawn above and below what can be seen. */
const margin = 12;

/**
 * A list of thousands of rows of which only the visible ones are drawn. One row is the active one: arrow keys, Page Up
 * and Down, Home and End move it, Enter or a click opens it. Fires `active` and `open` (CustomEvent<number>, the index).
 */
export class DataGrid<T = unknown> extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .grid { border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
      .view { overflow: auto; height: var(--grid-height, 320px); position: relative; }
      .row { display: grid; gap: 12px; height: 22px; line-height: 22px; padding: 0 8px; flex-wrap: nowrap; align-items: normal; box-sizing: border-box; }
      .head { font-weight: 600; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); height: 24px; overflow: hidden; }
      .row > * { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
      .body > .row { position: absolute; left: 0; right: 0; cursor: pointer; }
      .body > .row:hover { background: var(--vscode-list-hoverBackground); }
      .body > .row[aria-selected='true'] { background: var(--vscode-list-activeSelectionBackground); color: var(--vscode-list-activeSelectionForeground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
      .body > .row:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
      .end { text-align: right; }
    `,
  ];

  static override properties = {
    columns: { attribute: false },
    rows: { attribute: false },
    label: { type: String },
    active: { type: Number },
    top: { state: true },
    height: { state: true },
  };

  declare columns: readonly GridColumn<T>[];
  declare rows: readonly T[];
  declare label: string;
  /** Index of the active row; -1 = none yet. */
  declare active: number;
  declare protected top: number;
  declare protected height: number;
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    this.columns = [];
    this.rows = [];
    this.label = '';
    this.active = -1;
    this.top = 0;
    this.height = 320;
  }

  override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    const view = this.#view;
    if (!view) return;
    this.#observer = new ResizeObserver(() => {
      this.height = view.clientHeight;
    });
    this.#observer.observe(view);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  get #view(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.view');
  }

  /** Scrolls the last row into view. */
  scrollToEnd(): void {
    const view = this.#view;
    if (view) view.scrollTop = this.rows.length * rowHeight;
  }

  async #move(index: number): Promise<void> {
    const next = Math.min(this.rows.length - 1, Math.max(0, index));
    const view = this.#view;
    if (next < 0 || !view) return;
    this.active = next;
    const top = next * rowHeight;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + rowHeight - view.clientHeight;
    this.top = view.scrollTop;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent<number>('active', { detail: next }));
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.height / rowHeight) - 1);
    const steps: Record<string, number> = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const target = steps[event.key];
    if (target !== undefined) void this.#move(target);
    else if ((event.key === 'Enter' || event.key === ' ') && this.active >= 0) this.#open(this.active);
    else return;
    event.preventDefault();
  }

  #open(index: number): void {
    this.dispatchEvent(new CustomEvent<number>('open', { detail: index }));
  }

  protected override render(): TemplateResult {
    const tracks = this.columns.map(column => column.width).join(' ');
    const first = Math.max(0, Math.floor(this.top / rowHeight) - margin);
    const last = Math.min(this.rows.length, Math.ceil((this.top + this.height) / rowHeight) + margin);
    const drawn = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
    // The active row stays in the document, so that focus is not lost when it is scrolled out of view.
    if (this.active >= 0 && this.active < this.rows.length && (this.active < first || this.active >= last))
      drawn.push(this.active);
    return html`<div class="grid" role="grid" aria-label=${this.label} aria-rowcount=${this.rows.length + 1} aria-colcount=${this.columns.length}>
      <div class="row head" role="row" aria-rowindex="1" .style=${`grid-template-columns: ${tracks}`}>
        ${this.columns.map(column => html`<span role="columnheader" class=${column.end ? 'end' : ''}>${column.head}</span>`)}
      </div>
      <div class="view" role="presentation" @scroll=${(event: Event) => {
        this.top = (event.currentTarget as HTMLElement).scrollTop;
      }}>
        <div class="body" role="rowgroup" .style=${`height: ${this.rows.length * rowHeight}px`} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
          ${drawn.map(index => this.#renderRow(index, tracks))}
        </div>
      </div>
    </div>`;
  }

  #renderRow(index: number, tracks: string): TemplateResult | typeof nothing {
    const row = this.rows[index];
    if (row === undefined) return nothing;
    const reachable = index === Math.max(0, this.active);
    return html`<div class="row" role="row" data-index=${index} aria-rowindex=${index + 2} tabindex=${reachable ? 0 : -1}
      aria-selected=${index === this.active} .style=${`top: ${index * rowHeight}px; grid-template-columns: ${tracks}`}
      @click=${() => this.#move(index).then(() => this.#open(index))}>
      ${this.columns.map(
        column =>
          html`<span role="gridcell" class=${`${column.mono ? 'mono' : ''} ${column.end ? 'end' : ''}`}>${column.text(row)}</span>`,
      )}
    </div>`;
  }
}

customElements.define('mw-data-grid', DataGrid);
