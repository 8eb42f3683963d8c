import { UserError } from '../../core/errors.ts';

/** One record of a CSV file with the line it starts on, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads CSV (RFC 4180: fields in double quotes may hold commas, line breaks and doubled quotes) piece by piece, so that
 * a file never has to be in memory as a whole. Lines end with LF or CRLF; empty lines are passed over.
 */
export class CsvReader {
  readonly #limit: number;
  #line = 1;
  #start = 1;
  #fields: string[] = [];
  #field = '';
  #held = 0;
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  #swallowLineFeed = false;

  /** `limit` is the most characters one record may have. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The records that are complete with this piece. Throws a UserError with the line. */
  *push(text: string): Generator<CsvRecord> {
    let at = 0;
    if (this.#swallowLineFeed && text.length > 0) {
      this.#swallowLineFeed = false;
      if (text[0] === '\n') at = 1;
    }
    while (at < text.length) {
      if (this.#state === 'plain' || this.#state === 'quoted') {
        const run = this.#state === 'quoted' ? endOfQuoted(text, at) : endOfPlain(text, at);
        this.#add(text.slice(at, run));
        at = run;
        if (at >= text.length) return;
      }
      const char = text[at++] as string;
      if (this.#state === 'quoted') this.#state = 'quote';
      else if (char === '"' && this.#state === 'start') this.#state = 'quoted';
      else if (char === '"' && this.#state === 'quote') {
        this.#add('"');
        this.#state = 'quoted';
      } else if (char === ',') this.#endField();
      else if (char === '\n' || char === '\r') {
        if (char === '\r') {
          if (at >= text.length) this.#swallowLineFeed = true;
          else if (text[at] === '\n') at++;
        }
        const record = this.#endRecord();
        this.#line++;
        this.#start = this.#line;
        if (record) yield record;
      } else if (this.#state === 'quote') {
        throw new UserError(
          `After the closing quote of a field comes a comma or the end of the line: line ${this.#line}`,
        );
      } else {
        this.#add(char);
        this.#state = 'plain';
      }
    }
  }

  /** The last record, when the file does not end with a line break. */
  *end(): Generator<CsvRecord> {
    if (this.#state === 'quoted') throw new UserError(`A field in quotes is not closed: line ${this.#start}`);
    const record = this.#endRecord();
    if (record) yield record;
  }

  #add(text: string): void {
    this.#held += text.length;
    if (this.#held > this.#limit) throw new UserError(`This is longer than any message can be: line ${this.#start}`);
    this.#field += text;
    if (this.#state !== 'quoted') return;
    // A line break within quotes counts as a line of the file, too.
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line++;
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  #endRecord(): CsvRecord | undefined {
    const empty = this.#fields.length === 0 && this.#field === '' && this.#state === 'start';
    this.#endField();
    const fields = this.#fields;
    this.#fields = [];
    this.#held = 0;
    return empty ? undefined : { line: this.#start, fields };
  }
}

function endOfQuoted(text: string, from: number): number {
  const at = text.indexOf('"', from);
  return at < 0 ? text.length : at;
}

function endOfPlain(text: string, from: number): number {
  const special = /[,\r\n]/g;
  special.lastIndex = from;
  return special.exec(text)?.index ?? text.length;
}

/** One line of CSV without its line break. */
export function csvLine(fields: readonly string[]): string {
  // A lone empty field would read as an empty line.
  if (fields.length === 1 && fields[0] === '') return '""';
  return fields.map(field => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
