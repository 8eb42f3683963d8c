import type { ViewerColumn, ViewerRow } from '../viewerProtocol.ts';
import { cellText, isMono, isNumeric } from './cellText.ts';
import type { StateLooks } from './viewerLine.ts';

/** What all rows have in common; another object means that every row is drawn anew. */
export interface RowStyle {
  readonly columns: readonly ViewerColumn[];
  readonly states: StateLooks;
}

/** One row to draw; `known` is undefined until the host has sent it. */
export interface DrawnRow {
  readonly place: number;
  readonly top: number;
  readonly known: ViewerRow | undefined;
  readonly active: boolean;
  /** Tab reaches it. */
  readonly reached: boolean;
}

/** Rows that are kept for the next ones to be shown. */
const maxFree = 100;

interface Slot {
  readonly element: HTMLElement;
  readonly tick: HTMLElement;
  readonly ticks: HTMLElement;
  cells: HTMLElement[];
  style: RowStyle | undefined;
  known: ViewerRow | undefined;
  place: number;
  top: number;
  look: string;
}

/**
 * The rows in the document. What scrolls out of sight is written over for what scrolls in, which costs a tenth of making
 * it; the row that has the focus is never taken for another. Texts are only ever set as text.
 */
export class RowPool {
  readonly #body: HTMLElement;
  readonly #used = new Map<number, Slot>();
  #free: Slot[] = [];

  constructor(body: HTMLElement) {
    this.#body = body;
  }

  element(place: number): HTMLElement | undefined {
    return this.#used.get(place)?.element;
  }

  /**
   * Draws these rows, which come in the order of their places: so they stand in the document too, to be read. True when
   * the row that had the focus is none of them any more.
   */
  draw(rows: readonly DrawnRow[], style: RowStyle): boolean {
    const focused = (this.#body.getRootNode() as ShadowRoot).activeElement;
    let lost = false;
    const wanted = new Set(rows.map(row => row.place));
    for (const [place, slot] of this.#used) {
      if (wanted.has(place)) continue;
      this.#used.delete(place);
      lost ||= slot.element === focused;
      slot.element.remove();
      this.#free.push(slot);
    }
    // What is in the document now stays and is in order; moving it would take the focus from it.
    let next = this.#body.firstElementChild;
    for (const row of rows) {
      let slot = this.#used.get(row.place);
      if (slot) next = slot.element.nextElementSibling;
      else {
        slot = this.#free.pop() ?? this.#make();
        this.#used.set(row.place, slot);
        this.#body.insertBefore(slot.element, next);
      }
      this.#fill(slot, row, style);
    }
    this.#free = this.#free.slice(0, maxFree);
    return lost;
  }

  #make(): Slot {
    const element = span('row', 'row');
    const tick = document.createElement('span');
    tick.className = 'tick';
    tick.setAttribute('aria-hidden', 'true');
    const ticks = span('gridcell', 'ticks');
    ticks.append(tick);
    element.append(ticks);
    return { element, tick, ticks, cells: [], style: undefined, known: undefined, place: -1, top: -1, look: '' };
  }

  #fill(slot: Slot, row: DrawnRow, style: RowStyle): void {
    const { element } = slot;
    if (slot.style !== style) this.#build(slot, style);
    if (slot.place !== row.place) {
      slot.place = row.place;
      element.id = `row-${row.place}`;
      element.dataset['row'] = String(row.place);
      element.ariaRowIndex = String(row.place + 2);
    }
    if (slot.top !== row.top) {
      slot.top = row.top;
      element.style.transform = `translateY(${row.top}px)`;
    }
    const selected = row.known?.selected === true;
    const look = `${row.active ? ' active' : ''}${row.known ? '' : ' unknown'}${selected ? ' selected' : ''}`;
    if (slot.look !== look || element.className === '') {
      slot.look = look;
      element.className = `row${look}`;
      element.ariaSelected = String(selected);
      slot.tick.textContent = selected ? '✓' : '';
      slot.ticks.ariaLabel = selected ? 'selected' : 'not selected';
    }
    const tabIndex = row.reached ? 0 : -1;
    if (element.tabIndex !== tabIndex || !element.hasAttribute('tabindex')) element.tabIndex = tabIndex;
    if (row.known && slot.known !== row.known) this.#write(slot, row.known, style);
  }

  /** Cells for these columns, empty. */
  #build(slot: Slot, style: RowStyle): void {
    slot.style = style;
    slot.known = undefined;
    slot.cells = style.columns.map(({ spec }) => {
      const kind = isState(spec) ? 'state' : `${isMono(spec) ? 'mono' : ''} ${isNumeric(spec) ? 'number' : ''}`;
      return span('gridcell', kind.trim());
    });
    slot.ticks.ariaLabel = 'not selected';
    slot.element.replaceChildren(slot.ticks, ...slot.cells);
  }

  #write(slot: Slot, known: ViewerRow, style: RowStyle): void {
    slot.known = known;
    for (const [index, cell] of slot.cells.entries()) {
      const spec = style.columns[index]?.spec;
      if (!spec) continue;
      if (isState(spec)) {
        writeState(cell, known.state, style.states);
        continue;
      }
      const text = cellText(spec, known, index);
      if (cell.firstChild) cell.firstChild.nodeValue = text;
      else cell.textContent = text;
      if (spec.kind === 'field' && spec.field === 'id') cell.classList.toggle('gone', known.state === 'deleted');
    }
  }
}

function isState(spec: ViewerColumn['spec']): boolean {
  return spec.kind === 'field' && spec.field === 'state';
}

function writeState(cell: HTMLElement, state: string | undefined, states: StateLooks): void {
  const look = states[state ?? ''];
  const words = look?.words ?? state ?? '';
  if (cell.ariaLabel === words) return;
  cell.ariaLabel = words;
  const icon = document.createElement('vscode-icon');
  icon.setAttribute('name', look?.icon ?? 'blank');
  icon.setAttribute('aria-hidden', 'true');
  cell.replaceChildren(...(look ? [icon] : []));
}

function span(role: string, className: string): HTMLElement {
  const element = document.createElement('span');
  element.setAttribute('role', role);
  element.className = className;
  return element;
}
