import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../src/core/logger.ts';
import type { ScopeDirectory } from '../../../src/core/scope.ts';
import { Identities } from '../../../src/explorer/identities.ts';
import { scope } from './rows.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function identities() {
  const state = { account: '111111111111' as string | Error, calls: 0, changes: 0 };
  const scopes: ScopeDirectory = {
    async describe(of) {
      state.calls++;
      if (state.account instanceof Error) throw state.account;
      const guards = { readOnly: false, production: false, peekAllowed: false };
      return { ...of, connectionName: 'shop', accountId: state.account, ...guards };
    },
  };
  return { state, made: new Identities(scopes, silentLogger, () => state.changes++) };
}

it('asks who a connection is once, after the paint', async () => {
  const { made, state } = identities();
  made.ask(scope);
  made.ask({ ...scope, region: 'us-east-1' });
  expect(state.calls).toBe(0);
  await vi.runAllTimersAsync();
  expect(made.of('shop')?.accountId).toBe('111111111111');
  expect(state).toMatchObject({ calls: 1, changes: 1 });
});

it('keeps what is known while it asks anew, and tells only of a change', async () => {
  const { made, state } = identities();
  made.ask(scope);
  await vi.runAllTimersAsync();
  made.expire('shop');
  made.ask(scope);
  expect(made.of('shop')?.accountId).toBe('111111111111');
  await vi.runAllTimersAsync();
  expect(state).toMatchObject({ calls: 2, changes: 1 });
  state.account = '222222222222';
  made.expire('shop');
  made.ask(scope);
  await vi.runAllTimersAsync();
  expect(made.of('shop')?.accountId).toBe('222222222222');
  expect(state.changes).toBe(2);
});

it('forgets what can no longer be confirmed', async () => {
  const { made, state } = identities();
  made.ask(scope);
  await vi.runAllTimersAsync();
  state.account = new Error('no');
  made.expire('shop');
  made.ask(scope);
  await vi.runAllTimersAsync();
  expect(made.of('shop')).toBeUndefined();
  expect(state.changes).toBe(2);
});
