import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/connections/connection.ts';
import { ConnectionService, sandboxConnectionId } from '../../../src/connections/connectionService.ts';
import { Emitter } from '../../../src/core/event.ts';

const dev: Connection = { id: 'dev', name: 'dev', credentials: 'profile', profile: 'dev', regions: ['eu-west-1'] };

function setUp(written: unknown[] = [dev]) {
  const state = { connections: written, allowed: [] as readonly string[] };
  const changed = new Emitter<void>();
  const service = new ConnectionService(
    {
      read: () => state.connections as Connection[],
      write: async list => {
        state.connections = [...list];
      },
      onDidChange: changed.event,
    },
    {
      read: () => state.allowed,
      write: async ids => {
        state.allowed = ids;
      },
    },
  );
  return { service, state, changed };
}

describe('connections', () => {
  test('get an id from their name, a free one', async () => {
    const { service } = setUp();
    expect((await service.add({ name: 'Dev!', credentials: 'default', regions: ['us-east-1'] })).id).toBe('dev-2');
    expect((await service.add({ name: 'Sandbox', credentials: 'default', regions: ['us-east-1'] })).id).toBe(
      'sandbox-2',
    );
  });

  test('need a name of their own', async () => {
    const { service } = setUp();
    await expect(service.add({ name: 'dev', credentials: 'default', regions: ['us-east-1'] })).rejects.toThrow(
      'of this name already',
    );
    await expect(service.add({ name: ' ', credentials: 'default', regions: ['us-east-1'] })).rejects.toThrow(
      'needs a name',
    );
  });

  test('that were written by hand and cannot be used are left out', () => {
    const { service } = setUp([
      null,
      {},
      { ...dev, regions: [] },
      { ...dev, endpoint: 'file:///etc/passwd' },
      { ...dev, credentials: 'sandbox' },
      dev,
    ]);
    expect(service.list()).toEqual([dev]);
  });

  test('change, and lose what is set to undefined', async () => {
    const { service } = setUp([{ ...dev, endpoint: 'http://localhost:4566', readOnly: true }]);
    expect(await service.update('dev', { endpoint: undefined, production: true })).toEqual({
      ...dev,
      readOnly: true,
      production: true,
    });
  });

  test('that are gone are named', () => {
    expect(() => setUp().service.require('other')).toThrow('other');
  });

  test('of a sandbox stand first and are never written down', async () => {
    const { service, state } = setUp();
    const sandbox: Connection = {
      id: sandboxConnectionId,
      name: 'Local sandbox',
      credentials: 'sandbox',
      regions: ['us-east-1'],
    };
    service.setSandbox(sandbox);
    await service.update(sandboxConnectionId, { readOnly: true });
    expect(service.list().map(({ id }) => id)).toEqual(['sandbox', 'dev']);
    expect(service.get('sandbox')?.readOnly).toBe(true);
    await expect(service.update(sandboxConnectionId, { credentials: 'profile', profile: 'dev' })).rejects.toThrow(
      'its own key and address',
    );
    expect(service.get('sandbox')?.credentials).toBe('sandbox');
    expect(state.connections).toEqual([dev]);
    service.setSandbox(undefined);
    expect(service.list()).toEqual([dev]);
  });

  test('lose their allowance to peek when they are removed', async () => {
    const { service, state } = setUp();
    await service.setPeekAllowed('dev', true);
    expect(service.peekAllowed('dev')).toBe(true);
    await service.remove('dev');
    expect([state.connections, state.allowed]).toEqual([[], []]);
  });

  test('lose their allowance to peek when something else stands behind them', async () => {
    const { service } = setUp();
    await service.setPeekAllowed('dev', true);
    await service.update('dev', { name: 'renamed', readOnly: true });
    expect(service.peekAllowed('dev')).toBe(true);
    await service.update('dev', { profile: 'other' });
    expect(service.peekAllowed('dev')).toBe(false);
  });

  test('that could not be used are not written', async () => {
    const { service, state } = setUp();
    const adding = service.add({ name: 'x', credentials: 'local', regions: ['eu-west-1'], endpoint: 'file:///tmp' });
    await expect(adding).rejects.toThrow('a valid one: x');
    await expect(service.update('dev', { regions: [] })).rejects.toThrow('needs a region');
    expect(state.connections).toEqual([dev]);
  });

  test('tell of every change, also of one made in the settings', async () => {
    const { service, changed } = setUp();
    let heard = 0;
    service.onDidChange(() => heard++);
    changed.fire();
    await service.update('dev', { readOnly: true });
    expect(heard).toBeGreaterThanOrEqual(2);
  });
});
