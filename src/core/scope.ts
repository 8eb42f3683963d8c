/** Where a call goes: one region of one connection. */
export interface Scope {
  readonly connectionId: string;
  readonly region: string;
}

/** What a person must be able to see wherever something is sent, changed or deleted. */
export interface ScopeInfo extends Scope {
  readonly connectionName: string;
  /** The profile it signs with, for display. */
  readonly profile?: string;
  /** Twelve digits, once STS has confirmed them. */
  readonly accountId?: string;
  /** The custom endpoint; absent for AWS itself. */
  readonly endpoint?: string;
  readonly readOnly: boolean;
  /** Marked by the user, or an account that STS cannot confirm. */
  readonly production: boolean;
  /** Reads that change the queue (receive, change visibility) are allowed although the connection is read-only. */
  readonly peekAllowed: boolean;
}

/** Answers what a scope stands for. */
export interface ScopeDirectory {
  /** Asks STS for the account once per connection; an account that cannot be confirmed is left out. */
  describe(scope: Scope, signal?: AbortSignal): Promise<ScopeInfo>;
}

/** One line for titles and confirmations: `shop · 123456789012 · eu-west-1 · http://127.0.0.1:4566`. */
export function scopeLabel(info: ScopeInfo): string {
  const parts = [info.connectionName, info.accountId ?? 'account not confirmed', info.region];
  if (info.endpoint !== undefined) parts.push(info.endpoint);
  return parts.join(' · ');
}

export function scopeKey(scope: Scope): string {
  return `${scope.connectionId}/${scope.region}`;
}
