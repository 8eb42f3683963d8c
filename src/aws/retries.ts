import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken, StandardRetryToken } from '@smithy/types';

/** Tries of one call, the first included. */
export const maxAttempts = 3;

/** Failures before a single byte of the request could leave: names that don't resolve, refused connects, bad certificates. */
const neverSent =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|ERR_TLS\w*|ERR_SSL\w*|UNABLE_TO_\w+|\w*CERT\w*)$/;

interface Failure {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** True when the request certainly never reached the service. */
export function isNeverSent(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, syscall, message, cause } = error as Failure;
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  if (typeof code === 'string' && neverSent.test(code)) return true;
  if (typeof message === 'string' && message.includes('did not establish a connection')) return true;
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNeverSent);
  return cause !== undefined && isNeverSent(cause);
}

/**
 * For calls that do something again when they are repeated, such as a send: tries again only when the request never
 * left, or when the service itself refused it as too fast. After a lost answer the SDK's own strategy would send the
 * message a second time; here the caller gets an error that says it may have happened.
 */
export class CarefulRetryStrategy implements RetryStrategyV2 {
  readonly #inner = new StandardRetryStrategy(maxAttempts);

  acquireInitialRetryToken(scope: string): Promise<RetryToken> {
    return this.#inner.acquireInitialRetryToken(scope);
  }

  refreshRetryTokenForRetry(token: RetryToken, failure: RetryErrorInfo): Promise<RetryToken> {
    const status = (failure.error as Failure | undefined)?.$metadata?.httpStatusCode ?? 0;
    const refused = failure.errorType === 'THROTTLING' && status >= 400 && status < 500;
    if (!refused && !isNeverSent(failure.error)) throw new Error('This call must not be repeated');
    return this.#inner.refreshRetryTokenForRetry(token as StandardRetryToken, failure);
  }

  recordSuccess(token: RetryToken): void {
    this.#inner.recordSuccess(token as StandardRetryToken);
  }
}
