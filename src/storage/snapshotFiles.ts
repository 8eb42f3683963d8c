import { constants, createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import type { LineFile, SnapshotStore, SnapshotSummary } from '../queues/snapshot/snapshotStore.ts';
import { syncDirectory } from './journal.ts';

const summaryEnding = '.summary.json';
/** Bytes read at once when the end of the last whole line is looked for. */
const stepBytes = 65_536;
const lineFeed = 0x0a;

/** Snapshots in one directory, made with the first of them; files that the person chose lie elsewhere. */
export function snapshotsIn(directory: string): SnapshotStore {
  const summaryFile = (id: string): string => path.join(directory, id + summaryEnding);
  return {
    fileOf: async id => path.join(directory, `${id}.snapshot`),
    open: file => AppendedLines.open(file),
    read: async file => {
      await requireFile(file);
      return wholeLines(file);
    },
    modifiedAt: file =>
      stat(file).then(
        info => info.mtimeMs,
        () => undefined,
      ),
    remove: file => rm(file, { force: true }),
    summaries: () => readSummaries(directory),
    keepSummary: async summary => {
      await mkdir(directory, { recursive: true });
      const file = summaryFile(summary.id);
      const handle = await open(`${file}.new`, 'w', 0o600);
      try {
        await handle.writeFile(JSON.stringify(summary));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(`${file}.new`, file);
      await syncDirectory(directory);
    },
    forget: id => rm(summaryFile(id), { force: true }),
  };
}

async function requireFile(file: string): Promise<void> {
  const info = await stat(file).catch(() => undefined);
  if (!info?.isFile()) throw new UserError(`There is no such snapshot: ${file}`);
}

/** A file that only grows by whole lines; after a failed write nothing is written any more. */
class AppendedLines implements LineFile {
  readonly #handle: FileHandle;
  #size: number;
  #last: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  static async open(file: string): Promise<AppendedLines> {
    const directory = path.dirname(file);
    await mkdir(directory, { recursive: true });
    const handle = await open(file, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600);
    try {
      const { size } = await handle.stat();
      const whole = await endOfLastLine(handle, size);
      if (whole < size) await handle.truncate(whole);
      await syncDirectory(directory);
      return new AppendedLines(handle, whole);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  append(lines: readonly string[], durable: boolean): Promise<void> {
    const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
    const write = async (): Promise<void> => {
      try {
        await this.#handle.appendFile(bytes);
        if (durable) await this.#handle.datasync();
        this.#size += bytes.length;
      } catch (error) {
        // What came through in part must not be taken for lines.
        await this.#handle.truncate(this.#size).catch(() => undefined);
        throw error;
      }
    };
    // A rejected link rejects all after it.
    this.#last = this.#last.then(write);
    this.#last.catch(() => undefined);
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#handle.close();
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const buffer = Buffer.alloc(stepBytes);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - stepBytes);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(lineFeed);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

/** The lines of a file that end in a line break. */
async function* wholeLines(file: string): AsyncGenerator<string> {
  const parts: string[] = [];
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 262_144 })) {
    const text = piece as string;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      parts.push(text.slice(from, end));
      yield parts.join('');
      parts.length = 0;
      from = end + 1;
    }
    if (from < text.length) parts.push(text.slice(from));
  }
}

async function readSummaries(directory: string): Promise<SnapshotSummary[]> {
  const names = (await readdir(directory).catch(() => [])).filter(name => name.endsWith(summaryEnding));
  const summaries = await Promise.all(
    names.map(async name => {
      try {
        return JSON.parse(await readFile(path.join(directory, name), 'utf8')) as SnapshotSummary;
      } catch {
        return undefined;
      }
    }),
  );
  return summaries
    .filter(summary => typeof summary?.id === 'string' && typeof summary.file === 'string')
    .filter(summary => summary !== undefined)
    .sort((a, b) => b.at - a.at);
}
