import { isCancelled } from '../../../core/errors.ts';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from '../../../webview/elements.ts';
import type { ViewOrder } from '../../store/columns.ts';
import type { SelectStep, ViewerColumn, ViewerFigures } from '../viewerProtocol.ts';
import type { FieldWords } from './cellText.ts';
import { GridHeader, type HeaderOwner } from './gridHeader.ts';
import { RowPool, type RowStyle } from './rowPool.ts';
import { rowHeight, type ScrollMap, scrollMap } from './scrollMap.ts';
import type { StateLooks, ViewerLine } from './viewerLine.ts';
import { WindowCache } from './windowCache.ts';

/** Rows drawn above and below what is in sight; the drawing moves in steps of half of it. */
const overscan = 8;

/**
 * The list of messages as a grid. Rows out of sight are not in the document; their number and places are told to screen
 * readers. One row is the active one: arrow keys, Page Up and Down, Home and End move it, Space selects it, Shift
 * extends, Ctrl+A takes all, Escape none, Ctrl+C copies bodies. What is in sight stays in sight while rows arrive above it.
 *
 * Fires `row-active` (detail: arrival number), `copy-rows`, `order-change`, `columns-change` and `grid-failure` (detail: words).
 */
export class ViewerGrid extends LitElement implements HeaderOwner {
  static override styles = css`
    :host { display: block; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); min-height: 0; }
    .scroller { height: 100%; overflow: auto; contain: strict; }
    .row { display: grid; grid-template-columns: var(--tracks); align-items: center; height: ${rowHeight}px; box-sizing: border-box; cursor: default; }
    .heads { position: sticky; top: 0; z-index: 1; }
    .head { height: 26px; background: var(--vscode-editor-background); border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); font-weight: 600; }
    .head > span { position: relative; height: 100%; line-height: 25px; cursor: pointer; user-select: none; touch-action: none; }
    .head > span:hover { background: var(--vscode-list-hoverBackground); }
    .head > span:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
    .head > .drop { box-shadow: inset 3px 0 0 var(--vscode-focusBorder); }
    .grip { position: absolute; top: 0; right: 0; width: 7px; height: 100%; cursor: col-resize; border-right: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
    .body { position: relative; }
    .body .row { position: absolute; top: 0; left: 0; right: 0; contain: strict; }
    .body .unknown > span { visibility: hidden; }
    .body .row:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
    .body .row[aria-selected='true'] { background: var(--vscode-list-inactiveSelectionBackground); }
    .body .row.active { background: var(--vscode-list-activeSelectionBackground); color: var(--vscode-list-activeSelectionForeground); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
    .body .row:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
    .row > span { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; padding: 0 6px; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .mono { font-family: var(--vscode-editor-font-family); }
    .gone { text-decoration: line-through; opacity: 0.75; }
    vscode-icon { vertical-align: middle; }
    .row.active vscode-icon { color: inherit; }
    .tick { display: inline-block; width: 14px; height: 14px; box-sizing: border-box; border: 1px solid var(--vscode-settings-checkboxBorder, var(--vscode-checkbox-border, currentColor)); border-radius: 2px; background: var(--vscode-checkbox-background); color: var(--vscode-checkbox-foreground); text-align: center; font-size: 11px; line-height: 12px; vertical-align: middle; }
    .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  `;

  static override properties = {
    label: { type: String },
    line: { attribute: false },
    columns: { attribute: false },
    order: { attribute: false },
    figures: { attribute: false },
    words: { attribute: false },
    states: { attribute: false },
    total: { state: true },
    active: { state: true },
  };

  declare label: string;
  declare line: ViewerLine;
  declare columns: readonly ViewerColumn[];
  declare order: ViewOrder | undefined;
  declare figures: ViewerFigures | undefined;
  declare words: FieldWords;
  declare states: StateLooks;
  declare protected total: number;
  /** The row that Tab reaches; its number is known once it has been fetched. */
  declare protected active: { readonly row: number; readonly seq?: number } | undefined;
  readonly #cache = new WindowCache();
  readonly #header = new GridHeader(this);
  #pool: RowPool | undefined;
  #style: RowStyle = { columns: [], states: {} };
  #map: ScrollMap = scrollMap(0, 0);
  #height = 400;
  #revision = 0;
  #fetching = false;
  #anchor = 0;
  #first = 0;
  #last = 0;
  #wantsFocus = false;
  #watcher: ResizeObserver | undefined;

  constructor() {
    super();
    this.label = 'Messages';
    this.columns = [];
    this.order = undefined;
    this.figures = undefined;
    this.words = {};
    this.states = {};
    this.total = 0;
    this.active = undefined;
  }

  override firstUpdated(): void {
    this.#watcher = new ResizeObserver(() => {
      this.#height = Math.max(rowHeight, (this.#scroller?.clientHeight ?? 0) - 26);
      this.requestUpdate();
    });
    if (this.#scroller) this.#watcher.observe(this.#scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watcher?.disconnect();
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector('.scroller');
  }

  get allSelected(): boolean {
    return this.total > 0 && (this.figures?.selected ?? 0) >= this.total;
  }

  /** Other rows stand here now (another filter or order): begins at the top again. */
  reset(): void {
    const scroller = this.#scroller;
    if (scroller) scroller.scrollTop = 0;
    this.#anchor = 0;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('figures') && this.figures && this.figures.revision > this.#revision) {
      this.#revision = this.figures.revision;
      this.total = this.figures.matched;
      if (this.figures.size === 0) {
        this.#cache.clear();
        this.active = undefined;
      }
    }
    this.#map = scrollMap(this.total, this.#height);
    const top = this.#map.rowAt(this.#scroller?.scrollTop ?? 0);
    this.#first = firstDrawn(top);
    this.#last = Math.min(this.total, this.#first + Math.ceil(this.#height / rowHeight) + overscan * 2 + overscan / 2);
  }

  protected override updated(): void {
    this.#drawRows();
    void this.#fetch();
    if (!this.#wantsFocus || !this.active) return;
    this.#wantsFocus = false;
    this.#pool?.element(this.active.row)?.focus({ preventScroll: true });
  }

  /** Asks for what is in sight and not known, one request at a time; the answer follows the row at the upper edge. */
  async #fetch(): Promise<void> {
    const lacking = this.#cache.lacking(this.#first, this.#last, this.#revision);
    if (this.#fetching || !lacking || this.total === 0) return;
    this.#fetching = true;
    const scrollTop = this.#scroller?.scrollTop ?? 0;
    const edge = Math.floor(this.#map.rowAt(scrollTop));
    const top = scrollTop > 0 ? this.#cache.row(edge) : undefined;
    const active = this.active?.seq;
    try {
      const window = await this.line.call('viewer.window', {
        ...lacking,
        ...(top && { keep: { seq: top.seq, row: edge } }),
        ...(active !== undefined && { active }),
      });
      if (window.moved !== 0) this.#follow(window.moved);
      this.#revision = Math.max(this.#revision, window.revision);
      this.total = window.total;
      this.#cache.put(window.from, window.rows, window.revision);
      this.#place(active, window.activeRow);
    } catch (error) {
      if (!isCancelled(error)) this.#tell('grid-failure', error instanceof Error ? error.message : String(error));
    } finally {
      this.#fetching = false;
      this.requestUpdate();
    }
  }

  /** What is in sight has moved by some rows: the scroll bar goes with it, and the places known are not true any more. */
  #follow(moved: number): void {
    this.#cache.clear();
    this.#anchor = Math.max(0, this.#anchor + moved);
    const scroller = this.#scroller;
    if (!scroller) return;
    const row = this.#map.rowAt(scroller.scrollTop);
    this.#map = scrollMap(this.total + Math.max(0, moved), this.#height);
    const body = this.renderRoot.querySelector<HTMLElement>('.body');
    if (body) body.style.height = `${this.#map.height}px`;
    scroller.scrollTop = this.#map.scrollFor(row + moved);
  }

  /** The active row may have moved meanwhile, or another one may have been chosen before anything was known of it. */
  #place(asked: number | undefined, row: number): void {
    const { active } = this;
    if (!active) return;
    if (active.seq === undefined) {
      const seq = this.#cache.row(active.row)?.seq;
      if (seq !== undefined) this.#activate(active.row, seq);
    } else if (active.seq === asked && row !== active.row) this.active = row < 0 ? undefined : { row, seq: asked };
  }

  #activate(row: number, seq: number | undefined): void {
    this.active = seq === undefined ? { row } : { row, seq };
    if (seq !== undefined) this.#tell('row-active', seq);
  }

  // The policy of a page forbids style attributes, which styleMap sets on its first rendering; the property may be set.
  protected override render(): TemplateResult {
    const widths = this.columns.map(({ width }, index) =>
      index === this.columns.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`,
    );
    const minimum = this.columns.reduce((sum, { width }) => sum + width, 28);
    return html`<div class="scroller" @scroll=${() => this.#onScroll()}>
      <div class="grid" role="grid" aria-label=${this.label} aria-multiselectable="true" aria-rowcount=${this.total + 1} aria-colcount=${this.columns.length + 1}
        .style=${`--tracks: 28px ${widths.join(' ')}; min-width: ${minimum}px`}>
        <div role="rowgroup" class="heads">${this.#header.render()}</div>
        <div class="body" role="rowgroup" .style=${`height: ${this.#map.height}px`}
          @click=${(event: MouseEvent) => this.#onClick(event)} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @pointerover=${(event: PointerEvent) => this.#onHover(event)}></div>
      </div>
      <span id="head-keys" class="visually-hidden">Enter sorts. Shift and arrow keys change the width, Alt and arrow keys the place.</span>
    </div>`;
  }

  /** Places of the rows to draw, in their order: those in sight, and the active one wherever it is, so that it keeps the focus. */
  #drawn(): number[] {
    const rows = Array.from({ length: Math.max(0, this.#last - this.#first) }, (_, at) => this.#first + at);
    const reached = this.active?.row;
    if (reached === undefined || reached >= this.total) return rows;
    if (reached < this.#first) rows.unshift(reached);
    else if (reached >= this.#last) rows.push(reached);
    return rows;
  }

  #topOf(row: number): number {
    const scrollTop = this.#scroller?.scrollTop ?? 0;
    return Math.round(scrollTop + (row - this.#map.rowAt(scrollTop)) * rowHeight);
  }

  #drawRows(): void {
    const body = this.renderRoot.querySelector<HTMLElement>('.body');
    if (!body) return;
    this.#pool ??= new RowPool(body);
    if (this.#style.columns !== this.columns || this.#style.states !== this.states) {
      this.#style = { columns: this.columns, states: this.states };
    }
    const lost = this.#pool.draw(
      this.#drawn().map(place => {
        const active = place === this.active?.row;
        const reached = active || (this.active === undefined && place === this.#first);
        return { place, top: this.#topOf(place), known: this.#cache.row(place), active, reached };
      }),
      this.#style,
    );
    // The row with the focus has fallen out: the one in its place, or the first, takes it.
    if (lost) this.#pool.element(this.active?.row ?? this.#first)?.focus({ preventScroll: true });
  }

  /** A text that is cut can be read by pointing at it. */
  #onHover(event: PointerEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>('[role=gridcell]');
    if (cell && !cell.title) cell.title = cell.ariaLabel ?? cell.textContent ?? '';
    cell?.addEventListener('pointerleave', () => cell.removeAttribute('title'), { once: true });
  }

  #onScroll(): void {
    const top = this.#map.rowAt(this.#scroller?.scrollTop ?? 0);
    if (firstDrawn(top) !== this.#first || this.#map.height < this.total * rowHeight) this.requestUpdate();
  }

  #rowOf(event: Event): number | undefined {
    const row = (event.target as Element).closest<HTMLElement>('[data-row]')?.dataset['row'];
    return row === undefined ? undefined : Number(row);
  }

  #onClick(event: MouseEvent): void {
    const row = this.#rowOf(event);
    if (row === undefined) return;
    const onTick = (event.target as Element).closest('.ticks') !== null;
    if (event.shiftKey) this.#select({ how: 'range', from: this.#anchor, to: row });
    else if (onTick || event.ctrlKey || event.metaKey) this.#toggle(row);
    else this.#anchor = row;
    this.#goTo(row);
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#height / rowHeight) - 1);
    const from = this.active?.row ?? this.#rowOf(event) ?? 0;
    const moves: Record<string, number> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: this.total - 1,
    };
    const target = moves[event.key];
    if (target !== undefined && this.total > 0) {
      const to = Math.min(this.total - 1, Math.max(0, target));
      if (event.shiftKey) this.#select({ how: 'range', from: this.#anchor, to });
      else this.#anchor = to;
      this.#goTo(to);
    } else if (event.key === ' ') {
      this.#toggle(from);
      this.#goTo(from);
    } else if (event.key === 'Enter') this.#goTo(from);
    else if (event.key === 'Escape') this.#select({ how: 'none' });
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.#select({ how: 'all' });
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey)) this.#tell('copy-rows', undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #toggle(row: number): void {
    const seq = this.#cache.row(row)?.seq;
    if (seq === undefined) return;
    this.#anchor = row;
    this.#select({ how: 'toggle', seq });
  }

  selectAll(): void {
    this.#select({ how: this.allSelected ? 'none' : 'all' });
  }

  #select(step: SelectStep): void {
    this.line
      .call('viewer.select', step)
      .then(figures => this.#tell('figures', figures))
      .catch((error: Error) => this.#tell('grid-failure', error.message));
  }

  #goTo(row: number): void {
    const scroller = this.#scroller;
    if (scroller) {
      const top = this.#map.rowAt(scroller.scrollTop);
      const room = this.#height / rowHeight - 1;
      if (row < top) scroller.scrollTop = this.#map.scrollFor(row);
      else if (row > top + room) scroller.scrollTop = Math.ceil(this.#map.scrollFor(Math.max(0, row - room)));
    }
    this.#wantsFocus = true;
    this.#activate(row, this.#cache.row(row)?.seq);
    this.requestUpdate();
  }

  arrange(columns: readonly ViewerColumn[], final: boolean): void {
    this.columns = columns;
    this.requestUpdate();
    if (final) this.#tell('columns-change', columns);
  }

  sort(order: ViewOrder | undefined): void {
    this.#tell('order-change', order);
  }

  focusHead(index: number): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-head="${index}"]`)?.focus());
  }

  leaveDown(): void {
    if (this.total > 0)
      this.#goTo(this.active?.row ?? Math.max(0, Math.ceil(this.#map.rowAt(this.#scroller?.scrollTop ?? 0))));
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail }));
  }
}

function firstDrawn(top: number): number {
  const step = overscan / 2;
  return Math.max(0, Math.floor((top - overscan) / step) * step);
}

customElements.define('mw-viewer-grid', ViewerGrid);
