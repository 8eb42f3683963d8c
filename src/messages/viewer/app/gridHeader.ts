import { html, nothing, type TemplateResult } from '../../../webview/elements.ts';
import type { ColumnSpec, ViewOrder } from '../../store/columns.ts';
import type { ViewerColumn } from '../viewerProtocol.ts';
import { type FieldWords, headOf, isNumeric, keyOf } from './cellText.ts';

/** Pixels that one key press makes a column wider or narrower. */
const widthStep = 16;
const minWidth = 40;
const maxWidth = 2_000;
/** Pixels a pointer moves before a press becomes a drag. */
const dragStart = 6;

/** What the heading row asks of the grid around it. */
export interface HeaderOwner {
  readonly columns: readonly ViewerColumn[];
  readonly order: ViewOrder | undefined;
  readonly words: FieldWords;
  readonly allSelected: boolean;
  /** The columns change while a border is dragged; `final` once it is let go. */
  arrange(columns: readonly ViewerColumn[], final: boolean): void;
  sort(order: ViewOrder | undefined): void;
  selectAll(): void;
  /** The heading with this place gets the focus; -1 is the one of the ticks. */
  focusHead(index: number): void;
  leaveDown(): void;
}

/**
 * The heading row: a press sorts, a drag moves a column, its right border makes it wider. With the keyboard: arrows walk,
 * Enter sorts, Shift and arrows change the width, Alt and arrows the place.
 */
export class GridHeader {
  readonly #owner: HeaderOwner;
  /** The heading that Tab reaches. */
  at = -1;
  #dragged = false;
  #dropAt: number | undefined;

  constructor(owner: HeaderOwner) {
    this.#owner = owner;
  }

  render(): TemplateResult {
    const { columns, allSelected } = this.#owner;
    return html`<div class="row head" role="row" aria-rowindex="1">
      <span role="columnheader" class="ticks" aria-label="Selected" title="Select all" data-head="-1" tabindex=${this.at === -1 ? 0 : -1}
        @click=${() => this.#owner.selectAll()} @keydown=${(event: KeyboardEvent) => this.#onKey(event, -1)}><span class="tick" aria-hidden="true">${allSelected ? '✓' : ''}</span></span>
      ${columns.map((column, index) => this.#renderHead(column, index))}
    </div>`;
  }

  #renderHead({ spec }: ViewerColumn, index: number): TemplateResult {
    const sort = this.#sortOf(spec);
    const name = headOf(spec, this.#owner.words);
    const hidden = spec.kind === 'field' && spec.field === 'state';
    return html`<span role="columnheader" class=${`${isNumeric(spec) ? 'number' : ''} ${this.#dropAt === index ? 'drop' : ''}`}
      aria-sort=${sort ?? 'none'} aria-label=${name} title=${name} aria-describedby="head-keys" data-head=${index} tabindex=${this.at === index ? 0 : -1}
      @click=${() => this.#onClick(spec)} @keydown=${(event: KeyboardEvent) => this.#onKey(event, index)} @pointerdown=${(event: PointerEvent) => this.#drag(event, index)}>
      <span class="name">${hidden ? '' : name}</span>${sort ? html`<vscode-icon name=${sort === 'ascending' ? 'arrow-up' : 'arrow-down'} size="12" aria-hidden="true"></vscode-icon>` : nothing}
      <span class="grip" aria-hidden="true" @click=${(event: Event) => event.stopPropagation()} @pointerdown=${(event: PointerEvent) => this.#resize(event, index)}></span>
    </span>`;
  }

  #sortOf(spec: ColumnSpec): 'ascending' | 'descending' | undefined {
    const { order } = this.#owner;
    if (order === undefined || order.column === 'arrival' || keyOf(order.column) !== keyOf(spec)) return undefined;
    return order.descending ? 'descending' : 'ascending';
  }

  /** Ascending, descending, and then as they arrived. */
  #sort(column: ColumnSpec): void {
    const sort = this.#sortOf(column);
    this.#owner.sort(sort === 'descending' ? undefined : { column, descending: sort === 'ascending' });
  }

  #onClick(spec: ColumnSpec): void {
    if (!this.#dragged) this.#sort(spec);
    this.#dragged = false;
  }

  #onKey(event: KeyboardEvent, index: number): void {
    const { columns } = this.#owner;
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const column = columns[index];
    if (step !== 0 && column && event.shiftKey) this.#widen(index, column.width + step * widthStep, true);
    else if (step !== 0 && column && event.altKey) this.#move(index, index + step);
    else if (step !== 0) this.#focus(Math.min(columns.length - 1, Math.max(-1, index + step)));
    else if (event.key === 'Home') this.#focus(-1);
    else if (event.key === 'End') this.#focus(columns.length - 1);
    else if (event.key === 'ArrowDown') this.#owner.leaveDown();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    else if (column) this.#sort(column.spec);
    else this.#owner.selectAll();
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(index: number): void {
    this.at = index;
    this.#owner.focusHead(index);
  }

  #widen(index: number, width: number, final: boolean): void {
    const bounded = Math.round(Math.min(maxWidth, Math.max(minWidth, width)));
    this.#owner.arrange(
      this.#owner.columns.map((column, at) => (at === index ? { ...column, width: bounded } : column)),
      final,
    );
  }

  #move(from: number, to: number): void {
    const columns = [...this.#owner.columns];
    const [column] = columns.splice(from, 1);
    if (!column || to < 0 || to > columns.length) return;
    columns.splice(to, 0, column);
    this.#owner.arrange(columns, true);
    this.#focus(to);
  }

  #resize(event: PointerEvent, index: number): void {
    event.stopPropagation();
    event.preventDefault();
    const grip = event.currentTarget as HTMLElement;
    const start = grip.parentElement?.getBoundingClientRect().width ?? minWidth;
    const width = (at: PointerEvent): number => start + at.clientX - event.clientX;
    follow(grip, event, {
      move: at => this.#widen(index, width(at), false),
      end: at => this.#widen(index, width(at), true),
    });
  }

  #drag(event: PointerEvent, index: number): void {
    if (event.button !== 0) return;
    const head = event.currentTarget as HTMLElement;
    this.#dragged = false;
    const over = (at: PointerEvent): number | undefined => {
      const root = head.getRootNode() as ShadowRoot;
      const found = root.elementFromPoint(at.clientX, at.clientY)?.closest<HTMLElement>('[data-head]');
      const place = Number(found?.dataset['head'] ?? -1);
      return place < 0 ? undefined : place;
    };
    follow(head, event, {
      move: at => {
        if (!this.#dragged && Math.abs(at.clientX - event.clientX) < dragStart) return;
        this.#dragged = true;
        this.#dropAt = over(at);
        this.#owner.arrange(this.#owner.columns, false);
      },
      end: at => {
        const to = this.#dragged ? over(at) : undefined;
        this.#dropAt = undefined;
        if (to !== undefined && to !== index) this.#move(index, to);
        else this.#owner.arrange(this.#owner.columns, false);
      },
    });
  }
}

/** Follows one pointer from its press on an element to its release, also outside of it. */
export function follow(
  element: HTMLElement | SVGElement,
  press: PointerEvent,
  on: { move: (event: PointerEvent) => void; end: (event: PointerEvent) => void },
): void {
  const controller = new AbortController();
  const { signal } = controller;
  element.setPointerCapture(press.pointerId);
  element.addEventListener('pointermove', event => on.move(event as PointerEvent), { signal });
  for (const name of ['pointerup', 'pointercancel']) {
    element.addEventListener(
      name,
      event => {
        controller.abort();
        on.end(event as PointerEvent);
      },
      { signal },
    );
  }
}
