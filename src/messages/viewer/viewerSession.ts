import { UserError } from '../../core/errors.ts';
import type { Handlers } from '../../core/rpc.ts';
import type { Message } from '../message.ts';
import { decodeFetched, plainReading, type Reading } from '../reading.ts';
import { MessageStore } from '../store/messageStore.ts';
import { MessageView } from '../store/messageView.ts';
import { knownNames } from './knownNames.ts';
import { detailOf, endingOf, mayHideText, type ReadBody, rowJson, textOf } from './messageDetail.ts';
import { Selection, type ShownRows } from './selection.ts';
import { defaultLimit, pageCharacters } from './viewerLimits.ts';
import type {
  BodyChoice,
  SavedFilter,
  ViewerColumn,
  ViewerEvents,
  ViewerFigures,
  ViewerMethods,
  ViewerSettings,
  ViewerWindow,
} from './viewerProtocol.ts';

/** A text for an editor; `name` ends in what tells the editor its language. */
export interface ViewerDocument {
  readonly name: string;
  readonly text: string;
}

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
}

/** Bytes of messages held at most. */
const maxBytes = 1_610_612_736;
/** Milliseconds between two tellings of new figures. */
const pace = 100;
/** Fetched bodies that are kept. */
const maxFetched = 10;
/** Characters that one copy puts on the clipboard at most. */
const maxCopied = 33_554_432;

/**
 * The host's side of one message viewer: what arrives is kept here and the page asks for windows of it. A feature adds
 * messages and their states and reads the selection; the rest is between viewer and page.
 */
export class ViewerSession {
  readonly #options: ViewerOptions;
  readonly #read: ReadBody;
  #reading: Reading;
  /** Bodies that were fetched from where their pointers point, by arrival number; the latest few. */
  readonly #fetched = new Map<number, Uint8Array>();
  readonly #store: MessageStore;
  readonly #view: MessageView;
  readonly #selection = new Selection();
  readonly #states = new Map<string, string>();
  #settings: ViewerSettings;
  readonly #ready: Promise<void>;
  #waiting: Message[] = [];
  #paused = false;
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
    this.#reading = options.reading ?? plainReading;
    this.#read = options.read ?? (message => this.#reading.decoder.decode(message));
    this.#settings = options.settings ?? { columns: options.columns, limit: defaultLimit, histogram: false };
    this.#store = new MessageStore({ limit: this.#settings.limit, maxBytes });
    this.#view = new MessageView(this.#store, {
      stateOf: id => this.#states.get(id),
      innerText: message => (mayHideText(message.body) ? this.#read(message).text : undefined),
      innerPayload: message => (options.read ? options.read(message).value : this.#reading.decoder.value(message)),
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
    this.#reading = reading;
    this.#changed();
  }

  get reading(): Reading {
    return this.#reading;
  }

  get settings(): ViewerSettings {
    return this.#settings;
  }

  get size(): number {
    return this.#store.size + this.#waiting.length;
  }

  /** Takes in messages as they arrive. While the viewer is paused they wait, so that what is shown does not move. */
  add(arrived: readonly Message[]): void {
    const { mask } = this.#reading;
    const messages = mask.active ? arrived.map(message => mask.message(message)) : arrived;
    if (this.#paused) {
      for (const message of messages) this.#waiting.push(message);
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
    this.#waiting = [];
    this.#states.clear();
    this.#stateVersion++;
    this.#selection.clear();
    this.#fetched.clear();
    this.#store.clear();
    this.#changed();
  }

  /** Ids of the selected messages. */
  selectedIds(): string[] {
    return [...this.#selection].flatMap(seq => this.#store.get(seq)?.id ?? []);
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
    this.#waiting = [];
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
      this.#ordering?.abort();
      const ordering = new AbortController();
      this.#ordering = ordering;
      signal.addEventListener('abort', () => ordering.abort(signal.reason), { once: true });
      await this.#view.setOrder(order, ordering.signal);
      this.#keep({ order });
      this.#changed();
    },
    'viewer.columns': async ({ columns }) => {
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
      if (!paused && this.#waiting.length > 0) {
        const waiting = this.#waiting;
        this.#waiting = [];
        this.#store.add(waiting);
      }
      this.#changed();
    },
    'viewer.showHistogram': async ({ shown }) => this.#keep({ histogram: shown }),
    'viewer.select': async step => {
      this.#selection.take(step, this.#shown);
      this.#revision++;
      return this.#tell();
    },
    'viewer.message': async ({ seq }) => detailOf(seq, this.#message(seq), this.#readAt(seq), this.#canFetch),
    'viewer.fetch': async ({ seq }, signal) => {
      const message = this.#message(seq);
      const { pointer } = this.#read(message);
      const { fetch } = this.#reading;
      if (!pointer || !fetch) throw new UserError('This message does not point to an object of S3');
      this.#fetched.set(seq, await fetch(pointer, signal));
      const [oldest] = this.#fetched.keys();
      if (oldest !== undefined && this.#fetched.size > maxFetched) this.#fetched.delete(oldest);
      return detailOf(seq, message, this.#readAt(seq), false);
    },
    'viewer.body': async ({ seq, which }) => {
      const text = textOf(this.#message(seq), which, this.#readAt(seq));
      return text.length <= pageCharacters ? text : text.slice(0, pageCharacters).toWellFormed();
    },
    'viewer.copy': async ({ what, seq }) => this.#copy(what, seq),
    'viewer.edit': async ({ seq, which }) => this.#options.ports.show(this.#document(seq, which)),
    'viewer.compare': async ({ seq }) => {
      const chosen = new Set(this.#selection);
      if (chosen.size < 2 && seq !== undefined) chosen.add(seq);
      const [one, other, ...more] = [...chosen].sort((a, b) => a - b);
      if (one === undefined || other === undefined || more.length > 0) {
        throw new UserError('Select the two messages to compare');
      }
      await this.#options.ports.compare(this.#document(one, 'text'), this.#document(other, 'text'));
    },
    'viewer.histogram': async ({ bins, field }) => this.#view.histogram(bins, field),
    'viewer.names': async () => knownNames(this.messages(), message => this.#read(message).text),
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

  get #canFetch(): boolean {
    return this.#reading.fetch !== undefined;
  }

  /** How the message of this number is read: with the body that was fetched for it, where one was. */
  #readAt(seq: number): ReadBody {
    const fetched = this.#fetched.get(seq);
    return fetched ? message => decodeFetched(this.#reading, message, fetched) : this.#read;
  }

  get #shown(): ShownRows {
    return { seqs: (from, count) => this.#view.seqs(from, count), count: this.#view.count };
  }

  #message(seq: number): Message {
    const message = this.#store.get(seq);
    if (!message) throw new UserError('This message is no longer held: newer ones have taken its place');
    return message;
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

  async #copy(what: BodyChoice | 'row', seq: number | undefined): Promise<{ copied: number }> {
    const seqs = seq === undefined ? [...this.#selection].sort((a, b) => a - b) : [seq];
    if (seqs.length === 0) throw new UserError('Select the messages to copy');
    const texts: string[] = [];
    let length = 0;
    for (const each of seqs) {
      const message = this.#message(each);
      const text = what === 'row' ? rowJson(message) : textOf(message, what, this.#readAt(each));
      length += text.length;
      if (length > maxCopied) throw new UserError('That is more than the clipboard should hold. Select fewer messages');
      texts.push(text);
    }
    const joined = what === 'row' && texts.length > 1 ? `[\n${texts.join(',\n')}\n]` : texts.join('\n');
    await this.#options.ports.copy(joined);
    return { copied: texts.length };
  }

  #document(seq: number, which: BodyChoice): ViewerDocument {
    const message = this.#message(seq);
    const text = textOf(message, which, this.#readAt(seq));
    return { name: `${message.id.slice(0, 120)}.${endingOf(text)}`, text };
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
    const { size, added, dropped, bytes, limit } = this.#store;
    return {
      revision: this.#revision,
      size,
      matched: this.#view.count,
      added,
      dropped,
      bytes,
      limit,
      paused: this.#paused,
      waiting: this.#waiting.length,
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
