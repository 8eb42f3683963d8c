import { UserError } from '../../core/errors.ts';

/** One value of a file as it is written, with the line it starts on, from 1. */
export interface JsonText {
  readonly line: number;
  readonly json: string;
}

/**
 * Cuts a file into JSON values piece by piece, without reading what is in them: the elements of one array, or values one
 * after the other. Whether a value is JSON is for its reader to say; what stands between values is checked here.
 */
export class JsonValues {
  readonly #limit: number;
  #line = 1;
  #startLine = 1;
  /** The part of an unfinished value that came with earlier pieces. */
  #value = '';
  #state: 'between' | 'scalar' | 'nested' = 'between';
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Undefined until the first character says which it is. */
  #array: boolean | undefined;
  #ended = false;
  #comma: 'none' | 'due' | 'seen' = 'none';

  /** `limit` is the most characters one value may have. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The values that are complete with this piece. Throws a UserError with the line. */
  *push(text: string): Generator<JsonText> {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const char = text[at] as string;
      if (char === '\n') this.#line++;
      if (this.#state === 'nested') {
        if (this.#closes(char)) yield this.#take(text.slice(from, at + 1));
        continue;
      }
      const between = /[\s,\]]/.test(char);
      if (this.#state === 'scalar') {
        if (!between) continue;
        yield this.#take(text.slice(from, at));
      }
      if (between) this.#punctuation(char);
      else if (this.#array === undefined && char === '[') this.#array = true;
      else {
        this.#begin(char);
        from = at;
      }
    }
    if (this.#state !== 'between') this.#hold(text.slice(from));
  }

  /** The last value, when nothing follows it. Throws a UserError when the file ends too early. */
  *end(): Generator<JsonText> {
    if (this.#state === 'nested') throw new UserError(`A JSON value is not closed: line ${this.#startLine}`);
    if (this.#state === 'scalar') yield this.#take('');
    if (this.#array === true && !this.#ended) throw new UserError(`The list is not closed with ]: line ${this.#line}`);
  }

  #begin(char: string): void {
    this.#array ??= false;
    if (this.#ended) throw new UserError(`Something follows the end of the list: line ${this.#line}`);
    if (this.#array && this.#comma === 'due') throw new UserError(`A comma is missing: line ${this.#line}`);
    this.#startLine = this.#line;
    this.#inString = char === '"';
    this.#depth = char === '{' || char === '[' ? 1 : 0;
    this.#state = this.#inString || this.#depth > 0 ? 'nested' : 'scalar';
  }

  /** True when the value that began with a quote, brace or bracket ends with this character. */
  #closes(char: string): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (char === '\\') this.#escaped = true;
      else if (char === '"') this.#inString = false;
      return !this.#inString && this.#depth === 0;
    }
    if (char === '"') this.#inString = true;
    else if (char === '{' || char === '[') this.#depth++;
    else if (char === '}' || char === ']') this.#depth--;
    return this.#depth === 0;
  }

  #punctuation(char: string): void {
    if (char !== ',' && char !== ']') return;
    if (this.#array !== true || this.#ended || (char === ',' && this.#comma !== 'due')) {
      throw new UserError(`A message is expected in the place of ${char}: line ${this.#line}`);
    }
    if (char === ',') this.#comma = 'seen';
    else if (this.#comma === 'seen') throw new UserError(`A message is expected after the comma: line ${this.#line}`);
    else this.#ended = true;
  }

  #hold(text: string): void {
    this.#value += text;
    if (this.#value.length > this.#limit) {
      throw new UserError(`This is longer than any message can be: line ${this.#startLine}`);
    }
  }

  #take(rest: string): JsonText {
    this.#hold(rest);
    const json = this.#value;
    this.#value = '';
    this.#state = 'between';
    this.#comma = 'due';
    return { line: this.#startLine, json };
  }
}
