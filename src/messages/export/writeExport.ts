import { CancelledError } from '../../core/errors.ts';
import { csvLine } from '../compose/csv.ts';
import { attributeColumn, type EntryFormat } from '../compose/entryFile.ts';
import type { Message } from '../message.ts';
import { type ExportEntry, entryOf } from './exportEntry.ts';

/** Takes a text as it is made; resolves when it wants more. */
export interface TextSink {
  write(text: string): Promise<void>;
}

export interface ExportOutcome {
  readonly exported: number;
  /** Messages with half a character in them, which only the JSON formats can carry. */
  readonly damaged: number;
}

/** Characters that are gathered before they are handed on. */
const pieceLength = 262_144;

/**
 * Writes messages one after the other, so that no more than a piece of the file is ever in memory. JSON formats carry
 * every text exactly, half surrogates as escapes; CSV has one column for each attribute by name and type. `messages` is
 * gone through twice for CSV. Throws CancelledError when the signal is aborted.
 */
export async function writeExport(
  messages: () => Iterable<Message> | AsyncIterable<Message>,
  format: EntryFormat,
  sink: TextSink,
  onProgress: (exported: number) => void,
  signal: AbortSignal,
): Promise<ExportOutcome> {
  const columns = format === 'csv' ? await columnsOf(messages(), signal) : undefined;
  const piece = new Piece(sink, signal);
  let exported = 0;
  let damaged = 0;
  if (columns) piece.add(`${csvLine([...plainColumns, ...columns.map(({ title }) => title)])}\r\n`);
  if (format === 'json') piece.add('[');
  for await (const message of messages()) {
    const entry = entryOf(message);
    if (columns) {
      const line = csvLine([...plainColumns.map(name => plainField(entry, name)), ...columns.map(fieldOf(entry))]);
      if (!line.isWellFormed()) damaged++;
      piece.add(`${line}\r\n`);
    } else if (format === 'json') piece.add(`${exported === 0 ? '\n' : ',\n'}${JSON.stringify(entry)}`);
    else piece.add(`${JSON.stringify(entry)}\n`);
    exported++;
    if (piece.full) {
      await piece.flush();
      onProgress(exported);
    }
  }
  if (format === 'json') piece.add('\n]\n');
  await piece.flush();
  onProgress(exported);
  return { exported, damaged };
}

class Piece {
  readonly #sink: TextSink;
  readonly #signal: AbortSignal;
  #texts: string[] = [];
  #length = 0;

  constructor(sink: TextSink, signal: AbortSignal) {
    this.#sink = sink;
    this.#signal = signal;
  }

  get full(): boolean {
    return this.#length >= pieceLength;
  }

  add(text: string): void {
    this.#texts.push(text);
    this.#length += text.length;
  }

  async flush(): Promise<void> {
    if (this.#signal.aborted) throw new CancelledError();
    const text = this.#texts.join('');
    this.#texts = [];
    this.#length = 0;
    await this.#sink.write(text);
  }
}

const plainColumns = [
  'id',
  'body',
  'groupId',
  'deduplicationId',
  'AWSTraceHeader',
  'sentAt',
  'receiveCount',
  'source',
  'sequence',
] as const;

function plainField(entry: ExportEntry, name: (typeof plainColumns)[number]): string {
  const value = name === 'AWSTraceHeader' ? entry.systemAttributes[name] : entry[name];
  return value === undefined ? '' : String(value);
}

interface AttributeColumn {
  readonly name: string;
  readonly type: string;
  readonly title: string;
}

function fieldOf(entry: ExportEntry): (column: AttributeColumn) => string {
  return ({ name, type }) => {
    const attribute = Object.hasOwn(entry.attributes, name) ? entry.attributes[name] : undefined;
    return attribute?.type === type ? attribute.value : '';
  };
}

/** Every attribute that occurs, by name and type, sorted. */
async function columnsOf(
  messages: Iterable<Message> | AsyncIterable<Message>,
  signal: AbortSignal,
): Promise<AttributeColumn[]> {
  const columns = new Map<string, AttributeColumn>();
  for await (const { attributes } of messages) {
    if (signal.aborted) throw new CancelledError();
    for (const [name, { type }] of Object.entries(attributes)) {
      const title = attributeColumn(name, type);
      if (!columns.has(title)) columns.set(title, { name, type, title });
    }
  }
  return [...columns.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}
