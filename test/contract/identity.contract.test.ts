import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Door, never, openDoor } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('sts');

describe.each(kinds)('identity on $name', kind => {
  let server: LocalServer;
  let door: Door;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  test('says who the connection is', async () => {
    const identity = await door.aws.identity.identity(door.connection, never);
    expect(identity.accountId).toBe(server.accountId);
    expect(identity.arn).toMatch(new RegExp(`^arn:aws:(iam|sts)::${server.accountId}:`));
    expect(identity.userId).not.toBe('');
    expect(await door.aws.confirm(door.connection, never)).toEqual(identity);
  });

  test('a confirmed account stands in what a scope is', async () => {
    expect(await door.aws.scopes.describe(door.scope)).toEqual({
      connectionId: 'here',
      connectionName: 'Here',
      region: server.region,
      accountId: server.accountId,
      endpoint: server.endpoint,
      readOnly: false,
      production: false,
      peekAllowed: false,
    });
  });
});

describe('regions', () => {
  test('are known without a call', () => {
    const door = openDoor({
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      region: 'x',
    });
    const byPartition = new Map(door.aws.regions().map(({ id, regions }) => [id, regions.map(region => region.id)]));
    expect(byPartition.get('aws')).toEqual(expect.arrayContaining(['us-east-1', 'eu-central-1', 'ap-southeast-2']));
    expect(byPartition.get('aws-cn')).toContain('cn-north-1');
    expect(byPartition.get('aws-us-gov')).toContain('us-gov-west-1');
    door.aws.dispose();
  });
});
