import { UserError } from '../../core/errors.ts';
import type { Message } from '../message.ts';
import { decodeFetched, plainReading, type Reading } from '../reading.ts';
import type { MessageStore } from '../store/messageStore.ts';
import { detailOf, endingOf, type ReadBody, rowJson, textOf } from './messageDetail.ts';
import { pageCharacters } from './viewerLimits.ts';
import type { BodyChoice, MessageDetail } from './viewerProtocol.ts';

/** A text for an editor; `name` ends in what tells the editor its language. */
export interface ViewerDocument {
  readonly name: string;
  readonly text: string;
}

/** Fetched bodies that are kept. */
const maxFetched = 10;
/** Characters that one copy puts on the clipboard at most. */
const maxCopied = 33_554_432;

/** Lays out the messages of a store for reading, one by one: decoded, fetched from S3, as documents and copies. */
export class MessageReader {
  readonly #store: MessageStore;
  readonly #own: ReadBody | undefined;
  /** Bodies that were fetched from where their pointers point, by arrival number; the latest few. */
  readonly #fetched = new Map<number, Uint8Array>();
  reading: Reading;

  /** `own`: how a feature's messages are read where the usual way does not fit. */
  constructor(store: MessageStore, reading: Reading = plainReading, own?: ReadBody) {
    this.#store = store;
    this.#own = own;
    this.reading = reading;
  }

  read(message: Message): ReturnType<ReadBody> {
    return this.#own ? this.#own(message) : this.reading.decoder.decode(message);
  }

  /** What filters and columns see of a message. */
  value(message: Message): unknown {
    return this.#own ? this.#own(message).value : this.reading.decoder.value(message);
  }

  /** Throws a UserError when the message has fallen out. */
  message(seq: number): Message {
    const message = this.#store.get(seq);
    if (!message) throw new UserError('This message is no longer held: newer ones have taken its place');
    return message;
  }

  detail(seq: number): MessageDetail {
    return detailOf(seq, this.message(seq), this.#readAt(seq), this.reading.fetch !== undefined);
  }

  /** The message with the body that its own one points to. */
  async fetch(seq: number, signal: AbortSignal): Promise<MessageDetail> {
    const message = this.message(seq);
    const { pointer } = this.read(message);
    const { fetch } = this.reading;
    if (!pointer || !fetch) throw new UserError('This message does not point to an object of S3');
    this.#fetched.set(seq, await fetch(pointer, signal));
    const [oldest] = this.#fetched.keys();
    if (oldest !== undefined && this.#fetched.size > maxFetched) this.#fetched.delete(oldest);
    return detailOf(seq, message, this.#readAt(seq), false);
  }

  /** As much of a body as a page should be given. */
  body(seq: number, which: BodyChoice): string {
    const text = this.#text(seq, which);
    return text.length <= pageCharacters ? text : text.slice(0, pageCharacters).toWellFormed();
  }

  document(seq: number, which: BodyChoice): ViewerDocument {
    const text = this.#text(seq, which);
    return { name: `${this.message(seq).id.slice(0, 120)}.${endingOf(text)}`, text };
  }

  /** The two of these messages as documents, the older one first. Throws a UserError when they are not two. */
  pair(seqs: Iterable<number>): [ViewerDocument, ViewerDocument] {
    const [one, other, ...more] = [...seqs].sort((a, b) => a - b);
    if (one === undefined || other === undefined || more.length > 0) {
      throw new UserError('Select the two messages to compare');
    }
    return [this.document(one, 'text'), this.document(other, 'text')];
  }

  /** Several messages as one text, in the order of arrival: bodies a line each, or a JSON array of whole messages. */
  copy(seqs: Iterable<number>, what: BodyChoice | 'row'): { readonly text: string; readonly copied: number } {
    const texts: string[] = [];
    let length = 0;
    for (const seq of [...seqs].sort((a, b) => a - b)) {
      const text = what === 'row' ? rowJson(this.message(seq)) : this.#text(seq, what);
      length += text.length;
      if (length > maxCopied) throw new UserError('That is more than the clipboard should hold. Select fewer messages');
      texts.push(text);
    }
    if (texts.length === 0) throw new UserError('Select the messages to copy');
    const text = what === 'row' && texts.length > 1 ? `[\n${texts.join(',\n')}\n]` : texts.join('\n');
    return { text, copied: texts.length };
  }

  clear(): void {
    this.#fetched.clear();
  }

  #text(seq: number, which: BodyChoice): string {
    return textOf(this.message(seq), which, this.#readAt(seq));
  }

  /** How the message of this number is read: with the body that was fetched for it, where one was. */
  #readAt(seq: number): ReadBody {
    const fetched = this.#fetched.get(seq);
    return message => (fetched ? decodeFetched(this.reading, message, fetched) : this.read(message));
  }
}
