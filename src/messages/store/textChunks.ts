/** How a text is held. `packed`: UTF-8 bytes in a narrow chunk, for mostly ASCII text with a few wider characters. */
export const narrow = 0;
export const packed = 1;
export const wide = 2;
export type Encoding = typeof narrow | typeof packed | typeof wide;

/** Bytes of a chunk. Node keeps strings of more than about a million characters outside V8's heap. */
const chunkBytes = 4_194_304;

interface Chunk {
  readonly wide: boolean;
  /** What is written into while the chunk grows; given back when it is sealed. */
  buffer: Buffer | undefined;
  /** Units written. */
  used: number;
  /** The whole chunk once it is full. */
  text: string | undefined;
  /** Texts in it that are still wanted. */
  live: number;
}

/**
 * Many texts end to end in a few large strings. A sealed chunk is one string outside V8's heap; reading a text from it
 * makes a slice and copies nothing, so regular expressions run over held bodies as fast as over plain strings. Texts are
 * held one byte to a character where all are Latin-1, otherwise as UTF-8 or UTF-16, whichever is smaller; lone
 * surrogates survive.
 */
export class TextChunks {
  readonly #chunks: (Chunk | undefined)[] = [];
  #spare: Buffer | undefined;
  #narrow = -1;
  #wide = -1;
  /** Where the last text went. */
  chunk = 0;
  /** In units of the chunk: characters, or bytes of UTF-8 when packed. */
  start = 0;
  length = 0;
  encoding: Encoding = narrow;
  /** The last text was plain ASCII. */
  ascii = true;

  /** Holds a text made of two parts, and a NUL after it. */
  append(head: string, tail: string): void {
    const units = head.length + tail.length;
    let chunk = this.#open(false, units * 3 + 1);
    let buffer = chunk.buffer as Buffer;
    // The parts are written one by one: joining them first would copy each text once more.
    let written = buffer.write(head, chunk.used, 'utf8');
    written += buffer.write(tail, chunk.used + written, 'utf8');
    this.ascii = written === units;
    this.encoding = narrow;
    if (!this.ascii) {
      const text = head + tail;
      if (/^[\0-\xff]*$/.test(text)) written = buffer.write(text, chunk.used, 'latin1');
      else if (written < units * 1.4 && head.isWellFormed() && tail.isWellFormed()) this.encoding = packed;
      else {
        this.encoding = wide;
        chunk = this.#open(true, units + 1);
        buffer = chunk.buffer as Buffer;
        written = buffer.write(text, chunk.used * 2, 'utf16le') / 2;
      }
    }
    this.chunk = chunk.wide ? this.#wide : this.#narrow;
    this.start = chunk.used;
    this.length = written;
    chunk.used += written;
    if (chunk.wide) buffer.writeUInt16LE(0, chunk.used * 2);
    else buffer[chunk.used] = 0;
    chunk.used++;
    chunk.live++;
  }

  /** A text as a slice of its chunk, for use at once: keeping it keeps the chunk. */
  read(chunk: number, start: number, length: number, encoding: Encoding): string {
    const raw = this.raw(chunk, start, start + length);
    return encoding === packed ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
  }

  /** A text in memory of its own. */
  copy(chunk: number, start: number, length: number, encoding: Encoding): string {
    const raw = this.raw(chunk, start, start + length);
    const buffer = Buffer.from(raw, encoding === wide ? 'utf16le' : 'latin1');
    return buffer.toString(encoding === wide ? 'utf16le' : encoding === packed ? 'utf8' : 'latin1');
  }

  /** The units of a chunk as they are held. */
  raw(number: number, from: number, to: number): string {
    const chunk = this.#chunks[number];
    if (chunk === undefined) return '';
    if (chunk.text !== undefined) return chunk.text.slice(from, to);
    return chunk.wide
      ? (chunk.buffer as Buffer).toString('utf16le', from * 2, to * 2)
      : (chunk.buffer as Buffer).toString('latin1', from, to);
  }

  /** One text of a chunk is no longer wanted. */
  release(number: number): void {
    const chunk = this.#chunks[number];
    if (chunk === undefined || --chunk.live > 0) return;
    if (chunk.text !== undefined) this.#chunks[number] = undefined;
    else chunk.used = 0;
  }

  /** The chunk that grows, with room for so many units. */
  #open(isWide: boolean, units: number): Chunk {
    const bytes = isWide ? units * 2 : units;
    const number = isWide ? this.#wide : this.#narrow;
    const current = this.#chunks[number];
    if (current?.buffer && (isWide ? current.used * 2 : current.used) + bytes <= current.buffer.length) return current;
    if (current) this.#seal(number, current);
    const buffer =
      bytes > chunkBytes ? Buffer.allocUnsafeSlow(bytes) : (this.#spare ?? Buffer.allocUnsafeSlow(chunkBytes));
    if (buffer === this.#spare) this.#spare = undefined;
    const chunk: Chunk = { wide: isWide, buffer, used: 0, text: undefined, live: 0 };
    if (isWide) this.#wide = this.#chunks.length;
    else this.#narrow = this.#chunks.length;
    this.#chunks.push(chunk);
    return chunk;
  }

  #seal(number: number, chunk: Chunk): void {
    const buffer = chunk.buffer as Buffer;
    if (buffer.length === chunkBytes) this.#spare = buffer;
    if (chunk.live === 0) this.#chunks[number] = undefined;
    else chunk.text = this.raw(number, 0, chunk.used);
    chunk.buffer = undefined;
  }
}
