import type { Disposable } from '../../core/disposable.ts';
import { Emitter, type Event } from '../../core/event.ts';
import { messageBytes } from '../../core/messageRules.ts';
import type { Message } from '../message.ts';

export const minMessageLimit = 100;
export const maxMessageLimit = 1_000_000;

/** What happened to a store: messages came, the oldest fell out. `from` and `to` are arrival numbers. */
export interface StoreChange {
  readonly added: number;
  readonly dropped: number;
}

/** Messages in arrival order, bounded by number and bytes: the oldest fall out. Every one has an arrival number, from 0. */
export class MessageStore implements Disposable {
  readonly #changed = new Emitter<StoreChange>();
  readonly #maxBytes: number;
  #messages: Message[] = [];
  readonly #seqs = new Map<string, number>();
  #first = 0;
  #bytes = 0;
  #limit: number;

  constructor(options: { limit: number; maxBytes: number }) {
    this.#limit = options.limit;
    this.#maxBytes = options.maxBytes;
  }

  readonly onDidChange: Event<StoreChange> = this.#changed.event;

  get size(): number {
    return this.#messages.length;
  }
  /** Messages that ever came. */
  get added(): number {
    return this.#first + this.#messages.length;
  }
  /** Messages that fell out. */
  get dropped(): number {
    return this.#first;
  }
  /** Arrival number of the oldest message held. */
  get first(): number {
    return this.#first;
  }
  get bytes(): number {
    return this.#bytes;
  }
  get limit(): number {
    return this.#limit;
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#trim(0);
  }

  add(messages: readonly Message[]): void {
    for (const message of messages) {
      this.#seqs.set(message.id, this.added);
      this.#messages.push(message);
      this.#bytes += messageBytes(message.body, message.attributes);
    }
    this.#trim(messages.length);
  }

  get(seq: number): Message | undefined {
    return this.#messages[seq - this.#first];
  }

  seqOf(id: string): number | undefined {
    return this.#seqs.get(id);
  }

  clear(): void {
    this.#drop(this.size);
    this.#changed.fire({ added: 0, dropped: 0 });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #trim(added: number): void {
    let over = Math.max(0, this.size - this.#limit);
    let bytes = this.#bytes;
    for (let at = 0; at < this.size - 1 && (at < over || bytes > this.#maxBytes); at++) {
      const { body, attributes } = this.#messages[at] as Message;
      bytes -= messageBytes(body, attributes);
      over = Math.max(over, at + 1);
    }
    this.#drop(over);
    this.#changed.fire({ added, dropped: over });
  }

  #drop(amount: number): void {
    for (const [index, { id, body, attributes }] of this.#messages.slice(0, amount).entries()) {
      if (this.#seqs.get(id) === this.#first + index) this.#seqs.delete(id);
      this.#bytes -= messageBytes(body, attributes);
    }
    this.#messages.splice(0, amount);
    this.#first += amount;
  }
}
