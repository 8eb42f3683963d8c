import type { Host } from '../editor/host.ts';
import type { ActivityLog, Connection, Identity } from './connection.ts';
import type { ConnectionService } from './connectionService.ts';

/** A profile of the shared AWS configuration, as a choice. */
export interface ProfileChoice {
  readonly name: string;
  readonly region?: string;
  /** How it signs in: `sso`, `role`, `keys`, `process` and the like. */
  readonly kind: string;
  /** It asks for a code of an MFA device. */
  readonly mfa: boolean;
}

/** What the connection commands need of AWS. */
export interface ConnectionAws {
  profiles(): Promise<readonly ProfileChoice[]>;
  /** Region codes of every partition, with their names. */
  regions(): Promise<readonly { readonly id: string; readonly name: string }[]>;
  identity(connection: Connection, signal: AbortSignal): Promise<Identity>;
  /** Drops cached clients and credentials, so that the next call signs in anew. */
  forget(connectionId: string): Promise<void>;
}

/** The activity log as its commands see it. */
export interface ActivityReader extends ActivityLog {
  /** Everything that is kept, one JSON object a line, oldest first. */
  text(): Promise<string>;
  entries(limit: number): Promise<readonly Record<string, unknown>[]>;
}

export interface ConnectionDeps {
  readonly host: Host;
  readonly connections: ConnectionService;
  readonly aws: ConnectionAws;
  readonly activity: ActivityReader;
}
