import type { Message } from '../message.ts';
import { type Expression, isTrue } from './expression.ts';
import type { AttributeCondition, MessageFilter } from './messageFilter.ts';
import { type MessageStore, type Segment, segmentSize } from './messageStore.ts';
import { expressionScope, type ViewOptions } from './payload.ts';
import type { SeqBits } from './seqBits.ts';
import { narrow, packed } from './textChunks.ts';
import type { TextPattern } from './textPattern.ts';
import type { TimeLimit } from './timeLimit.ts';

/** Messages on which a filter may take too long before it is given up. */
const maxGaveUp = 20;
/** Messages between two looks at the clock. */
const clockStep = 64;
/** Messages searched in one go when each then needs more. */
const costlyRun = 256;

/** A filter made ready for one store. */
export class Matcher {
  readonly filter: MessageFilter;
  readonly #store: MessageStore;
  readonly #options: ViewOptions;
  readonly #pattern: TextPattern | undefined;
  readonly #expression: Expression | undefined;
  readonly #limit: TimeLimit;
  /** Messages whose decoded text is their body: known once they were asked. */
  readonly #plain: SeqBits;
  readonly #shapeHits: (boolean | undefined)[] = [];
  readonly #onlyText: boolean;
  /** More than a look at the text is done for each message. */
  readonly #costly: boolean;
  /** Runs under the watchdog, so that the clock must be looked at often. */
  readonly #watched: boolean;
  /** The message that is being tried, for when it takes too long. */
  #cursor = 0;
  /** Below this number messages are tried one by one, after a scan of many took too long. */
  #carefulBelow = 0;
  /** Messages on which the filter took too long; they count as not matching, inverted or not. */
  gaveUp = 0;
  /** Messages on which the expression failed; the first reason is kept. */
  failed = 0;
  reason: string | undefined;

  constructor(
    store: MessageStore,
    filter: MessageFilter,
    ready: { pattern: TextPattern | undefined; expression: Expression | undefined; limit: TimeLimit; plain: SeqBits },
    options: ViewOptions,
  ) {
    this.#store = store;
    this.filter = filter;
    this.#pattern = ready.pattern;
    this.#expression = ready.expression;
    this.#limit = ready.limit;
    this.#plain = ready.plain;
    this.#options = options;
    this.#costly = ready.expression !== undefined || (ready.pattern !== undefined && options.innerText !== undefined);
    this.#watched = this.#costly || ready.pattern?.guarded === true;
    this.#onlyText = Object.keys(filter).every(key => ['text', 'regex', 'matchCase'].includes(key));
  }

  /** Took too long too often: messages are no longer tried. */
  get exhausted(): boolean {
    return this.gaveUp >= maxGaveUp;
  }

  /**
   * Tries messages from `from` below `to` and adds those that match to `bits`, for about `budget` milliseconds; returns
   * where it stopped. With `candidates` all others are known not to match.
   */
  advance(from: number, to: number, bits: SeqBits, budget: number, candidates?: SeqBits): number {
    this.#cursor = from;
    const until = performance.now() + budget;
    const work = (): void => this.#work(to, bits, until, candidates);
    if (!this.#watched) {
      work();
      return this.#cursor;
    }
    if (this.exhausted) return to;
    if (!this.#limit.run(work)) {
      if (this.#pattern?.whole && this.#cursor >= this.#carefulBelow) {
        this.#carefulBelow = this.#runEnd(this.#cursor, to);
      } else {
        this.gaveUp++;
        this.#cursor++;
      }
    }
    return this.exhausted ? to : this.#cursor;
  }

  #work(to: number, bits: SeqBits, until: number, candidates: SeqBits | undefined): void {
    while (this.#cursor < to) {
      const from = this.#cursor;
      if (this.#pattern?.whole && !candidates && from >= this.#carefulBelow) {
        const end = this.#runEnd(from, to);
        if (end - from > 4) this.#scan(from, end, bits);
        else this.#tryEach(end, bits, until, candidates);
      } else this.#tryEach(this.#carefulBelow > from ? Math.min(to, this.#carefulBelow) : to, bits, until, candidates);
      if (performance.now() >= until) return;
    }
  }

  #tryEach(end: number, bits: SeqBits, until: number, candidates: SeqBits | undefined): void {
    while (this.#cursor < end) {
      const seq = this.#cursor;
      if ((!candidates || candidates.has(seq)) && this.#matches(seq)) bits.add(seq);
      this.#cursor++;
      if ((this.#watched || seq % clockStep === 0) && performance.now() >= until) return;
    }
  }

  /** The end of the messages from `from` on whose texts stand in one chunk and can be searched at once. */
  #runEnd(from: number, to: number): number {
    const segment = this.#store.segmentOf(from);
    const segmentEnd = (Math.floor(from / segmentSize) + 1) * segmentSize;
    const last = Math.min(to, segmentEnd, this.#costly ? from + costlyRun : segmentEnd);
    const chunk = segment.chunk[from % segmentSize];
    const literal = this.#pattern?.literal === true;
    const bytes = literal && this.#pattern?.ascii === true;
    let end = from;
    for (; end < last; end++) {
      const at = end % segmentSize;
      const encoding = segment.encoding[at];
      if (segment.chunk[at] !== chunk || (encoding !== narrow && !(bytes && encoding === packed))) break;
      if ((segment.shape[at] as number) < 0 || (!literal && segment.nulBody[at] === 1)) break;
    }
    return Math.max(end, from + 1);
  }

  /** Searches the texts of a run in one go. */
  #scan(from: number, end: number, bits: SeqBits): void {
    const segment = this.#store.segmentOf(from);
    const first = from % segmentSize;
    const last = (end - 1) % segmentSize;
    const base = segment.start[first] as number;
    const text = this.#store.texts.raw(
      segment.chunk[first] as number,
      base,
      (segment.start[last] as number) + (segment.length[last] as number),
    );
    const whole = this.#pattern?.whole as RegExp;
    const invert = this.filter.invert === true;
    const reconsider = invert || !this.#onlyText || this.#options.innerText !== undefined || this.#namesMatter();
    let at = first;
    whole.lastIndex = 0;
    while (whole.test(text)) {
      const place = whole.lastIndex + base;
      const hit = entryAt(segment.start, at, last, place);
      if (reconsider) this.#settleMissed(from - first + at, from - first + hit, bits);
      const seq = from - first + hit;
      if (!reconsider || this.#rest(seq, segment, hit) !== invert) bits.add(seq);
      at = hit + 1;
      if (at > last) break;
      whole.lastIndex = (segment.start[at] as number) - base;
    }
    if (reconsider) this.#settleMissed(from - first + at, end, bits);
    this.#cursor = end;
  }

  /** Decides on messages in which a scan found nothing. */
  #settleMissed(from: number, end: number, bits: SeqBits): void {
    const invert = this.filter.invert === true;
    for (let seq = from; seq < end; seq++) {
      const segment = this.#store.segmentOf(seq);
      const at = seq % segmentSize;
      const found = (this.#nameHit(segment, at) || this.#innerHit(seq)) && this.#rest(seq, segment, at);
      if (found !== invert) bits.add(seq);
    }
  }

  #matches(seq: number): boolean {
    const segment = this.#store.segmentOf(seq);
    const at = seq % segmentSize;
    const found = (!this.#pattern || this.#textHit(seq, segment, at)) && this.#rest(seq, segment, at);
    return found !== (this.filter.invert === true);
  }

  #textHit(seq: number, segment: Segment, at: number): boolean {
    const pattern = this.#pattern as TextPattern;
    const odd = this.#store.oddOf(seq);
    if (odd) {
      const values = Object.entries(odd.attributes).flatMap(([name, { value }]) => [name, value]);
      const fields = [odd.body, odd.id, odd.groupId ?? '', ...values];
      return fields.some(field => pattern.each.test(field)) || this.#innerHit(seq);
    }
    if (pattern.literal && pattern.whole) {
      if (pattern.each.test(this.#store.textOf(segment, at))) return true;
    } else {
      if (pattern.each.test(this.#store.bodyOf(seq))) return true;
      if (tailMatches(pattern, this.#store.tailOf(segment, at))) return true;
    }
    return this.#nameHit(segment, at) || this.#innerHit(seq);
  }

  #namesMatter(): boolean {
    return this.#store.shapes.all.some((_, shape) => this.#shapeHit(shape));
  }

  #nameHit(segment: Segment, at: number): boolean {
    return this.#shapeHit(segment.shape[at] as number);
  }

  #shapeHit(shape: number): boolean {
    if (shape < 0) return false;
    const known = this.#shapeHits[shape];
    if (known !== undefined) return known;
    const hit = this.#store.shapes.all[shape]?.names.some(name => this.#pattern?.each.test(name)) === true;
    this.#shapeHits[shape] = hit;
    return hit;
  }

  #innerHit(seq: number): boolean {
    const { innerText } = this.#options;
    if (!innerText || this.#plain.has(seq)) return false;
    const inner = innerText(this.#store.get(seq) as Message);
    if (inner === undefined) this.#plain.add(seq);
    return inner !== undefined && this.#pattern?.each.test(inner) === true;
  }

  /** Everything but the text. */
  #rest(seq: number, segment: Segment, at: number): boolean {
    if (this.#onlyText) return true;
    const { sentAfter, sentBefore, receiveCountAtLeast, groupId, attributes, cause } = this.filter;
    // Written so that an unknown value, NaN, fails.
    if (sentAfter !== undefined && !((segment.sentAt[at] as number) >= sentAfter)) return false;
    if (sentBefore !== undefined && !((segment.sentAt[at] as number) < sentBefore)) return false;
    if (receiveCountAtLeast !== undefined && !((segment.receiveCount[at] as number) >= receiveCountAtLeast))
      return false;
    if (groupId !== undefined && this.#store.groupOf(seq) !== groupId) return false;
    if (attributes && !attributes.every(condition => holds(condition, this.#store.attributeOf(seq, condition.name)))) {
      return false;
    }
    if (cause !== undefined && this.#options.causeOf?.(this.#store.get(seq) as Message).key !== cause) return false;
    return !this.#expression || this.#evaluate(seq, this.#expression);
  }

  #evaluate(seq: number, expression: Expression): boolean {
    try {
      return isTrue(expression.evaluate(expressionScope(this.#store, seq, expression, this.#options)));
    } catch (error) {
      this.failed++;
      this.reason ??= error instanceof Error ? error.message.slice(0, 200) : undefined;
      return false;
    }
  }
}

/** Tries fields that stand in one text with NULs between. */
function tailMatches({ short, each }: TextPattern, tail: string): boolean {
  return short ? short.test(tail) : tail.split('\0').some(field => each.test(field));
}

/** The last of the entries from `low` to `high` that starts at or before a place; near `low` found at once. */
function entryAt(starts: Int32Array, low: number, high: number, place: number): number {
  let step = 1;
  let from = low;
  while (from + step <= high && (starts[from + step] as number) <= place) {
    from += step;
    step *= 2;
  }
  let to = Math.min(high, from + step);
  while (from < to) {
    const middle = (from + to + 1) >>> 1;
    if ((starts[middle] as number) <= place) from = middle;
    else to = middle - 1;
  }
  return from;
}

function holds({ operator, value = '' }: AttributeCondition, actual: string | undefined): boolean {
  switch (operator) {
    case 'exists':
      return actual !== undefined;
    case 'absent':
      return actual === undefined;
    case 'equals':
      return actual === value;
    case 'notEquals':
      return actual !== value;
    case 'contains':
      return actual?.toLowerCase().includes(value.toLowerCase()) === true;
  }
}
