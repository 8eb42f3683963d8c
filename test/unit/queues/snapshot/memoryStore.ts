import { UserError } from '../../../../src/core/errors.ts';
import type { SnapshotServices } from '../../../../src/queues/snapshot/snapshotLog.ts';
import type { LineFile, SnapshotStore, SnapshotSummary } from '../../../../src/queues/snapshot/snapshotStore.ts';

/** Snapshots in memory; `write` is asked before each append, so that a test can end the process there. */
export class MemoryStore implements SnapshotStore {
  readonly files = new Map<string, string[]>();
  readonly kept = new Map<string, SnapshotSummary>();
  write: () => void = () => undefined;

  async fileOf(id: string): Promise<string> {
    return `/snapshots/${id}`;
  }

  async open(file: string): Promise<LineFile> {
    const lines = this.files.get(file) ?? [];
    this.files.set(file, lines);
    return {
      append: async added => {
        this.write();
        lines.push(...added);
      },
      close: async () => undefined,
    };
  }

  async read(file: string): Promise<AsyncIterable<string>> {
    const lines = this.files.get(file);
    if (!lines) throw new UserError(`There is no such snapshot: ${file}`);
    async function* each(): AsyncGenerator<string> {
      yield* [...(lines ?? [])];
    }
    return each();
  }

  async modifiedAt(file: string): Promise<number | undefined> {
    return this.files.has(file) ? 0 : undefined;
  }

  async remove(file: string): Promise<void> {
    this.files.delete(file);
  }

  async summaries(): Promise<readonly SnapshotSummary[]> {
    return [...this.kept.values()];
  }

  async keepSummary(summary: SnapshotSummary): Promise<void> {
    this.write();
    this.kept.set(summary.id, summary);
  }

  async forget(id: string): Promise<void> {
    this.kept.delete(id);
  }
}

export function servicesOf(store: SnapshotStore, key = new Uint8Array(32).fill(7)): SnapshotServices {
  return { store, keys: { key: async () => key } };
}
