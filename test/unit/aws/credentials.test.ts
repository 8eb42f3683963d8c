import { describe, expect, test } from 'vitest';
import { Credentials } from '../../../src/aws/credentials.ts';
import { CancelledError } from '../../../src/core/errors.ts';

const keys = { accessKeyId: 'a', secretAccessKey: 'b' };
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

/** Credentials whose loads are counted; each load ends as the next of `outcomes` says, the last one for good. */
function counted(...outcomes: (Date | undefined | Error)[]): { credentials: Credentials; loads: () => number } {
  let loads = 0;
  const credentials = new Credentials(async () => {
    const outcome = outcomes[Math.min(loads++, outcomes.length - 1)];
    if (outcome instanceof Error) throw outcome;
    return outcome === undefined ? keys : { ...keys, expiration: outcome };
  });
  return { credentials, loads: () => loads };
}

describe('cached credentials', () => {
  test('are loaded once for all who ask', async () => {
    const { credentials, loads } = counted(undefined);
    await Promise.all([credentials.get(), credentials.get()]);
    await credentials.get();
    expect(loads()).toBe(1);
    expect(credentials.longLived).toBe(true);
  });

  test('are loaded again shortly before they expire', async () => {
    const { credentials, loads } = counted(inMinutes(60));
    await credentials.get();
    await credentials.get();
    expect(loads()).toBe(1);
    expect(credentials.longLived).toBe(false);
    const stale = counted(inMinutes(-1), inMinutes(60));
    await stale.credentials.get();
    await stale.credentials.get();
    await stale.credentials.get();
    expect(stale.loads()).toBe(2);
  });

  test('that live for less than the margin are not loaded for every call', async () => {
    const { credentials, loads } = counted(inMinutes(3));
    await credentials.get();
    await credentials.get();
    expect(loads()).toBe(1);
  });

  test('that failed are tried again by the next call', async () => {
    const { credentials, loads } = counted(new Error('no'), undefined);
    await expect(credentials.get()).rejects.toThrow('no');
    expect(await credentials.get()).toEqual(keys);
    expect(loads()).toBe(2);
  });

  test('that a person declined are not asked for again at once, but after a sign-in', async () => {
    const { credentials, loads } = counted(new CancelledError(), undefined);
    await expect(credentials.get()).rejects.toBeInstanceOf(CancelledError);
    await expect(credentials.get()).rejects.toBeInstanceOf(CancelledError);
    expect(loads()).toBe(1);
    credentials.drop();
    expect(await credentials.get()).toEqual(keys);
  });
});
