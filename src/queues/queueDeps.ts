import type { Host } from '../editor/host.ts';
import type { QueueClients } from './queueClient.ts';

/** What every queue command gets. */
export interface QueueDeps {
  readonly host: Host;
  readonly queues: QueueClients;
  /** Where a redrive on our side keeps its journal. */
  readonly journalDirectory: string;
}
