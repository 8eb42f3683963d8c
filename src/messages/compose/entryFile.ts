import { messageOf, UserError } from '../../core/errors.ts';
import { sqs } from '../../core/limits.ts';
import type { TypedValue } from '../../core/messageRules.ts';
import { CsvReader } from './csv.ts';
import { JsonValues } from './jsonValues.ts';
import { type OutgoingEntry, readEntry, toldMembers } from './outgoingEntry.ts';

export const entryFormats = ['json', 'ndjson', 'csv'] as const;
export type EntryFormat = (typeof entryFormats)[number];

/** One message of a file, or why this place of the file holds none. Lines count from 1. */
export type FileEntry =
  | { readonly line: number; readonly entry: OutgoingEntry }
  | { readonly line: number; readonly problem: string };

/** Characters of one message in a file: a full message with every character escaped, and its attributes. */
const maxEntry = 8 * sqs.maxMessageBytes;

/** The format a file's name stands for; undefined when it is none of ours. */
export function formatOfName(name: string): EntryFormat | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === 'ndjson' || ending === 'jsonl') return 'ndjson';
  return ending === 'json' || ending === 'csv' ? ending : undefined;
}

/**
 * Reads the messages of a file as it arrives, a piece at a time. A place that holds no message comes as a problem and
 * the rest is read on, as long as it is clear where the next message begins; otherwise the last one is a problem.
 */
export async function* readEntries(
  pieces: AsyncIterable<Uint8Array>,
  format: EntryFormat,
): AsyncGenerator<readonly FileEntry[]> {
  const reader: EntryReader = format === 'csv' ? new CsvEntries() : format === 'json' ? new JsonEntries() : new Lines();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const take = (read: () => Iterable<FileEntry>): { found: FileEntry[]; over: boolean } => {
    const found: FileEntry[] = [];
    try {
      for (const entry of read()) found.push(entry);
      return { found, over: false };
    } catch (error) {
      if (error instanceof TypeError) {
        found.push({ line: reader.line, problem: 'The file is not UTF-8 text. Save it as UTF-8 and try again' });
      } else if (error instanceof UserError) {
        const { line, words } = placeOf(error.message, reader.line);
        found.push({ line, problem: words });
      } else throw error;
      return { found, over: true };
    }
  };
  for await (const piece of pieces) {
    const { found, over } = take(() => reader.push(decoder.decode(piece, { stream: true })));
    if (found.length > 0) yield found;
    if (over) return;
  }
  const { found } = take(() => reader.end(decoder.decode()));
  if (found.length > 0) yield found;
}

/** A message that ends in `: line 12` as the line and the words before. */
function placeOf(message: string, line: number): { line: number; words: string } {
  const match = /^(.*): line (\d+)$/s.exec(message);
  return match ? { line: Number(match[2]), words: match[1] ?? message } : { line, words: message };
}

interface EntryReader {
  readonly line: number;
  push(text: string): Iterable<FileEntry>;
  end(text: string): Iterable<FileEntry>;
}

function entryAt(line: number, read: () => OutgoingEntry): FileEntry {
  try {
    return { line, entry: read() };
  } catch (error) {
    if (error instanceof UserError) return { line, problem: error.message };
    if (error instanceof RangeError) return { line, problem: 'This is nested too deeply to be read' };
    return { line, problem: messageOf(error) };
  }
}

class JsonEntries implements EntryReader {
  readonly #values = new JsonValues(maxEntry);
  line = 1;

  *push(text: string): Generator<FileEntry> {
    for (const { line, json } of this.#values.push(text)) {
      this.line = line;
      yield entryAt(line, () => readEntry(json));
    }
  }

  *end(text: string): Generator<FileEntry> {
    yield* this.push(text);
    for (const { line, json } of this.#values.end()) yield entryAt(line, () => readEntry(json));
  }
}

class Lines implements EntryReader {
  #rest = '';
  line = 0;

  *push(text: string): Generator<FileEntry> {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield* this.#take(this.#rest + text.slice(from, end));
      this.#rest = '';
      from = end + 1;
    }
    this.#rest += text.slice(from);
    if (this.#rest.length > maxEntry) {
      throw new UserError(`This is longer than any message can be: line ${this.line + 1}`);
    }
  }

  *end(text: string): Generator<FileEntry> {
    yield* this.push(text);
    yield* this.#take(this.#rest);
  }

  *#take(text: string): Generator<FileEntry> {
    this.line++;
    const { line } = this;
    if (text.trim() !== '') yield entryAt(line, () => readEntry(text));
  }
}

type Column =
  | { readonly kind: 'body' | 'groupId' | 'deduplicationId' | 'delaySeconds' | 'AWSTraceHeader' | 'told' }
  | { readonly kind: 'attribute'; readonly name: string; readonly type: string };

const plainColumns = ['body', 'groupId', 'deduplicationId', 'delaySeconds', 'AWSTraceHeader'] as const;

class CsvEntries implements EntryReader {
  readonly #reader = new CsvReader(maxEntry);
  #columns: readonly Column[] | undefined;
  line = 1;

  *push(text: string): Generator<FileEntry> {
    for (const { line, fields } of this.#reader.push(text)) yield* this.#take(line, fields);
  }

  *end(text: string): Generator<FileEntry> {
    yield* this.push(text);
    for (const { line, fields } of this.#reader.end()) yield* this.#take(line, fields);
  }

  *#take(line: number, fields: readonly string[]): Generator<FileEntry> {
    this.line = line;
    if (!this.#columns) {
      this.#columns = columnsOf(fields, line);
      return;
    }
    const columns = this.#columns;
    yield entryAt(line, () => entryOfRow(columns, fields));
  }
}

function columnsOf(header: readonly string[], line: number): Column[] {
  const columns = header.map((title): Column => {
    const name = title.trim();
    const plain = plainColumns.find(known => known === name);
    if (plain) return { kind: plain };
    if (toldMembers.some(told => told === name)) return { kind: 'told' };
    const attribute = /^attr\.([^:]+)(?::(.+))?$/.exec(name);
    if (attribute) return { kind: 'attribute', name: attribute[1] ?? '', type: attribute[2] ?? 'String' };
    throw new UserError(
      `The first line names the columns: ${plainColumns.join(', ')}, attr.Name or attr.Name:Number. There is no column ${name === '' ? 'without a name' : name}: line ${line}`,
    );
  });
  const twice = header.find((title, index) => header.indexOf(title) !== index);
  if (twice !== undefined) throw new UserError(`Two columns have the same name, ${twice}: line ${line}`);
  if (!columns.some(({ kind }) => kind === 'body')) {
    throw new UserError(`The first line names the columns, and one of them has to be body: line ${line}`);
  }
  return columns;
}

function entryOfRow(columns: readonly Column[], fields: readonly string[]): OutgoingEntry {
  if (fields.length !== columns.length) {
    throw new UserError(`The header has ${columns.length} columns and this line has ${fields.length}`);
  }
  const attributes: Record<string, TypedValue> = {};
  const texts = new Map<string, string>();
  for (const [index, column] of columns.entries()) {
    const text = fields[index] ?? '';
    if (column.kind !== 'attribute') {
      if (column.kind !== 'told' && (text !== '' || column.kind === 'body')) texts.set(column.kind, text);
    } else if (text !== '') {
      if (Object.hasOwn(attributes, column.name)) throw new UserError(`This attribute has two values: ${column.name}`);
      attributes[column.name] = { type: column.type, value: text };
    }
  }
  const delay = texts.get('delaySeconds');
  if (delay !== undefined && !(/^\d+$/.test(delay) && Number(delay) <= sqs.maxDelaySeconds)) {
    throw new UserError(`The delay is a whole number from 0 to ${sqs.maxDelaySeconds}, not ${delay}`);
  }
  const groupId = texts.get('groupId');
  const deduplicationId = texts.get('deduplicationId');
  const trace = texts.get('AWSTraceHeader');
  return {
    body: texts.get('body') ?? '',
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(delay !== undefined && { delaySeconds: Number(delay) }),
    ...(trace !== undefined && { systemAttributes: { AWSTraceHeader: trace } }),
  };
}

/** An attribute's column in a CSV file: `attr.price:Number`, `attr.name` for a String. */
export function attributeColumn(name: string, type: string): string {
  return type === 'String' ? `attr.${name}` : `attr.${name}:${type}`;
}
