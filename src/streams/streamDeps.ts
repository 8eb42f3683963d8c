import type { Host } from '../editor/host.ts';
import type { Reading } from '../messages/reading.ts';
import type { StreamRef } from './stream.ts';
import type { StreamClients } from './streamClient.ts';

/** What every stream command gets. */
export interface StreamDeps {
  readonly host: Host;
  readonly streams: StreamClients;
  /** How the records of a stream are read and shown, by the settings as they are now. */
  readonly reading: (stream: StreamRef, signal: AbortSignal) => Promise<Reading>;
}
