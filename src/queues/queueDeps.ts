import type { Host } from '../editor/host.ts';
import type { QueueClients } from './queueClient.ts';
import type { JournalStore } from './redrive/journalStore.ts';

/** What every queue command gets. */
export interface QueueDeps {
  readonly host: Host;
  readonly queues: QueueClients;
  /** Where redrives on our side keep their journals. */
  readonly journals: JournalStore;
}
