import type { Connection } from '../connections/connection.ts';
import type { Event } from '../core/event.ts';
import type { Host } from '../editor/host.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { StreamClients } from '../streams/streamClient.ts';
import type { TopicClients } from '../topics/topicClient.ts';
import type { TagClients } from './tagClient.ts';

/** The connections as the tree sees them. */
export interface ExplorerConnections {
  list(): readonly Connection[];
  /** True when receiving is allowed although the connection is read-only. */
  peekAllowed(connectionId: string): boolean;
  readonly onDidChange: Event<void>;
}

/** The part of vscode.Memento that favourites need. */
export interface FavouriteStore {
  get<T>(key: string, fallback: T): T;
  update(key: string, value: unknown): Thenable<void>;
}

export interface ExplorerDeps {
  readonly host: Host;
  readonly queues: QueueClients;
  readonly topics: TopicClients;
  readonly streams: StreamClients;
  readonly tags: TagClients;
  readonly connections: ExplorerConnections;
  /** Kept for the user, not for the workspace: `context.globalState`. */
  readonly memento: FavouriteStore;
}
