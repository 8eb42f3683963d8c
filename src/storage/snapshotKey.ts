import { randomBytes } from 'node:crypto';
import { once } from '../core/lazy.ts';
import type { SnapshotKeys } from '../queues/snapshot/snapshotStore.ts';

/** What of the editor's secret storage is needed. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
}

const name = 'snapshotKey';
/** AES-256. */
const keyBytes = 32;

/** The key of snapshots in the editor's secret storage: made on first use, never written anywhere else. */
export function snapshotKeys(secrets: Secrets): SnapshotKeys {
  return {
    key: once(async () => {
      const kept = await secrets.get(name);
      if (kept !== undefined) return Buffer.from(kept, 'base64');
      const made = randomBytes(keyBytes);
      await secrets.store(name, made.toString('base64'));
      // Another window may have made one at the same moment; what is kept counts.
      return Buffer.from((await secrets.get(name)) ?? made.toString('base64'), 'base64');
    }),
  };
}
