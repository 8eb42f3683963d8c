import type { ActivityLog, Connection } from '../connections/connection.ts';
import type { Logger } from '../core/logger.ts';

/** What src/aws asks of the rest of the extension. */
export interface AwsOptions {
  /** The connection of this id as it is configured right now; undefined once it is gone. */
  connection(id: string): Connection | undefined;
  /** True when the user has allowed receiving on this read-only connection. */
  peekAllowed(connectionId: string): boolean;
  /** The running sandbox's endpoint and throwaway key; undefined when none runs. */
  sandbox(): { endpoint: string; accessKeyId: string; secretAccessKey: string } | undefined;
  /** Asks the person for an MFA code; rejects with CancelledError. */
  mfaCode(serial: string): Promise<string>;
  readonly activityLog: ActivityLog;
  readonly logger: Logger;
  /** Time limit of one call, in milliseconds. */
  requestTimeoutMs(): number;
  /** The environment the shared configuration and AWS_* variables are read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
