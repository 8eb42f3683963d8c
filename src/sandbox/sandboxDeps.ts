import type { ConnectionService } from '../connections/connectionService.ts';
import type { Host } from '../editor/host.ts';
import type { QueueClients } from '../queues/queueClient.ts';
import type { StreamClients } from '../streams/streamClient.ts';
import type { TopicClients } from '../topics/topicClient.ts';

/** A running sandbox's address and the key that it alone accepts. */
export interface SandboxKey {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SandboxDeps {
  readonly host: Host;
  /** The built server program. */
  readonly serverPath: string;
  /** Where data is kept when the user wants it kept. */
  readonly dataDirectory: string;
  readonly connections: ConnectionService;
  readonly queues: QueueClients;
  readonly topics: TopicClients;
  readonly streams: StreamClients;
  /** Tells the rest of the extension that a sandbox runs, or that none does. */
  running(key: SandboxKey | undefined): void;
}
