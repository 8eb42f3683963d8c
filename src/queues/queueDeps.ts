import type { Host } from '../editor/host.ts';
import type { TemplateStore } from '../editor/templateFiles.ts';
import type { Reading } from '../messages/reading.ts';
import type { QueueRef } from './queue.ts';
import type { QueueClients } from './queueClient.ts';
import type { JournalStore } from './redrive/journalStore.ts';
import type { SnapshotKeys, SnapshotStore } from './snapshot/snapshotStore.ts';

/** What every queue command gets. */
export interface QueueDeps {
  readonly host: Host;
  readonly queues: QueueClients;
  /** How the messages of a queue are read and shown, by the settings as they are now. */
  readonly reading: (queue: QueueRef, signal: AbortSignal) => Promise<Reading>;
  /** Where redrives on our side keep their journals. */
  readonly journals: JournalStore;
  readonly templates: TemplateStore;
  /** Where snapshots lie, and the key they are encrypted with. */
  readonly snapshots: { readonly store: SnapshotStore; readonly keys: SnapshotKeys };
}
