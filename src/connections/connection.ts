/**
 * One way into one AWS account, or into a server that speaks its language. Connections live in a machine-scoped
 * setting, so no workspace can add or change one; they never hold a secret.
 */
export interface Connection {
  /** Stable; derived from the name at creation. */
  readonly id: string;
  readonly name: string;
  /** How requests are signed: a shared profile, the SDK's default chain, or the running sandbox's throwaway key. */
  readonly credentials: 'profile' | 'default' | 'sandbox' | 'local';
  /** For `profile`. */
  readonly profile?: string;
  readonly regions: readonly string[];
  /** A base URL that overrides every service's; absent = resolved from the shared configuration and environment. */
  readonly endpoint?: string;
  readonly readOnly?: boolean;
  readonly production?: boolean;
}

/** What STS said about a connection. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
}

/** Asks STS who a connection is; rejects with an AwsError. */
export interface IdentityClient {
  identity(connection: Connection, signal: AbortSignal): Promise<Identity>;
}

/** One line of the activity log: what was changed, never a message body. */
export interface Activity {
  readonly at: Date;
  readonly connectionName: string;
  readonly accountId?: string;
  readonly region: string;
  readonly endpoint?: string;
  /** `sqs:SendMessage` */
  readonly action: string;
  /** ARN, URL or name. */
  readonly resource: string;
  readonly outcome: 'ok' | 'failed' | 'refused' | 'unknown';
  /** The error's code, or a count such as `10 messages`. */
  readonly detail?: string;
}

export interface ActivityLog {
  record(activity: Activity): void;
}
