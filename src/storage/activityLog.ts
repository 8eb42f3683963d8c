import { appendFile, mkdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Activity, ActivityLog } from '../connections/connection.ts';
import type { Logger } from '../core/logger.ts';

/** Past this size a new file is begun; one older file is kept. */
const maxFileBytes = 5 * 1024 * 1024;

/** Appends what was sent, changed or deleted to a file of JSON lines; writes one after the other, never a body. */
export class ActivityFile implements ActivityLog {
  readonly #file: string;
  readonly #older: string;
  readonly #logger: Logger;
  #writing: Promise<void> = Promise.resolve();

  /** `directory` is made on the first write. */
  constructor(directory: string, logger: Logger) {
    this.#file = path.join(directory, 'activity.ndjson');
    this.#older = path.join(directory, 'activity.old.ndjson');
    this.#logger = logger;
  }

  record(activity: Activity): void {
    const line = `${JSON.stringify({ ...activity, at: activity.at.toISOString() })}\n`;
    this.#writing = this.#writing
      .then(() => this.#append(line))
      .catch((error: unknown) => this.#logger.error('The activity log could not be written', error));
  }

  /** Everything that is kept, one JSON object a line, oldest first: the older file, then the current one. */
  async text(): Promise<string> {
    await this.#writing;
    const parts = await Promise.all([this.#older, this.#file].map(textOf));
    return parts.map(part => (part === '' || part.endsWith('\n') ? part : `${part}\n`)).join('');
  }

  /** The latest entries, oldest first; lines that cannot be read are left out. */
  async entries(limit: number): Promise<Record<string, unknown>[]> {
    const lines = (await this.text()).split('\n').filter(line => line !== '');
    return lines.slice(-limit).flatMap(line => {
      try {
        return [JSON.parse(line) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
  }

  async #append(line: string): Promise<void> {
    await mkdir(path.dirname(this.#file), { recursive: true });
    const size = await stat(this.#file).then(
      info => info.size,
      () => 0,
    );
    if (size > maxFileBytes) await rename(this.#file, this.#older);
    await appendFile(this.#file, line, 'utf8');
  }
}

/** A file's text; empty when there is no such file. */
async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
