import type { Host } from '../editor/host.ts';
import type { StreamClients } from './streamClient.ts';

/** What every stream command gets. */
export interface StreamDeps {
  readonly host: Host;
  readonly streams: StreamClients;
}
