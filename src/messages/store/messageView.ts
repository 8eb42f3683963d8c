import type { Disposable } from '../../core/disposable.ts';
import { Emitter, type Event } from '../../core/event.ts';
import { type Message, type MessageRow, rowOf } from '../message.ts';
import type { ColumnSpec, ViewOrder } from './columns.ts';
import type { MessageFilter } from './messageFilter.ts';
import type { MessageStore } from './messageStore.ts';

/** What a filter did. `invalid`: it was not taken, and why. `gaveUp`: messages on which it took too long. */
export interface FilterOutcome {
  readonly matched: number;
  readonly scanned: number;
  readonly invalid?: string;
  readonly gaveUp?: number;
}

export interface WindowRow {
  readonly seq: number;
  readonly row: MessageRow;
  /** One text for each of the view's columns, cut to 200 characters. */
  readonly cells: readonly string[];
}

export interface RowWindow {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly WindowRow[];
}

/** Counts over equal steps of time from `from` to `to` (milliseconds since 1970, both inclusive). */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  readonly matchedCounts: readonly number[];
}

export interface ViewOptions {
  /** What filters and columns see as the message's content: parsed JSON, or a text. By default the body. */
  readonly innerPayload?: (message: Message) => unknown;
  /** The text inside envelopes and encodings; undefined when it is the body itself. */
  readonly innerText?: (message: Message) => string | undefined;
  /** What a feature knows of a message: `held`, `deleted` … */
  readonly stateOf?: (id: string) => string | undefined;
}

/** A filter and an order over a store, kept up as messages come and go. */
export class MessageView implements Disposable {
  readonly #store: MessageStore;
  readonly #options: ViewOptions;
  readonly #changed = new Emitter<void>();
  readonly #following: Disposable;
  #filter: MessageFilter | undefined;
  #order: ViewOrder | undefined;
  #columns: readonly ColumnSpec[] = [];
  #rows: number[] = [];

  constructor(store: MessageStore, options: ViewOptions = {}) {
    this.#store = store;
    this.#options = options;
    this.#following = store.onDidChange(() => this.#update());
    this.#update();
  }

  /** Rows may have come, gone or moved. */
  readonly onDidChange: Event<void> = this.#changed.event;

  get count(): number {
    return this.#rows.length;
  }

  async setFilter(filter: MessageFilter | undefined, _signal?: AbortSignal): Promise<FilterOutcome> {
    if (filter?.regex && filter.text !== undefined) {
      try {
        new RegExp(filter.text);
      } catch (error) {
        return { matched: this.count, scanned: 0, invalid: (error as Error).message };
      }
    }
    this.#filter = filter;
    this.#update();
    return { matched: this.count, scanned: this.#store.size };
  }

  async setOrder(order: ViewOrder | undefined, _signal?: AbortSignal): Promise<void> {
    this.#order = order;
    this.#update();
  }

  setColumns(columns: readonly ColumnSpec[]): void {
    this.#columns = columns;
  }

  window(from: number, count: number): RowWindow {
    const rows = this.#rows.slice(from, from + count).flatMap(seq => {
      const message = this.#store.get(seq);
      return message
        ? [{ seq, row: rowOf(message), cells: this.#columns.map(column => this.#cell(message, column)) }]
        : [];
    });
    return { from, total: this.count, rows };
  }

  /** The row of a message in the current order, -1 when the filter leaves it out. */
  rankOf(seq: number): number {
    return this.#rows.indexOf(seq);
  }

  histogram(bins: number, field: 'sentAt' | 'receivedAt'): Histogram {
    const matching = new Set(this.#rows);
    const times: { at: number; matches: boolean }[] = [];
    for (let seq = this.#store.first; seq < this.#store.added; seq++) {
      const at = this.#store.get(seq)?.[field];
      if (at !== undefined) times.push({ at, matches: matching.has(seq) });
    }
    const from = Math.min(...times.map(time => time.at));
    const to = Math.max(...times.map(time => time.at));
    const counts = new Array<number>(bins).fill(0);
    const matchedCounts = new Array<number>(bins).fill(0);
    for (const { at, matches } of times) {
      const bin = Math.min(bins - 1, Math.floor(((at - from) / Math.max(1, to - from)) * bins));
      counts[bin] = (counts[bin] ?? 0) + 1;
      if (matches) matchedCounts[bin] = (matchedCounts[bin] ?? 0) + 1;
    }
    return times.length === 0 ? { from: 0, to: 0, counts, matchedCounts } : { from, to, counts, matchedCounts };
  }

  dispose(): void {
    this.#following.dispose();
    this.#changed.dispose();
  }

  #update(): void {
    const rows: number[] = [];
    for (let seq = this.#store.first; seq < this.#store.added; seq++) {
      const message = this.#store.get(seq);
      if (message && this.#matches(message)) rows.push(seq);
    }
    const order = this.#order;
    if (order && order.column !== 'arrival') {
      const column = order.column;
      rows.sort((a, b) => this.#key(a, column).localeCompare(this.#key(b, column)) || a - b);
    }
    if (order?.descending) rows.reverse();
    this.#rows = rows;
    this.#changed.fire();
  }

  #key(seq: number, column: ColumnSpec): string {
    const message = this.#store.get(seq);
    return message ? this.#cell(message, column) : '';
  }

  #matches(message: Message): boolean {
    const filter = this.#filter;
    if (!filter) return true;
    const { text = '' } = filter;
    const all = [
      message.body,
      message.id,
      message.groupId ?? '',
      ...Object.values(message.attributes).map(v => v.value),
    ];
    const found = filter.regex
      ? all.some(part => new RegExp(text, filter.matchCase ? '' : 'i').test(part))
      : all.some(part => (filter.matchCase ? part.includes(text) : part.toLowerCase().includes(text.toLowerCase())));
    const timely =
      (filter.sentAfter === undefined || (message.sentAt ?? -1) >= filter.sentAfter) &&
      (filter.sentBefore === undefined || (message.sentAt ?? Number.POSITIVE_INFINITY) < filter.sentBefore) &&
      (filter.groupId === undefined || message.groupId === filter.groupId) &&
      (message.receiveCount ?? 0) >= (filter.receiveCountAtLeast ?? 0);
    return (found && timely) !== (filter.invert ?? false);
  }

  #cell(message: Message, column: ColumnSpec): string {
    if (column.kind === 'attribute') return message.attributes[column.name]?.value ?? '';
    if (column.kind === 'system') return message.systemAttributes[column.name] ?? '';
    if (column.kind === 'path') return '';
    if (column.field === 'state') return this.#options.stateOf?.(message.id) ?? '';
    return String(rowOf(message)[column.field] ?? '');
  }
}
