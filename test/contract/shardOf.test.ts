import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems } from '../../src/core/page.ts';
import { checkRecord } from '../../src/streams/put/recordRules.ts';
import { hashKeyOf, hashKeySpace, isOpen, shardOf, shareOf } from '../../src/streams/shardOf.ts';
import type { Shard, StreamRef } from '../../src/streams/stream.ts';
import type { StreamClient } from '../../src/streams/streamClient.ts';
import { checked, type Door, never, newName, openDoor, until } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('kinesis');
const key = (index: number) =>
  ['plain', 'mit-ümlaut', '鍵', '😀', ' space ', '0'][index % 6] + '-'.repeat(index % 5) + index;

describe.each(kinds)('the shard of a record on $name', kind => {
  let server: LocalServer;
  let door: Door;
  let streams: StreamClient;
  let stream: StreamRef;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    streams = door.aws.streams(door.scope);
    stream = await streams.create(newName('hash'), { mode: 'PROVISIONED', shards: 5 }, never);
    await until(
      () => streams.summary(stream, never),
      summary => summary.status === 'ACTIVE',
    );
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  const shards = () => allItems(token => streams.shards(stream, token === undefined ? {} : { token }, never));
  const put = (partitionKey: string, explicitHashKey?: string) =>
    streams.put(
      stream,
      { data: new TextEncoder().encode('x'), partitionKey, ...(explicitHashKey !== undefined && { explicitHashKey }) },
      never,
    );

  test('is the one computed from the partition key', async () => {
    const all = await shards();
    expect(all.filter(isOpen).reduce((sum, shard) => sum + shareOf(shard), 0)).toBeCloseTo(1, 4);
    const seen = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const computed = shardOf(hashKeyOf(key(index)), all)?.id;
      expect((await put(key(index))).shardId).toBe(computed);
      seen.add(computed ?? '');
    }
    expect(seen.size).toBe(5);
  });

  const expectComputed = async (explicitHashKey: string, all: readonly Shard[]) => {
    const { hashKey = -1n } = checkRecord({ body: '', encoding: 'text', partitionKey: 'k', explicitHashKey }, 100);
    expect((await put('k', explicitHashKey)).shardId).toBe(shardOf(hashKey, all)?.id);
  };

  test('is the one computed from an explicit hash key, from the first of every range on', async () => {
    const all = await shards();
    for (const shard of all) await expectComputed(shard.startingHashKey, all);
    await expect(put('k', hashKeySpace.toString())).rejects.toThrow();
  });

  checked(kind, 'kinesis.highestHashKey')('is the one computed for the last of every range', async () => {
    const all = await shards();
    for (const shard of all) await expectComputed(shard.endingHashKey, all);
  });
});
