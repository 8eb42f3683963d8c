import { formatBytes } from '../../../core/text.ts';
import type { MessageRow } from '../../../messages/message.ts';
import { css, html, LitElement, nothing, repeat, styleMap, type TemplateResult } from '../../../webview/elements.ts';
import type { HoldState } from '../pollSession.ts';

export interface GridRow extends MessageRow {
  readonly state: HoldState;
}

/** Height of a row in pixels; every row has it, so that only those in sight need to be drawn. */
const rowHeight = 24;
/** Rows drawn above and below what is in sight. */
const overscan = 12;

/** Pixels that show all rows and their heading at once, the border included. */
export function gridHeight(rows: number): number {
  return (rows + 1) * rowHeight + 4;
}

const stateIcons: Readonly<Record<HoldState, { icon: string; words: string }>> = {
  held: { icon: 'eye-closed', words: 'held' },
  released: { icon: 'eye', words: 'released' },
  lapsed: { icon: 'watch', words: 'hold ended' },
  deleted: { icon: 'trash', words: 'deleted' },
  unconfirmed: { icon: 'question', words: 'delete unconfirmed' },
};

/**
 * The list of messages as a grid: one row can be focused, any number selected. Arrow keys, Page Up and Down, Home and
 * End move; Shift extends the selection, Space toggles it, Ctrl+A takes all. Rows out of sight are not in the document;
 * their number and places are told to screen readers.
 *
 * Fires `open-row` (detail: id) when the focused row changes and `selection-change` (detail: ids).
 */
export class MessageGrid extends LitElement {
  static override styles = css`
    :host { display: block; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
    .scroller { height: 100%; overflow: auto; contain: strict; }
    .grid { min-width: 720px; }
    .row { display: grid; grid-template-columns: var(--columns); align-items: center; height: ${rowHeight}px; box-sizing: border-box; padding: 0 4px; cursor: default; }
    .head { position: sticky; top: 0; z-index: 1; background: var(--vscode-keybindingTable-headerBackground, var(--vscode-editor-background)); background-color: var(--vscode-editor-background); border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); font-weight: 600; }
    .body { position: relative; }
    .body .row { position: absolute; left: 0; right: 0; }
    .body .row:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
    .body .row[aria-selected='true'] { background: var(--vscode-list-inactiveSelectionBackground); }
    .body .row.current { background: var(--vscode-list-activeSelectionBackground); color: var(--vscode-list-activeSelectionForeground); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
    .body .row:focus { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
    .row > span { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; padding: 0 6px; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .mono { font-family: var(--vscode-editor-font-family); }
    .deleted { text-decoration: line-through; opacity: 0.7; }
    vscode-icon { vertical-align: middle; }
    .row.current vscode-icon { color: inherit; }
    .tick { display: inline-block; width: 14px; height: 14px; box-sizing: border-box; border: 1px solid var(--vscode-settings-checkboxBorder, var(--vscode-checkbox-border, currentColor)); border-radius: 2px; background: var(--vscode-checkbox-background); color: var(--vscode-checkbox-foreground); text-align: center; font-size: 11px; line-height: 12px; vertical-align: middle; }
  `;

  static override properties = {
    rows: { attribute: false },
    fifo: { attribute: false },
    selected: { state: true },
    current: { state: true },
    top: { state: true },
    height: { state: true },
  };

  declare rows: readonly GridRow[];
  declare fifo: boolean;
  declare private selected: ReadonlySet<string>;
  declare private current: string | undefined;
  declare private top: number;
  declare private height: number;
  #anchor = 0;
  #watcher: ResizeObserver | undefined;

  constructor() {
    super();
    this.rows = [];
    this.fifo = false;
    this.selected = new Set();
    this.current = undefined;
    this.top = 0;
    this.height = 400;
  }

  override firstUpdated(): void {
    this.#watcher = new ResizeObserver(() => {
      this.height = this.#scroller?.clientHeight ?? this.height;
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

  /** Forgets what was selected and focused. */
  clear(): void {
    this.#select(new Set());
    this.current = undefined;
  }

  selectAll(): void {
    this.#select(new Set(this.rows.map(row => row.id)));
  }

  protected override render(): TemplateResult {
    const columns = `26px 30px 156px minmax(90px, 1fr) 84px ${this.fifo ? 'minmax(80px, 1fr) ' : ''}84px minmax(160px, 4fr)`;
    return html`<div class="scroller" @scroll=${() => this.#onScroll()}>
      <div class="grid" role="grid" aria-label="Messages" aria-multiselectable="true" style=${styleMap({ '--columns': columns })}
        aria-rowcount=${this.rows.length + 1} aria-colcount=${this.fifo ? 8 : 7} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <div class="row head" role="row" aria-rowindex="1">
          <span role="columnheader" aria-label="Selected"></span>
          <span role="columnheader" aria-label="State"></span>
          <span role="columnheader">Sent</span>
          <span role="columnheader">Message id</span>
          <span role="columnheader" class="number">Receives</span>
          ${this.fifo ? html`<span role="columnheader">Group</span>` : nothing}
          <span role="columnheader" class="number">Size</span>
          <span role="columnheader">Body</span>
        </div>
        <div class="body" role="rowgroup" style=${styleMap({ height: `${this.rows.length * rowHeight}px` })}>
          ${repeat(
            this.#drawn(),
            index => this.rows[index]?.id,
            index => this.#renderRow(index),
          )}
        </div>
      </div>
    </div>`;
  }

  /** Places of the rows to draw: those in sight, and the focused one wherever it is, so that it keeps the focus. */
  #drawn(): number[] {
    const first = Math.max(0, Math.floor(this.top / rowHeight) - overscan);
    const last = Math.min(this.rows.length, Math.ceil((this.top + this.height) / rowHeight) + overscan);
    const places = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
    const focused = this.#place;
    if (focused >= 0 && (focused < first || focused >= last)) places.push(focused);
    return places;
  }

  /** Place of the row that Tab reaches; -1 in an empty grid. */
  get #place(): number {
    const at = this.current === undefined ? -1 : this.rows.findIndex(row => row.id === this.current);
    return at < 0 && this.rows.length > 0 ? 0 : at;
  }

  #renderRow(index: number): TemplateResult {
    const row = this.rows[index];
    if (!row) return html``;
    const selected = this.selected.has(row.id);
    const { icon, words } = stateIcons[row.state];
    return html`<div role="row" class="row ${row.id === this.current ? 'current' : ''}" style=${styleMap({ top: `${index * rowHeight}px` })}
      id="row-${index}" aria-rowindex=${index + 2} aria-selected=${selected} tabindex=${index === this.#place ? 0 : -1}
      @click=${(event: MouseEvent) => this.#onClick(event, index)}>
      <span role="gridcell" aria-label=${selected ? 'selected' : 'not selected'}><span class="tick" aria-hidden="true">${selected ? '✓' : ''}</span></span>
      <span role="gridcell" aria-label=${words} title=${words}><vscode-icon name=${icon} aria-hidden="true"></vscode-icon></span>
      <span role="gridcell">${row.sentAt === undefined ? '' : timeOf(row.sentAt)}</span>
      <span role="gridcell" class="mono ${row.state === 'deleted' ? 'deleted' : ''}" title=${row.id}>${row.id}</span>
      <span role="gridcell" class="number">${row.receiveCount ?? ''}</span>
      ${this.fifo ? html`<span role="gridcell" title=${row.groupId ?? ''}>${row.groupId ?? ''}</span>` : nothing}
      <span role="gridcell" class="number">${formatBytes(row.bytes)}</span>
      <span role="gridcell" class="mono">${row.preview}</span>
    </div>`;
  }

  #onScroll(): void {
    this.top = this.#scroller?.scrollTop ?? 0;
  }

  #onClick(event: MouseEvent, index: number): void {
    const onTick = (event.target as Element).closest('[role=gridcell]')?.matches(':first-child') === true;
    if (event.shiftKey) this.#selectRange(index);
    else if (onTick || event.ctrlKey || event.metaKey) this.#toggle(index);
    this.#focus(index);
  }

  #onKey(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.height / rowHeight) - 2);
    const from = this.#place;
    const moves: Record<string, number> = {
      ArrowDown: from + 1,
      ArrowUp: from - 1,
      PageDown: from + page,
      PageUp: from - page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined && this.rows.length > 0) {
      const to = Math.min(this.rows.length - 1, Math.max(0, target));
      if (event.shiftKey) this.#selectRange(to);
      else this.#anchor = to;
      this.#focus(to);
    } else if (event.key === ' ') this.#toggle(from);
    else if (event.key === 'Enter') this.#focus(from);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.selectAll();
    else return;
    event.preventDefault();
  }

  #toggle(index: number): void {
    const id = this.rows[index]?.id;
    if (id === undefined) return;
    const next = new Set(this.selected);
    if (!next.delete(id)) next.add(id);
    this.#anchor = index;
    this.#select(next);
  }

  #selectRange(to: number): void {
    const [first, last] = this.#anchor < to ? [this.#anchor, to] : [to, this.#anchor];
    this.#select(new Set(this.rows.slice(first, last + 1).map(row => row.id)));
  }

  #select(ids: ReadonlySet<string>): void {
    this.selected = ids;
    this.dispatchEvent(new CustomEvent('selection-change', { detail: [...ids] }));
  }

  #focus(index: number): void {
    const row = this.rows[index];
    if (!row) return;
    this.current = row.id;
    const scroller = this.#scroller;
    if (scroller) {
      const top = index * rowHeight;
      const room = scroller.clientHeight - rowHeight;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + rowHeight > scroller.scrollTop + room) scroller.scrollTop = top + rowHeight - room;
      this.top = scroller.scrollTop;
    }
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#row-${index}`)?.focus());
    this.dispatchEvent(new CustomEvent('open-row', { detail: row.id }));
  }
}

/** `2026-11-21 01:15:07`, in the person's own time zone. */
function timeOf(milliseconds: number): string {
  const at = new Date(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

customElements.define('mw-message-grid', MessageGrid);
