import { describe, expect, it } from 'vitest';
import { AwsError, CancelledError, UserError } from '../../../src/core/errors.ts';
import { orInDoubt } from '../../../src/core/mayHaveHappened.ts';

async function outcome(call: Promise<unknown>): Promise<{ looked: number; error: unknown; value: unknown }> {
  let looked = 0;
  try {
    const value = await orInDoubt(call, 'purge orders', () => looked++);
    return { looked, value, error: undefined };
  } catch (error) {
    return { looked, error, value: undefined };
  }
}

describe('orInDoubt', () => {
  it('lets a value through without a second look', async () => {
    expect(await outcome(Promise.resolve(7))).toEqual({ looked: 0, error: undefined, value: 7 });
  });

  it('says that a cancelled call may have been done', async () => {
    const { looked, error } = await outcome(Promise.reject(new CancelledError()));
    expect(looked).toBe(1);
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toContain('may have been done all the same: purge orders');
  });

  it('looks when an answer was lost, and not when the call was refused', async () => {
    const lost = new AwsError('Lost', { kind: 'timeout', code: 'TimeoutError', mayHaveHappened: true });
    expect(await outcome(Promise.reject(lost))).toMatchObject({ looked: 1, error: lost });
    const refused = new AwsError('No', { kind: 'access-denied', code: 'AccessDenied' });
    expect(await outcome(Promise.reject(refused))).toMatchObject({ looked: 0, error: refused });
  });
});
