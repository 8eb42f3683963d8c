import type { Disposable } from '../../core/disposable.ts';
import { UserError } from '../../core/errors.ts';
import { Emitter, type Event } from '../../core/event.ts';
import { messageBytes } from '../../core/messageRules.ts';
import { formatBytes, formatNumber } from '../../core/text.ts';
import type { Message } from '../message.ts';
import { hashOf, IdIndex } from './idIndex.ts';
import { asciiValueBytes, type Shape, Shapes } from './shapes.ts';
import { type Encoding, packed, TextChunks } from './textChunks.ts';

export const minMessageLimit = 100;
export const maxMessageLimit = 1_000_000;

/** What happened to a store. Numbers are arrival numbers; `first` is the oldest message now held. */
export interface StoreChange {
  readonly added: { readonly from: number; readonly to: number };
  readonly dropped: { readonly from: number; readonly to: number };
}

export interface StoreOptions {
  /** Messages held at most: 100 to 1,000,000. */
  readonly limit: number;
  /** Bytes held at most, as the services count them; the newest message is held whatever its size. */
  readonly maxBytes: number;
}

/** Messages of one segment. */
export const segmentSize = 4_096;

/** What is known of 4,096 messages besides their texts, column by column; the index is the arrival number's low bits. */
export class Segment {
  readonly chunk = new Int32Array(segmentSize);
  readonly start = new Int32Array(segmentSize);
  readonly length = new Int32Array(segmentSize);
  /** UTF-16 units of the body, which stands first in the text. */
  readonly bodyLength = new Int32Array(segmentSize);
  readonly encoding = new Uint8Array(segmentSize);
  /** -1 = held whole, beside the texts. */
  readonly shape = new Int16Array(segmentSize);
  /** 1 = the body contains a NUL. */
  readonly nulBody = new Uint8Array(segmentSize);
  readonly asideChunk = new Int32Array(segmentSize);
  readonly asideStart = new Int32Array(segmentSize);
  readonly asideLength = new Int32Array(segmentSize);
  readonly asideEncoding = new Uint8Array(segmentSize);
  readonly hash = new Int32Array(segmentSize);
  readonly bytes = new Float64Array(segmentSize);
  /** NaN = unknown. */
  readonly sentAt = new Float64Array(segmentSize);
  readonly receivedAt = new Float64Array(segmentSize);
  readonly receiveCount = new Float64Array(segmentSize);
}

/**
 * Messages in arrival order, bounded by number and bytes: the oldest fall out. Each has an arrival number (`seq`), from
 * 0 and never used again. Their texts lie outside V8's heap (see TextChunks): body, id, group id and attribute values
 * as one text with NULs between, so that one scan of a chunk searches all of them; what nobody searches lies aside.
 */
export class MessageStore implements Disposable {
  readonly #changed = new Emitter<StoreChange>();
  readonly texts = new TextChunks();
  readonly #asides = new TextChunks();
  readonly shapes = new Shapes();
  readonly #ids = new IdIndex(this);
  readonly #seed = Math.floor(Math.random() * 0x7fffffff);
  /** Messages whose parts contain the separator, or that have one shape too many, by arrival number. */
  readonly #odd = new Map<number, Message>();
  readonly #maxBytes: number;
  #segments: Segment[] = [];
  #firstSegment = 0;
  #first = 0;
  #added = 0;
  #bytes = 0;
  #limit: number;

  constructor(options: StoreOptions) {
    this.#limit = checkedLimit(options.limit);
    this.#maxBytes = options.maxBytes;
  }

  /** Fired while what was dropped can still be asked for its numbers. */
  readonly onDidChange: Event<StoreChange> = this.#changed.event;

  get size(): number {
    return this.#added - this.#first;
  }
  /** Messages that ever came; the next one gets this number. */
  get added(): number {
    return this.#added;
  }
  /** Messages that fell out or were cleared; the oldest one held has this number. */
  get dropped(): number {
    return this.#first;
  }
  /** Bodies and attributes of the messages held, as the services count them. */
  get bytes(): number {
    return this.#bytes;
  }
  get limit(): number {
    return this.#limit;
  }
  /** What the store is full by, in words; undefined while it is not. */
  get fullBy(): string | undefined {
    if (this.size >= this.#limit) return `${formatNumber(this.#limit)} messages`;
    return this.#first > 0 && this.#bytes > this.#maxBytes * 0.9 ? formatBytes(this.#maxBytes) : undefined;
  }

  /** Throws a UserError that names the bounds. */
  setLimit(limit: number): void {
    this.#limit = checkedLimit(limit);
    this.#settle(this.#added);
  }

  add(messages: readonly Message[]): void {
    const from = this.#added;
    for (const message of messages) {
      this.#append(message);
      // A batch larger than the limit must not be held whole first.
      if (this.size > this.#limit + segmentSize || this.#bytes > this.#maxBytes * 1.1) {
        this.#settle(from);
        this.add(messages.slice(this.#added - from));
        return;
      }
    }
    this.#settle(from);
  }

  get(seq: number): Message | undefined {
    if (!this.has(seq)) return undefined;
    const odd = this.#odd.get(seq);
    if (odd) return odd;
    const segment = this.segmentOf(seq);
    const at = seq % segmentSize;
    const text = this.texts.copy(
      segment.chunk[at] as number,
      segment.start[at] as number,
      segment.length[at] as number,
      segment.encoding[at] as Encoding,
    );
    const bodyLength = segment.bodyLength[at] as number;
    return this.#build(segment, at, text.slice(0, bodyLength), text.slice(bodyLength + 1));
  }

  /** The newest message with this id. */
  seqOf(id: string): number | undefined {
    return this.#ids.find(id, hashOf(id, this.#seed));
  }

  clear(): void {
    this.#drop(this.#added, this.#added);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#segments = [];
  }

  has(seq: number): boolean {
    return seq >= this.#first && seq < this.#added;
  }

  /** The columns that a message's numbers are in, at its arrival number's remainder; also while it is being dropped. */
  segmentOf(seq: number): Segment {
    return this.#segments[Math.floor(seq / segmentSize) - this.#firstSegment] as Segment;
  }

  /** A message's body, for use at once. */
  bodyOf(seq: number): string {
    const segment = this.segmentOf(seq);
    const at = seq % segmentSize;
    const bodyLength = segment.bodyLength[at] as number;
    if (segment.encoding[at] === packed) return this.textOf(segment, at).slice(0, bodyLength);
    const start = segment.start[at] as number;
    return this.texts.raw(segment.chunk[at] as number, start, start + bodyLength);
  }

  /** Body, id, group id and attribute values with NULs between, for use at once. */
  textOf(segment: Segment, at: number): string {
    return this.texts.read(
      segment.chunk[at] as number,
      segment.start[at] as number,
      segment.length[at] as number,
      segment.encoding[at] as Encoding,
    );
  }

  /** What follows the body: id, group id if there is one, attribute values, with NULs between. Of an odd message ''. */
  tailOf(segment: Segment, at: number): string {
    const bodyLength = segment.bodyLength[at] as number;
    if (segment.encoding[at] === packed) return this.textOf(segment, at).slice(bodyLength + 1);
    const start = segment.start[at] as number;
    return this.texts.raw(segment.chunk[at] as number, start + bodyLength + 1, start + (segment.length[at] as number));
  }

  asideOf(segment: Segment, at: number): string[] {
    return this.#asides
      .read(
        segment.asideChunk[at] as number,
        segment.asideStart[at] as number,
        segment.asideLength[at] as number,
        segment.asideEncoding[at] as Encoding,
      )
      .split('\0');
  }

  idOf(seq: number): string {
    const odd = this.#odd.get(seq);
    return odd ? odd.id : partOf(this.tailOf(this.segmentOf(seq), seq % segmentSize), 0);
  }

  sourceOf(seq: number): string | undefined {
    const odd = this.#odd.get(seq);
    if (odd) return odd.source;
    return this.shapeOf(seq)?.source ? this.asideOf(this.segmentOf(seq), seq % segmentSize)[0] : undefined;
  }

  systemAttributeOf(seq: number, name: string): string | undefined {
    const odd = this.#odd.get(seq);
    if (odd) return Object.hasOwn(odd.systemAttributes, name) ? odd.systemAttributes[name] : undefined;
    const shape = this.shapeOf(seq);
    const index = shape ? shape.systemNames.indexOf(name) : -1;
    if (!shape || index < 0) return undefined;
    return this.asideOf(this.segmentOf(seq), seq % segmentSize)[index + Number(shape.source) + Number(shape.sequence)];
  }

  attributeTypeOf(seq: number, name: string): string | undefined {
    const odd = this.#odd.get(seq);
    if (odd) return Object.hasOwn(odd.attributes, name) ? odd.attributes[name]?.type : undefined;
    const shape = this.shapeOf(seq);
    return shape?.types[shape.names.indexOf(name)];
  }

  groupOf(seq: number): string | undefined {
    const odd = this.#odd.get(seq);
    if (odd) return odd.groupId;
    return this.shapeOf(seq)?.group ? partOf(this.tailOf(this.segmentOf(seq), seq % segmentSize), 1) : undefined;
  }

  /** The value of an attribute; undefined when the message has none of this name. */
  attributeOf(seq: number, name: string): string | undefined {
    const odd = this.#odd.get(seq);
    if (odd) return Object.hasOwn(odd.attributes, name) ? odd.attributes[name]?.value : undefined;
    const shape = this.shapeOf(seq);
    const index = shape ? shape.names.indexOf(name) : -1;
    if (!shape || index < 0) return undefined;
    return partOf(this.tailOf(this.segmentOf(seq), seq % segmentSize), index + (shape.group ? 2 : 1));
  }

  shapeOf(seq: number): Shape | undefined {
    return this.shapes.all[this.segmentOf(seq).shape[seq % segmentSize] as number];
  }

  /** A message that is held whole. */
  oddOf(seq: number): Message | undefined {
    return this.#odd.get(seq);
  }

  hashOf(seq: number): number {
    return this.segmentOf(seq).hash[seq % segmentSize] as number;
  }

  hasId(seq: number, id: string): boolean {
    const odd = this.#odd.get(seq);
    if (odd) return odd.id === id;
    const segment = this.segmentOf(seq);
    const at = seq % segmentSize;
    const tail = this.tailOf(segment, at);
    return tail.startsWith(id) && (id.length === tail.length || tail.charCodeAt(id.length) === 0);
  }

  #append(message: Message): void {
    const seq = this.#added;
    const at = seq % segmentSize;
    const index = Math.floor(seq / segmentSize) - this.#firstSegment;
    if (index === this.#segments.length) this.#segments.push(new Segment());
    const segment = this.#segments[index] as Segment;
    const shapeNumber = this.#isOdd(message) ? -1 : this.shapes.of(message);
    const shape = this.shapes.all[shapeNumber];
    let tail = `\0${shape ? message.id : ''}`;
    let asciiBytes = message.body.length;
    if (shape) {
      if (shape.group) tail += `\0${message.groupId}`;
      asciiBytes += shape.bytes;
      for (let part = 0; part < shape.names.length; part++) {
        const value = message.attributes[shape.names[part] as string]?.value ?? '';
        tail += `\0${value}`;
        asciiBytes += asciiValueBytes(shape.types[part] as string, value);
      }
      this.#appendAside(segment, at, shape, message);
    } else this.#odd.set(seq, message);
    this.texts.append(message.body, tail);
    segment.chunk[at] = this.texts.chunk;
    segment.start[at] = this.texts.start;
    segment.length[at] = this.texts.length;
    segment.encoding[at] = this.texts.encoding;
    segment.bodyLength[at] = message.body.length;
    segment.shape[at] = shapeNumber;
    segment.nulBody[at] = message.body.includes('\0') ? 1 : 0;
    const counted = shape && this.texts.ascii ? asciiBytes : messageBytes(message.body, message.attributes);
    const bytes = message.bytes ?? counted;
    segment.bytes[at] = bytes;
    segment.sentAt[at] = message.sentAt ?? Number.NaN;
    segment.receivedAt[at] = message.receivedAt ?? Number.NaN;
    segment.receiveCount[at] = message.receiveCount ?? Number.NaN;
    const hash = hashOf(message.id, this.#seed);
    segment.hash[at] = hash;
    this.#bytes += bytes;
    this.#added++;
    this.#ids.set(message.id, hash, seq);
  }

  #appendAside(segment: Segment, at: number, shape: Shape, message: Message): void {
    let text = '';
    if (shape.source) text += `${message.source}\0`;
    if (shape.sequence) text += `${message.sequence}\0`;
    for (const name of shape.systemNames) text += `${message.systemAttributes[name]}\0`;
    segment.asideLength[at] = 0;
    segment.asideChunk[at] = -1;
    if (text === '') return;
    this.#asides.append('', text);
    segment.asideChunk[at] = this.#asides.chunk;
    segment.asideStart[at] = this.#asides.start;
    segment.asideLength[at] = this.#asides.length;
    segment.asideEncoding[at] = this.#asides.encoding;
  }

  #isOdd({ id, groupId, source, sequence, attributes, systemAttributes }: Message): boolean {
    if (id.includes('\0') || groupId?.includes('\0') || source?.includes('\0') || sequence?.includes('\0')) return true;
    for (const name in attributes) if (attributes[name]?.value.includes('\0')) return true;
    for (const name in systemAttributes) if (systemAttributes[name]?.includes('\0')) return true;
    return false;
  }

  #build(segment: Segment, at: number, body: string, tail: string): Message {
    const shape = this.shapes.all[segment.shape[at] as number] as Shape;
    const parts = tail.split('\0');
    const aside = this.asideOf(segment, at);
    let part = shape.group ? 2 : 1;
    let asidePart = 0;
    const source = shape.source ? aside[asidePart++] : undefined;
    const sequence = shape.sequence ? aside[asidePart++] : undefined;
    const sentAt = segment.sentAt[at] as number;
    const receivedAt = segment.receivedAt[at] as number;
    const receiveCount = segment.receiveCount[at] as number;
    return {
      id: parts[0] ?? '',
      body,
      attributes: Object.fromEntries(
        shape.names.map((name, index) => [name, { type: shape.types[index] ?? '', value: parts[part++] ?? '' }]),
      ),
      systemAttributes: Object.fromEntries(shape.systemNames.map(name => [name, aside[asidePart++] ?? ''])),
      ...(!Number.isNaN(sentAt) && { sentAt }),
      ...(!Number.isNaN(receiveCount) && { receiveCount }),
      ...(shape.group && { groupId: parts[1] ?? '' }),
      ...(!Number.isNaN(receivedAt) && { receivedAt }),
      ...(source !== undefined && { source }),
      ...(sequence !== undefined && { sequence }),
    };
  }

  /** Drops what is over the limits and tells what happened. */
  #settle(addedFrom: number): void {
    let first = Math.max(this.#first, this.#added - this.#limit);
    let bytes = this.#bytes;
    for (let seq = this.#first; seq < this.#added - 1 && (seq < first || bytes > this.#maxBytes); seq++) {
      bytes -= this.segmentOf(seq).bytes[seq % segmentSize] as number;
      first = Math.max(first, seq + 1);
    }
    if (first > this.#first || addedFrom < this.#added) this.#drop(first, addedFrom);
  }

  #drop(first: number, addedFrom: number): void {
    const from = this.#first;
    for (let seq = from; seq < first; seq++) {
      this.#bytes -= this.segmentOf(seq).bytes[seq % segmentSize] as number;
      this.#ids.delete(seq);
    }
    this.#first = first;
    this.#changed.fire({ added: { from: addedFrom, to: this.#added }, dropped: { from, to: first } });
    for (let seq = from; seq < first; seq++) {
      const segment = this.segmentOf(seq);
      const at = seq % segmentSize;
      this.texts.release(segment.chunk[at] as number);
      if (this.#odd.size > 0 && this.#odd.delete(seq)) continue;
      this.#asides.release(segment.asideChunk[at] as number);
    }
    const gone = Math.floor(first / segmentSize) - this.#firstSegment;
    if (gone > 0) this.#segments.splice(0, gone);
    this.#firstSegment += Math.max(0, gone);
  }
}

function checkedLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= minMessageLimit && limit <= maxMessageLimit) return limit;
  throw new UserError(
    `A list holds ${formatNumber(minMessageLimit)} to ${formatNumber(maxMessageLimit)} messages, not ${limit}`,
  );
}

/** One of the parts that NULs separate. */
export function partOf(text: string, part: number): string {
  let from = 0;
  for (let passed = 0; passed < part; passed++) from = text.indexOf('\0', from) + 1;
  const to = text.indexOf('\0', from);
  return text.slice(from, to < 0 ? text.length : to);
}
