import { AwsError } from '../core/errors.ts';
import type { Page } from '../core/page.ts';

/** A page of a listing from what the SDK gives: a missing and an empty token both mean the end. */
export function page<T>(items: readonly T[], token: string | undefined): Page<T> {
  return token ? { items, nextToken: token } : { items };
}

/** A part of an answer that the service always sends; an AwsError when it did not. */
export function given<T>(value: T | undefined, action: string): T {
  if (value !== undefined) return value;
  throw new AwsError(`The answer of ${action} lacks what it should hold. Check that the endpoint speaks for AWS.`, {
    kind: 'service',
    code: 'IncompleteAnswer',
  });
}
