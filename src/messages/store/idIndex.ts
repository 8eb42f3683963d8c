/** What the index needs of the store: ids by arrival number. */
export interface IdSource {
  hashOf(seq: number): number;
  hasId(seq: number, id: string): boolean;
}

/**
 * Arrival numbers by id. An open-addressing table of numbers outside V8's heap: the ids themselves stay in the store's
 * text, so a million of them cost 8 MB instead of a hundred.
 */
export class IdIndex {
  readonly #source: IdSource;
  /** Arrival number + 1; 0 = empty. */
  #table = new Int32Array(1_024);
  #used = 0;

  constructor(source: IdSource) {
    this.#source = source;
  }

  find(id: string, hash: number): number | undefined {
    const slot = this.#slotOf(id, hash);
    const entry = this.#table[slot] ?? 0;
    return entry === 0 ? undefined : entry - 1;
  }

  /** An id that came before stands for its newest message. */
  set(id: string, hash: number, seq: number): void {
    const slot = this.#slotOf(id, hash);
    if (this.#table[slot] === 0 && ++this.#used * 2 > this.#table.length) {
      this.#grow();
      this.set(id, hash, seq);
      return;
    }
    this.#table[slot] = seq + 1;
  }

  /** Forgets a message that is still in the source, unless its id stands for a newer one. */
  delete(seq: number): void {
    const mask = this.#table.length - 1;
    let slot = this.#source.hashOf(seq) & mask;
    while (this.#table[slot] !== seq + 1) {
      if (this.#table[slot] === 0) return;
      slot = (slot + 1) & mask;
    }
    this.#used--;
    // Entries behind the gap move up, so that no probe ends too early.
    for (let next = (slot + 1) & mask; this.#table[next] !== 0; next = (next + 1) & mask) {
      const home = this.#source.hashOf((this.#table[next] as number) - 1) & mask;
      if (((next - home) & mask) >= ((next - slot) & mask)) {
        this.#table[slot] = this.#table[next] as number;
        slot = next;
      }
    }
    this.#table[slot] = 0;
  }

  clear(): void {
    this.#table = new Int32Array(1_024);
    this.#used = 0;
  }

  #slotOf(id: string, hash: number): number {
    const mask = this.#table.length - 1;
    let slot = hash & mask;
    for (let entry = this.#table[slot] ?? 0; entry !== 0; entry = this.#table[slot] ?? 0) {
      if (this.#source.hashOf(entry - 1) === hash && this.#source.hasId(entry - 1, id)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(old.length * 2);
    const mask = this.#table.length - 1;
    this.#used = 0;
    for (const entry of old) {
      if (entry === 0) continue;
      let slot = this.#source.hashOf(entry - 1) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = entry;
      this.#used++;
    }
  }
}

/** A number for a text: FNV-1a over its UTF-16 units, of long texts their ends. */
export function hashOf(text: string, seed: number): number {
  let hash = seed ^ text.length;
  const skip = text.length > 128 ? text.length - 128 : 0;
  for (let at = 0; at < text.length; at++) {
    if (at === 64) at += skip;
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash ^ (hash >>> 15);
}
