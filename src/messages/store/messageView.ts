import type { Disposable } from '../../core/disposable.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import { Emitter, type Event } from '../../core/event.ts';
import type { MessageRow } from '../message.ts';
import { ColumnReader, rowAt } from './columnReader.ts';
import type { ColumnSpec, ViewOrder } from './columns.ts';
import { compileExpression } from './expression.ts';
import { type Histogram, receivedHistogram, sentHistogram } from './histogram.ts';
import { Matcher } from './matcher.ts';
import type { MessageFilter } from './messageFilter.ts';
import { type MessageStore, type StoreChange, segmentSize } from './messageStore.ts';
import type { ViewOptions } from './payload.ts';
import { RowOrder } from './rowOrder.ts';
import { SeqBits } from './seqBits.ts';
import { breathe, newStretch, stretchMs } from './stretch.ts';
import { textPattern } from './textPattern.ts';
import { TimeLimit } from './timeLimit.ts';

export type { Histogram } from './histogram.ts';

/** What a filter did. */
export interface FilterOutcome {
  readonly matched: number;
  readonly scanned: number;
  /** The filter was not taken, and why; the one before stays. */
  readonly invalid?: string;
  /** Messages on which it took too long; they are left out. */
  readonly gaveUp?: number;
  /** Messages on which the expression failed, with the first reason; they count as not matching. */
  readonly failed?: { readonly count: number; readonly reason: string };
}

export interface WindowRow {
  /** Arrival number. */
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

/** What one window may take when its columns run expressions, in milliseconds. */
const windowLimit = 40;
/** What one filter or order may take in all, in milliseconds. */
const wholeLimit = 60_000;

/** A filter and an order over a store, kept up as messages come and go. */
export class MessageView implements Disposable {
  readonly #store: MessageStore;
  readonly #options: ViewOptions;
  readonly #limit = new TimeLimit();
  readonly #changed = new Emitter<void>();
  readonly #following: Disposable;
  readonly #sent: RowOrder;
  readonly #plain: SeqBits;
  #matcher: Matcher | undefined;
  /** What the matcher lets through; undefined without a filter. */
  #bits: SeqBits | undefined;
  #order: { rows: RowOrder | undefined; descending: boolean } = { rows: undefined, descending: false };
  #columns: readonly ColumnReader[] = [];
  /** Grows with every request for a filter, an order or columns, so that a newer one ends an older one. */
  #filterTurn = 0;
  #orderTurn = 0;
  #columnTurn = 0;

  constructor(store: MessageStore, options: ViewOptions = {}) {
    this.#store = store;
    this.#options = options;
    this.#plain = new SeqBits(store.dropped);
    this.#sent = new RowOrder(seq => {
      const sentAt = store.segmentOf(seq).sentAt[seq % segmentSize] as number;
      return Number.isNaN(sentAt) ? undefined : sentAt;
    }, false);
    for (let seq = store.dropped; seq < store.added; seq++) this.#sent.insert(seq);
    this.#following = store.onDidChange(change => this.#follow(change));
  }

  /** Rows have come, gone or moved. */
  readonly onDidChange: Event<void> = this.#changed.event;

  /** Rows that the filter lets through. */
  get count(): number {
    return this.#bits ? this.#bits.size : this.#store.size;
  }

  get filter(): MessageFilter | undefined {
    return this.#matcher?.filter;
  }

  /** Messages on which the filter in use took too long, also among those that came since it was set. */
  get gaveUp(): number {
    return this.#matcher?.gaveUp ?? 0;
  }

  /**
   * Filters all messages and those to come; undefined lets everything through. Until it is done the filter before
   * stands. Works in short stretches; a newer call or the signal ends it with a CancelledError.
   */
  async setFilter(filter: MessageFilter | undefined, signal?: AbortSignal): Promise<FilterOutcome> {
    const turn = ++this.#filterTurn;
    const store = this.#store;
    if (!filter || Object.keys(withoutDefaults(filter)).length === 0) {
      this.#useFilter(undefined, undefined);
      return { matched: store.size, scanned: 0 };
    }
    let matcher: Matcher;
    try {
      matcher = await this.#makeMatcher(withoutDefaults(filter));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { matched: this.count, scanned: 0, invalid: error.message };
    }
    const stretch = newStretch(signal);
    const end = performance.now() + wholeLimit;
    const candidates = this.#candidates(matcher.filter);
    const candidatesBelow = candidates ? store.added : 0;
    const bits = new SeqBits(store.dropped);
    let next = store.dropped;
    let scanned = 0;
    while (true) {
      if (turn !== this.#filterTurn || signal?.aborted) throw new CancelledError();
      next = Math.max(next, store.dropped);
      if (next >= store.added) break;
      const narrowed = next < candidatesBelow ? candidates : undefined;
      const from = next;
      next = matcher.advance(next, narrowed ? candidatesBelow : store.added, bits, stretchMs, narrowed);
      scanned += next - from;
      if (matcher.exhausted || performance.now() > end) {
        const invalid = `This filter takes too long: it was stopped after ${scanned} messages. Make it simpler`;
        return { matched: this.count, scanned, invalid, gaveUp: matcher.gaveUp };
      }
      if (next < store.added) await breathe(stretch);
    }
    bits.dropBelow(store.dropped);
    this.#useFilter(matcher, bits);
    return {
      matched: bits.size,
      scanned,
      ...(matcher.gaveUp > 0 && { gaveUp: matcher.gaveUp }),
      ...(matcher.failed > 0 && { failed: { count: matcher.failed, reason: matcher.reason ?? '' } }),
    };
  }

  /**
   * Sorts the rows; undefined = as they arrived. Arrival and sent time are there at once, any other column is sorted in
   * short stretches, and kept up from then on. Throws a UserError when a path is none or takes too long.
   */
  async setOrder(order: ViewOrder | undefined, signal?: AbortSignal): Promise<void> {
    const turn = ++this.#orderTurn;
    const descending = order?.descending ?? false;
    if (!order || order.column === 'arrival') return this.#useOrder(undefined, descending);
    const { column } = order;
    if (column.kind === 'field' && column.field === 'sentAt') return this.#useOrder(this.#sent, descending);
    const store = this.#store;
    const reader = await ColumnReader.make(store, column, this.#options);
    const rows = new RowOrder(this.#keyReader(reader), true);
    const first = store.dropped;
    const last = store.added;
    await rows.build(first, last, newStretch(signal));
    if (turn !== this.#orderTurn || signal?.aborted) throw new CancelledError();
    if (store.dropped > first) rows.drop(first, Math.min(last, store.dropped));
    for (let seq = Math.max(last, store.dropped); seq < store.added; seq++) rows.insert(seq);
    rows.setFilter(this.#bits);
    this.#useOrder(rows, descending);
  }

  /** Throws a UserError when a path is no expression; the columns before then stay. */
  async setColumns(columns: readonly ColumnSpec[]): Promise<void> {
    const turn = ++this.#columnTurn;
    const readers = await Promise.all(columns.map(column => ColumnReader.make(this.#store, column, this.#options)));
    if (turn !== this.#columnTurn) return;
    this.#columns = readers;
    this.#changed.fire();
  }

  window(from: number, count: number): RowWindow {
    const seqs = this.#slice(Math.max(0, from), Math.max(0, count));
    const rows: WindowRow[] = [];
    const work = (): void => {
      for (let at = rows.length; at < seqs.length; at++) {
        const seq = seqs[at] as number;
        const cells = this.#columns.map(column => column.cell(seq));
        rows.push({ seq, row: rowAt(this.#store, seq), cells });
      }
    };
    if (!this.#columns.some(column => column.foreign)) work();
    else if (!this.#limit.run(work, windowLimit)) {
      for (const seq of seqs.slice(rows.length)) {
        const cells = this.#columns.map(column => (column.foreign ? '…' : column.cell(seq)));
        rows.push({ seq, row: rowAt(this.#store, seq), cells });
      }
    }
    return { from, total: this.count, rows };
  }

  /** Arrival numbers of the rows from a place on, for acting on them. */
  seqs(from: number, count: number): number[] {
    return this.#slice(Math.max(0, from), Math.max(0, count));
  }

  /** The row of a message in the current order; -1 when it is gone or the filter leaves it out. */
  rankOf(seq: number): number {
    if (!this.#store.has(seq) || (this.#bits && !this.#bits.has(seq))) return -1;
    const { rows, descending } = this.#order;
    if (rows) return rows.rank(seq, descending);
    const place = this.#bits ? this.#bits.rank(seq) : seq - this.#store.dropped;
    return descending ? this.count - 1 - place : place;
  }

  /** Counts over equal steps of time, of all messages and of those that the filter lets through. */
  histogram(bins: number, field: 'sentAt' | 'receivedAt'): Histogram {
    return field === 'sentAt'
      ? sentHistogram(this.#sent.numbers, bins)
      : receivedHistogram(this.#store, this.#bits, bins);
  }

  dispose(): void {
    this.#filterTurn++;
    this.#orderTurn++;
    this.#following.dispose();
    this.#changed.dispose();
  }

  #slice(from: number, count: number): number[] {
    const { rows, descending } = this.#order;
    if (rows) return rows.slice(from, count, descending);
    const total = this.count;
    const amount = Math.min(count, Math.max(0, total - from));
    const start = descending ? total - from - amount : from;
    const first = this.#store.dropped + start;
    const seqs = this.#bits ? this.#bits.slice(start, amount) : Array.from({ length: amount }, (_, at) => first + at);
    return descending ? seqs.reverse() : seqs;
  }

  #follow({ added, dropped }: StoreChange): void {
    const from = Math.max(added.from, dropped.to);
    if (this.#bits && this.#matcher) {
      for (let next = from; next < added.to; ) {
        next = this.#matcher.advance(next, added.to, this.#bits, stretchMs);
      }
    }
    const orders = this.#order.rows && this.#order.rows !== this.#sent ? [this.#sent, this.#order.rows] : [this.#sent];
    for (const order of orders) {
      if (dropped.to > dropped.from) order.drop(dropped.from, dropped.to);
    }
    if (dropped.to > dropped.from) {
      this.#bits?.dropBelow(dropped.to);
      this.#plain.dropBelow(dropped.to);
    }
    for (const order of orders) for (let seq = from; seq < added.to; seq++) order.insert(seq);
    this.#changed.fire();
  }

  async #makeMatcher(filter: MessageFilter): Promise<Matcher> {
    const { text, regex = false, matchCase = false } = filter;
    let pattern: ReturnType<typeof textPattern> | undefined;
    try {
      pattern = text === undefined ? undefined : textPattern(text, { regex, matchCase });
    } catch (error) {
      const reason = (error as Error).message.replace(/^Invalid regular expression: /, '');
      throw new UserError(`This is not a regular expression: ${reason}`, { cause: error });
    }
    const expression = filter.expression === undefined ? undefined : await compileExpression(filter.expression);
    const ready = { pattern, expression, limit: this.#limit, plain: this.#plain };
    return new Matcher(this.#store, filter, ready, this.#options);
  }

  /** The rows shown now, when a longer text can only match among them and they are few. */
  #candidates(next: MessageFilter): SeqBits | undefined {
    const now = this.#matcher?.filter;
    if (!this.#bits || !now || this.#matcher?.exhausted || this.#bits.size > this.#store.size / 4) return undefined;
    if (now.regex || next.regex || now.invert || next.invert || !now.text || !next.text) return undefined;
    if ((now.matchCase ?? false) !== (next.matchCase ?? false) || !next.text.includes(now.text)) return undefined;
    const others = (filter: MessageFilter): string => JSON.stringify({ ...filter, text: undefined });
    return others(now) === others(next) ? this.#bits : undefined;
  }

  #useFilter(matcher: Matcher | undefined, bits: SeqBits | undefined): void {
    this.#matcher = matcher;
    this.#bits = bits;
    this.#sent.setFilter(bits);
    if (this.#order.rows !== this.#sent) this.#order.rows?.setFilter(bits);
    this.#changed.fire();
  }

  #useOrder(rows: RowOrder | undefined, descending: boolean): void {
    this.#order = { rows, descending };
    this.#changed.fire();
  }

  /** Reads sort keys; those that run an expression read several messages ahead within one time limit. */
  #keyReader(reader: ColumnReader): (seq: number) => ReturnType<ColumnReader['key']> {
    if (!reader.foreign) return seq => reader.key(seq);
    const ahead = new Map<number, ReturnType<ColumnReader['key']>>();
    return seq => {
      if (!ahead.has(seq)) {
        ahead.clear();
        const until = performance.now() + stretchMs / 2;
        let at = seq;
        const finished = this.#limit.run(() => {
          for (; at < this.#store.added && at < seq + 4_096 && performance.now() < until; at++) {
            ahead.set(at, reader.key(at));
          }
        });
        if (!finished) ahead.set(at, undefined);
      }
      const key = ahead.get(seq);
      ahead.delete(seq);
      return key;
    };
  }
}

/** A filter without the members that say nothing. */
function withoutDefaults(filter: MessageFilter): MessageFilter {
  const { text, regex, matchCase, attributes, invert, ...rest } = filter;
  return {
    ...(text !== undefined && text !== '' && { text, ...(regex && { regex }), ...(matchCase && { matchCase }) }),
    ...(attributes && attributes.length > 0 && { attributes }),
    ...(invert && { invert }),
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== '')),
  };
}
