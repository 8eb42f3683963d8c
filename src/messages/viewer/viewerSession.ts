import { UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import type { Message } from '../message.ts';
import type { Reading } from '../reading.ts';
import { MessageStore } from '../store/messageStore.ts';
import { MessageView } from '../store/messageView.ts';
import type { Causes } from '../triage/causes.ts';
import { knownNames } from './knownNames.ts';
import { mayHideText, type ReadBody } from './messageDetail.ts';
import { MessageReader, type ViewerDocument } from './messageReader.ts';
import { Selection, type ShownRows } from './selection.ts';
import { defaultLimit } from './viewerLimits.ts';
import type {
  SavedFilter,
  ViewerColumn,
  ViewerEvents,
  ViewerFigures,
  ViewerMethods,
  ViewerSettings,
  ViewerWindow,
} from './viewerProtocol.ts';
import { WaitingMessages } from './waitingMessages.ts';

/** What a viewer needs of the editor around it. */
export interface ViewerPorts {
  copy(text: string): PromiseLike<void>;
  show(document: ViewerDocument): PromiseLike<void>;
  compare(left: ViewerDocument, right: ViewerDocument): PromiseLike<void>;
  readonly saved: { read(): readonly SavedFilter[]; write(list: readonly SavedFilter[]): PromiseLike<void> };
}

export interface ViewerOptions {
  readonly ports: ViewerPorts;
  /** What the list shows until the person chooses. */
  readonly columns: readonly ViewerColumn[];
  /** As they were before a reload, or in the viewer that is duplicated. */
  readonly settings?: ViewerSettings | undefined;
  readonly restored?: boolean;
  readonly duplicate?: (() => void) | undefined;
  readonly read?: ReadBody;
  readonly reading?: Reading | undefined;
  /** Sorts the messages by cause; absent where there is no such thing. */
  readonly causes?: Causes | undefined;
}

/** Bytes of messages held at most. */
const maxBytes = 1_610_612_736;
const noCause = { key: '', title: '' };
/** Milliseconds between two tellings of new figures. */
const pace = 100;

/**
 * The host's side of one message viewer: what arrives is kept here and the page asks for windows of it. A feature adds
 * messages and their states and reads the selection; the rest is between viewer and page.
 */
export class ViewerSession {
  readonly #options: ViewerOptions;
  readonly #reader: MessageReader;
  readonly #store: MessageStore;
  readonly #view: MessageView;
  readonly #selection = new Selection();
  readonly #states = new Map<string, string>();
  #settings: ViewerSettings;
  readonly #ready: Promise<void>;
  readonly #waiting = new WaitingMessages(maxBytes);
  #paused = false;
  /** Messages that were cleared, which the store counts as dropped. */
  #cleared = 0;
  #revision = 1;
  #stateVersion = 0;
  #figures: { key: string; states: Record<string, number> } | undefined;
  #emit: ((event: 'viewer.changed', figures: ViewerFigures) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #toldAt = 0;
  #filtering: AbortController | undefined;
  #ordering: AbortController | undefined;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#settings = options.settings ?? { columns: options.columns, limit: defaultLimit, histogram: false };
    this.#store = new MessageStore({ limit: this.#settings.limit, maxBytes });
    this.#reader = new MessageReader(this.#store, options.reading, options.read);
    this.#view = new MessageView(this.#store, {
      stateOf: id => this.#states.get(id),
      innerText: message => (mayHideText(message.body) ? this.#reader.read(message).text : undefined),
      innerPayload: message => this.#reader.value(message),
      ...(options.causes && { causeOf: message => options.causes?.causeOf(message, this.#read) ?? noCause }),
    });
    this.#view.onDidChange(() => this.#changed());
    this.#ready = this.#begin();
  }

  /** Settings of an earlier time may not hold any more: what is refused is left out. */
  async #begin(): Promise<void> {
    const { columns, filter, order } = this.#settings;
    const view = this.#view;
    await view.setColumns(columns.map(column => column.spec)).catch(() => {
      this.#keep({ columns: this.#options.columns });
      return view.setColumns(this.#options.columns.map(column => column.spec));
    });
    await view.setOrder(order).catch(() => this.#keep({ order: undefined }));
    const outcome = await view.setFilter(filter).catch(() => undefined);
    if (outcome === undefined || outcome.invalid !== undefined) this.#keep({ filter: undefined });
  }

  /** Connects the page; figures go to it from now on. */
  attach(emit: (event: 'viewer.changed', payload: ViewerEvents['viewer.changed']) => void): void {
    this.#emit = emit;
  }

  /** How messages are read from now on; what is to be hidden is hidden in those that arrive from now on. */
  use(reading: Reading): void {
    this.#reader.reading = reading;
    this.#changed();
  }

  get reading(): Reading {
    return this.#reader.reading;
  }

  get settings(): ViewerSettings {
    return this.#settings;
  }

  get size(): number {
    return this.#store.size + this.#waiting.size;
  }

  /** Takes in messages as they arrive. While the viewer is paused they wait, so that what is shown does not move. */
  add(arrived: readonly Message[]): void {
    const { mask } = this.#reader.reading;
    const messages = mask.active ? arrived.map(message => mask.message(message)) : arrived;
    if (this.#paused) {
      this.#waiting.add(messages, this.#settings.limit);
      this.#changed();
    } else this.#store.add(messages);
  }

  /** Says where messages are now, in the feature's own words: `held`, `released`. */
  setStates(ids: Iterable<string>, state: string): void {
    for (const id of ids) this.#states.set(id, state);
    this.#stateVersion++;
    this.#changed();
  }

  /** Forgets every message; settings stay. */
  clear(): void {
    this.#waiting.take();
    this.#states.clear();
    this.#stateVersion++;
    this.#selection.clear();
    this.#reader.clear();
    this.#options.causes?.clear();
    this.#store.clear();
    this.#cleared = this.#store.dropped;
    this.#changed();
  }

  /** Ids of the selected messages. */
  selectedIds(): string[] {
    return [...this.#selection].flatMap(seq => this.#store.get(seq)?.id ?? []);
  }

  /** Arrival numbers of the messages that are meant, in the order that is shown; the selected ones as they arrived. */
  seqsOf(which: 'all' | 'matching' | 'selected'): readonly number[] {
    if (which === 'matching') return this.#view.seqs(0, this.#view.count);
    if (which === 'selected') return [...this.#selection].sort((a, b) => a - b);
    return Array.from({ length: this.#store.size }, (_, at) => this.#store.added - this.#store.size + at);
  }

  /** Arrival numbers of what is held: from the first, below the second. */
  get held(): { readonly from: number; readonly to: number } {
    return { from: this.#store.added - this.#store.size, to: this.#store.added };
  }

  messageAt(seq: number): Message | undefined {
    return this.#store.get(seq);
  }

  /** Selects these messages in place of those that are selected. */
  selectSeqs(seqs: Iterable<number>): void {
    this.#selection.set(seqs);
    this.#changed();
  }

  /** What is inside a message's envelopes and encodings. */
  readonly #read: ReadBody = message => this.#reader.read(message);

  get read(): ReadBody {
    return this.#read;
  }

  /** Everything held, in the order of arrival: for another viewer beside this one. */
  *messages(): Generator<Message> {
    for (let seq = this.#store.added - this.#store.size; seq < this.#store.added; seq++) {
      const message = this.#store.get(seq);
      if (message) yield message;
    }
    yield* this.#waiting;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#view.dispose();
    this.#emit = undefined;
    this.#filtering?.abort();
    this.#ordering?.abort();
    this.#waiting.take();
    this.#store.clear();
  }

  readonly handlers: Handlers<ViewerMethods> = {
    'viewer.open': async () => {
      await this.#ready;
      return {
        settings: this.#settings,
        figures: this.#tell(),
        saved: this.#options.ports.saved.read(),
        restored: this.#options.restored === true,
        canDuplicate: this.#options.duplicate !== undefined,
      };
    },
    'viewer.window': async params => this.#window(params),
    'viewer.filter': async ({ filter }, signal) => {
      await this.#ready;
      this.#filtering?.abort();
      const filtering = new AbortController();
      this.#filtering = filtering;
      signal.addEventListener('abort', () => filtering.abort(signal.reason), { once: true });
      const outcome = await this.#view.setFilter(filter, filtering.signal);
      if (outcome.invalid === undefined) this.#keep({ filter });
      this.#changed();
      return outcome;
    },
    'viewer.order': async ({ order }, signal) => {
      await this.#ready;
      this.#ordering?.abort();
      const ordering = new AbortController();
      this.#ordering = ordering;
      signal.addEventListener('abort', () => ordering.abort(signal.reason), { once: true });
      await this.#view.setOrder(order, ordering.signal);
      this.#keep({ order });
      this.#changed();
    },
    'viewer.columns': async ({ columns }) => {
      await this.#ready;
      await this.#view.setColumns(columns.map(column => column.spec));
      this.#keep({ columns });
    },
    'viewer.limit': async ({ limit }) => {
      this.#keep({ limit });
      this.#store.setLimit(limit);
      this.#changed();
    },
    'viewer.pause': async ({ paused }) => {
      this.#paused = paused;
      if (!paused) this.#store.add(this.#waiting.take());
      this.#changed();
    },
    'viewer.showHistogram': async ({ shown }) => this.#keep({ histogram: shown }),
    'viewer.select': async step => {
      this.#selection.take(step, this.#shown);
      this.#revision++;
      return this.#tell();
    },
    'viewer.message': async ({ seq }) => this.#reader.detail(seq),
    'viewer.fetch': ({ seq }, signal) => this.#reader.fetch(seq, signal),
    'viewer.body': async ({ seq, which }) => this.#reader.body(seq, which),
    'viewer.copy': async ({ what, seq }) => {
      const { text, copied } = this.#reader.copy(seq === undefined ? this.#selection : [seq], what);
      await this.#options.ports.copy(text);
      return { copied };
    },
    'viewer.edit': async ({ seq, which }) => this.#options.ports.show(this.#reader.document(seq, which)),
    'viewer.compare': async ({ seq }) => {
      const chosen = new Set(this.#selection);
      if (chosen.size < 2 && seq !== undefined) chosen.add(seq);
      await this.#options.ports.compare(...this.#reader.pair(chosen));
    },
    'viewer.histogram': async ({ bins, field }) => this.#view.histogram(bins, field),
    'viewer.names': async () => knownNames(this.messages(), message => this.#reader.value(message)),
    'viewer.saveFilter': async ({ name }) => {
      const { filter } = this.#settings;
      if (!filter) throw new UserError('There is no filter to save');
      const trimmed = name.trim();
      if (trimmed === '') throw new UserError('The filter needs a name');
      return this.#save([...this.#savedBut(trimmed), { name: trimmed, filter }]);
    },
    'viewer.deleteFilter': async ({ name }) => this.#save(this.#savedBut(name)),
    'viewer.duplicate': async () => this.#options.duplicate?.(),
  };

  get #shown(): ShownRows {
    return { seqs: (from, count) => this.#view.seqs(from, count), count: this.#view.count };
  }

  #window({ from, count, keep, active }: ViewerMethods['viewer.window']['params']): ViewerWindow {
    const rank = keep === undefined ? -1 : this.#view.rankOf(keep.seq);
    const moved = keep === undefined || rank < 0 ? 0 : rank - keep.row;
    const window = this.#view.window(Math.max(0, from + moved), count);
    return {
      revision: this.#revision,
      from: window.from,
      total: window.total,
      moved,
      activeRow: active === undefined ? -1 : this.#view.rankOf(active),
      rows: window.rows.map(({ seq, row, cells }) => {
        const state = this.#states.get(row.id);
        return { seq, row, cells, selected: this.#selection.has(seq), ...(state !== undefined && { state }) };
      }),
    };
  }

  /** Settings with some of them replaced; an undefined one goes away. */
  #keep(part: { [K in keyof ViewerSettings]?: ViewerSettings[K] | undefined }): void {
    const entries = Object.entries({ ...this.#settings, ...part }).filter(([, value]) => value !== undefined);
    this.#settings = Object.fromEntries(entries) as unknown as ViewerSettings;
  }

  #savedBut(name: string): SavedFilter[] {
    return this.#options.ports.saved.read().filter(saved => saved.name !== name);
  }

  async #save(list: readonly SavedFilter[]): Promise<readonly SavedFilter[]> {
    const sorted = list.toSorted((a, b) => a.name.localeCompare(b.name)).slice(0, 200);
    await this.#options.ports.saved.write(sorted);
    return sorted;
  }

  #changed(): void {
    this.#revision++;
    if (this.#timer || !this.#emit) return;
    const rest = Math.max(0, this.#toldAt + pace - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#toldAt = Date.now();
      this.#emit?.('viewer.changed', this.#tell());
    }, rest);
  }

  #tell(): ViewerFigures {
    const { size, added, dropped, bytes, limit, fullBy } = this.#store;
    const waiting = this.#waiting;
    return {
      revision: this.#revision,
      size,
      matched: this.#view.count,
      added,
      dropped: dropped - this.#cleared + waiting.dropped,
      bytes,
      limit,
      ...(fullBy !== undefined && { fullBy }),
      paused: this.#paused,
      waiting: waiting.size,
      selectedStates: this.#selectedStates(),
      selected: this.#selection.size,
    };
  }

  /** Counted anew only when selection, states or what is held have changed. */
  #selectedStates(): Record<string, number> {
    const key = `${this.#selection.version} ${this.#stateVersion} ${this.#store.dropped}`;
    if (this.#figures?.key !== key) {
      this.#selection.prune(seq => this.#store.get(seq) !== undefined);
      const states: Record<string, number> = {};
      for (const seq of this.#selection) {
        const state = this.#states.get(this.#store.get(seq)?.id ?? '') ?? '';
        states[state] = (states[state] ?? 0) + 1;
      }
      this.#figures = { key, states };
    }
    return this.#figures.states;
  }
}
