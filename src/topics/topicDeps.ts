import type { Host } from '../editor/host.ts';
import type { TopicClients } from './topicClient.ts';

/** What every topic command gets. */
export interface TopicDeps {
  readonly host: Host;
  readonly topics: TopicClients;
}
