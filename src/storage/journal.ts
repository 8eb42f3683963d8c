import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { JournalFile, JournalStore, JournalText } from '../queues/redrive/journalStore.ts';

const suffix = '.ndjson';

/** A file of JSON lines that only grows. Several appends may be asked for at once; they are written in that order. */
class Journal implements JournalFile {
  readonly file: string;
  readonly #handle: FileHandle;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  /** Opens a journal for appending, made when it is missing; half a line that a crash left at its end is cut off. */
  static async open(directory: string, name: string): Promise<Journal> {
    await mkdir(directory, { recursive: true });
    const file = path.join(directory, name + suffix);
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
    const text = await readFile(file, 'utf8');
    const whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length) await handle.truncate(Buffer.byteLength(text.slice(0, whole)));
    await syncDirectory(directory);
    return new Journal(file, handle);
  }

  /** Resolves once the records are written, and with `durable` once they would survive a power cut. */
  append(records: readonly unknown[], durable: boolean): Promise<void> {
    const text = records.map(record => `${JSON.stringify(record)}\n`).join('');
    const write = async (): Promise<void> => {
      await this.#handle.appendFile(text);
      if (durable) await this.#handle.datasync();
    };
    const done = this.#last.then(write);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#handle.close();
  }
}

/** On Windows a directory cannot be opened; there the file system keeps the entry by itself. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The journals of one directory, which is made with the first of them. */
export function journalsIn(directory: string): JournalStore {
  return {
    open: name => Journal.open(directory, name),
    list: () => readJournals(directory),
    read: name => readJournal(directory, name),
    remove: name => removeJournal(directory, name),
  };
}

/** Every journal of a directory; none when the directory is missing. */
async function readJournals(directory: string): Promise<JournalText[]> {
  const names = await readdir(directory).catch(() => []);
  const journals = names
    .filter(name => name.endsWith(suffix))
    .map(name => readJournal(directory, name.slice(0, -suffix.length)));
  return (await Promise.all(journals)).filter(journal => journal !== undefined);
}

/** One journal; undefined when there is none of this name. */
async function readJournal(directory: string, name: string): Promise<JournalText | undefined> {
  const file = path.join(directory, name + suffix);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const lines = text.split('\n');
    const records: unknown[] = [];
    let damaged = 0;
    for (const [index, line] of lines.entries()) {
      if (line === '') continue;
      try {
        records.push(JSON.parse(line));
      } catch {
        if (index < lines.length - 1) damaged++;
      }
    }
    return { name, records, damaged, modifiedAt: mtimeMs };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function removeJournal(directory: string, name: string): Promise<void> {
  await rm(path.join(directory, name + suffix), { force: true });
}
