import { UserError } from '../../core/errors.ts';
import { thisProcess } from '../runOwner.ts';
import { SnapshotCodec } from './snapshotCodec.ts';
import type { SnapshotHeader, SnapshotRecord } from './snapshotRecord.ts';
import { SnapshotState } from './snapshotState.ts';
import type { LineFile, SnapshotKeys, SnapshotStore, SnapshotSummary } from './snapshotStore.ts';

export interface SnapshotServices {
  readonly store: SnapshotStore;
  readonly keys: SnapshotKeys;
}

/** A snapshot as it was read. */
export interface ReadSnapshot {
  readonly header: SnapshotHeader;
  readonly state: SnapshotState;
  readonly lines: number;
}

/** Every record of a snapshot after its header, checked one by one. */
export async function* recordsOf(
  services: SnapshotServices,
  file: string,
  onHeader: (header: SnapshotHeader, codec: SnapshotCodec) => void = () => undefined,
): AsyncGenerator<SnapshotRecord> {
  let codec: SnapshotCodec | undefined;
  let number = 0;
  for await (const line of await services.store.read(file)) {
    number++;
    if (codec) yield codec.decode(line, number);
    else {
      const opened = await SnapshotCodec.open(line, () => services.keys.key());
      codec = opened.codec;
      onHeader(opened.header, codec);
    }
  }
  if (!codec) throw new UserError(`This snapshot is empty: ${file}`);
}

/**
 * Reads a snapshot from beginning to end; rejects with a UserError when a line was changed, and when lines are missing
 * at its end.
 */
export async function readSnapshot(
  services: SnapshotServices,
  file: string,
): Promise<ReadSnapshot & { codec: SnapshotCodec }> {
  const state = new SnapshotState();
  let opened: { header: SnapshotHeader; codec: SnapshotCodec } | undefined;
  let lines = 1;
  for await (const record of recordsOf(services, file, (header, codec) => {
    opened = { header, codec };
  })) {
    state.apply(record);
    lines++;
  }
  if (!opened) throw new UserError(`This snapshot is empty: ${file}`);
  const { id } = opened.header;
  const summary = (await services.store.summaries()).find(each => each.id === id && each.file === file);
  if (summary?.lines !== undefined && lines < summary.lines) {
    throw new UserError(
      `This snapshot was cut short after it was written: ${summary.lines - lines} of its ${summary.lines} lines are missing at the end. Nothing was sent or deleted: ${file}`,
    );
  }
  return { ...opened, state, lines };
}

/** A snapshot that is being written: its file, and what its lines add up to. */
export class SnapshotLog {
  readonly header: SnapshotHeader;
  readonly state: SnapshotState;
  readonly #store: SnapshotStore;
  readonly file: string;
  readonly #lineFile: LineFile;
  readonly #codec: SnapshotCodec;
  #lines: number;
  #broken: unknown;

  private constructor(
    services: SnapshotServices,
    file: string,
    lineFile: LineFile,
    read: ReadSnapshot & { readonly codec: SnapshotCodec },
  ) {
    this.#store = services.store;
    this.file = file;
    this.#lineFile = lineFile;
    this.header = read.header;
    this.state = read.state;
    this.#codec = read.codec;
    this.#lines = read.lines;
  }

  /** Begins a snapshot in a new file. */
  static async create(
    services: SnapshotServices,
    fileName: string,
    header: SnapshotHeader,
    key: Uint8Array | undefined,
  ): Promise<SnapshotLog> {
    const { codec, line } = SnapshotCodec.begin(header, key);
    const file = await services.store.open(fileName);
    const log = new SnapshotLog(services, fileName, file, { header, state: new SnapshotState(), codec, lines: 1 });
    try {
      await file.append([line], true);
      await log.append([{ t: 'owner', ...thisProcess() }], true);
      await services.store.keepSummary(log.summary(false));
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    return log;
  }

  /** Takes a snapshot up where it was laid down or cut short. */
  static async resume(services: SnapshotServices, fileName: string): Promise<SnapshotLog> {
    // Opening cuts off half a line, so that reading and writing agree on where the file ends.
    const file = await services.store.open(fileName);
    try {
      const log = new SnapshotLog(services, fileName, file, await readSnapshot(services, fileName));
      await log.append([{ t: 'owner', ...thisProcess() }], true);
      await services.store.keepSummary({ ...log.summary(true), open: true });
      return log;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  /** To the file first, then to memory: what we believe is never ahead of what is written. */
  async append(records: readonly SnapshotRecord[], durable: boolean): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    try {
      await this.#lineFile.append(
        records.map(record => this.#codec.encode(record)),
        durable,
      );
    } catch (error) {
      // What reached the file is not known, so nothing can follow it; the next one to open it will see.
      this.#broken ??= error;
      throw error;
    }
    this.#lines += records.length;
    for (const record of records) this.state.apply(record);
  }

  /** Lays the snapshot down. Never rejects: what cannot be written now is found when it is opened next. */
  async close(): Promise<void> {
    const ended = await this.append([{ t: 'end' }], true).then(
      () => true,
      () => false,
    );
    await this.#lineFile.close().catch(() => undefined);
    if (ended) await this.#store.keepSummary(this.summary(true)).catch(() => undefined);
  }

  summary(ended: boolean): SnapshotSummary {
    const { id, queue, at, encrypted } = this.header;
    return { id, file: this.file, queue, at, encrypted, ...(ended && endFigures(this.state, this.#lines)) };
  }
}

function endFigures(state: SnapshotState, lines: number): Partial<SnapshotSummary> {
  const { restore } = state;
  return {
    lines,
    messages: state.size,
    deleted: state.count('gone'),
    unconfirmed: state.count('unsure', 'written'),
    ...(restore && { restored: restore.state.sent.size, restoring: !restore.finished }),
  };
}
