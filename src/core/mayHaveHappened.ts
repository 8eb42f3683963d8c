import { AwsError, isCancelled, UserError } from './errors.ts';

/**
 * Runs a call that changes something and has `look` called when nobody knows whether it did: cancelled on its way, or
 * the answer lost. A cancel then rejects with a UserError that says so, where a silent end would hide the doubt.
 */
export async function orInDoubt<T>(call: Promise<T>, what: string, look: () => void): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const cancelled = isCancelled(error);
    if (cancelled || (error instanceof AwsError && error.mayHaveHappened)) look();
    if (!cancelled) throw error;
    throw new UserError(`Cancelled, but the request had left: it may have been done all the same: ${what}`, {
      cause: error,
    });
  }
}
