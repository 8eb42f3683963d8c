/** A way out that an error message offers as a button: a command of ours with its arguments. */
export interface WayOut {
  readonly title: string;
  readonly command: string;
  readonly args?: readonly unknown[];
}

/** An error whose message is meant for people: what failed, the variable part last, then what to do next. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
  readonly waysOut: readonly WayOut[];

  constructor(message: string, options: { cause?: unknown; waysOut?: readonly WayOut[] } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.waysOut = options.waysOut ?? [];
  }
}

/** What an AWS failure means for the person who met it. */
export type AwsErrorKind =
  | 'access-denied'
  | 'no-credentials'
  | 'expired-credentials'
  | 'unknown-profile'
  | 'not-found'
  | 'already-exists'
  | 'throttled'
  | 'unreachable'
  | 'timeout'
  | 'unsupported'
  | 'too-large'
  | 'invalid'
  | 'read-only'
  | 'wrong-account'
  | 'service';

/** A failed AWS call, in our words. `code` is the service's own name for it, without prefixes and `Exception`. */
export class AwsError extends UserError {
  override readonly name = 'AwsError';
  readonly kind: AwsErrorKind;
  readonly code: string;
  /** The IAM action that was refused (`sqs:ListQueues`); for access-denied only. */
  readonly action: string | undefined;
  /** False when the request certainly never reached the service, so that repeating it is safe. */
  readonly mayHaveHappened: boolean;

  constructor(
    message: string,
    details: {
      kind: AwsErrorKind;
      code: string;
      action?: string;
      mayHaveHappened?: boolean;
      cause?: unknown;
      waysOut?: readonly WayOut[];
    },
  ) {
    super(message, details);
    this.kind = details.kind;
    this.code = details.code;
    this.action = details.action;
    this.mayHaveHappened = details.mayHaveHappened ?? false;
  }
}

/** The person changed their mind. Never shown, never logged as a failure. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';

  constructor() {
    super('Cancelled');
  }
}

/** True for our own cancel and for what an aborted fetch, stream or SDK call throws. */
export function isCancelled(error: unknown): boolean {
  return error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError');
}

/** The message of anything that was thrown, on one line and at most 500 characters long. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 500);
}

/**
 * A failure in words fit for a log. Of AWS failures, also wrapped ones, only the code: what a service or a credential
 * process says may quote what was given to it.
 */
export function logWords(error: unknown): string {
  if (error instanceof AwsError) return error.code;
  if (error instanceof Error && error.cause instanceof AwsError) return error.cause.code;
  return messageOf(error);
}
