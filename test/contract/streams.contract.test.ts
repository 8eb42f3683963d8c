import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allItems } from '../../src/core/page.ts';
import type { StreamRecord, StreamRef } from '../../src/streams/stream.ts';
import type { StreamClient } from '../../src/streams/streamClient.ts';
import { checked, type Door, never, newName, openDoor, until } from './harness.ts';
import { findServers } from './servers/findServers.ts';
import type { LocalServer } from './servers/server.ts';

const kinds = await findServers('kinesis');

describe.each(kinds)('streams on $name', kind => {
  let server: LocalServer;
  let door: Door;
  let streams: StreamClient;

  beforeAll(async () => {
    server = await kind.start();
    door = openDoor(server);
    streams = door.aws.streams(door.scope);
  });
  afterAll(async () => {
    door?.aws.dispose();
    await server?.stop();
  });

  async function create(shards = 1): Promise<StreamRef> {
    const stream = await streams.create(newName('stream'), { mode: 'PROVISIONED', shards }, never);
    await active(stream);
    return stream;
  }
  const active = (stream: StreamRef) =>
    until(
      () => streams.summary(stream, never),
      summary => summary.status === 'ACTIVE',
    );
  const text = (record: StreamRecord | undefined) => Buffer.from(record?.data ?? []).toString('utf8');

  test('a stream is created, listed, described, tagged, changed and deleted', async () => {
    const name = newName('life');
    const stream = await streams.create(name, { mode: 'PROVISIONED', shards: 2, tags: { team: 'shop' } }, never);
    expect(stream).toMatchObject({ name, arn: `arn:aws:kinesis:${server.region}:${server.accountId}:stream/${name}` });
    await active(stream);
    const listed = await allItems(token => streams.list(token === undefined ? {} : { token }, never));
    expect(listed.find(item => item.name === name)?.arn).toBe(stream.arn);
    expect(await streams.summary(stream, never)).toMatchObject({
      arn: stream.arn,
      status: 'ACTIVE',
      mode: 'PROVISIONED',
      retentionHours: 24,
      openShards: 2,
      encryption: 'NONE',
      maxRecordBytes: 1_048_576,
    });
    expect(await streams.tags(stream, never)).toEqual({ team: 'shop' });
    await streams.changeTags(stream, { set: { stage: 'dev' }, remove: ['team'] }, never);
    expect(await streams.tags(stream, never)).toEqual({ stage: 'dev' });

    await streams.setRetention(stream, 48, 24, never);
    expect((await active(stream)).retentionHours).toBe(48);
    await streams.setRetention(stream, 36, 48, never);
    expect((await active(stream)).retentionHours).toBe(36);
    await streams.setMode(stream, 'ON_DEMAND', never);
    expect((await active(stream)).mode).toBe('ON_DEMAND');

    await streams.delete(stream, never);
    const state = () =>
      streams.summary(stream, never).then(
        summary => summary.status as string,
        (error: { kind: string }) => error.kind,
      );
    expect(await until(state, now => now === 'not-found', 5_000)).toMatch(/^(?:DELETING|not-found)$/);
  });

  test('encryption is turned on and off', async () => {
    const stream = await create();
    await streams.setEncryption(stream, 'alias/aws/kinesis', undefined, never);
    expect(await active(stream)).toMatchObject({ encryption: 'KMS', kmsKeyId: expect.stringContaining('aws/kinesis') });
    await streams.setEncryption(stream, undefined, 'alias/aws/kinesis', never);
    expect((await active(stream)).encryption).toBe('NONE');
  });

  test('records land in the shard of their hash key and are read back from every position', async () => {
    const stream = await create(2);
    const { items: shards } = await streams.shards(stream, {}, never);
    expect(shards).toHaveLength(2);
    const [low, high] = [...shards].sort((a, b) => (BigInt(a.startingHashKey) < BigInt(b.startingHashKey) ? -1 : 1));
    expect(BigInt(high?.endingHashKey ?? 0)).toBe(2n ** 128n - 1n);
    const before = new Date(Date.now() - 60_000);
    const first = await streams.put(
      stream,
      { data: Buffer.from('first \u{1f389}'), partitionKey: 'k', explicitHashKey: '0' },
      never,
    );
    expect(first.shardId).toBe(low?.id);
    const results = await streams.putBatch(
      stream,
      [
        { data: Buffer.from([0, 255, 10]), partitionKey: 'k', explicitHashKey: high?.startingHashKey ?? '' },
        { data: Buffer.from('second'), partitionKey: 'k', explicitHashKey: '1' },
      ],
      never,
    );
    expect(results.map(result => 'shardId' in result && result.shardId)).toEqual([high?.id, low?.id]);

    const read = async (shardId: string, position: Parameters<StreamClient['iterator']>[2]) => {
      const iterator = await streams.iterator(stream, shardId, position, never);
      return streams.records(stream, iterator, 100, never);
    };
    const all = await read(low?.id ?? '', { type: 'TRIM_HORIZON' });
    expect(all.records.map(text)).toEqual(['first \u{1f389}', 'second']);
    expect(all.records[0]).toMatchObject({ partitionKey: 'k', sequenceNumber: first.sequenceNumber });
    expect(Math.abs((all.records[0]?.arrivedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(all.nextIterator).toBeDefined();
    expect((await streams.records(stream, all.nextIterator ?? '', 100, never)).records).toEqual([]);

    const { sequenceNumber } = first;
    expect((await read(low?.id ?? '', { type: 'AT_SEQUENCE_NUMBER', sequenceNumber })).records).toHaveLength(2);
    expect((await read(low?.id ?? '', { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber })).records.map(text)).toEqual([
      'second',
    ]);
    expect((await read(low?.id ?? '', { type: 'AT_TIMESTAMP', timestamp: before })).records).toHaveLength(2);
    expect((await read(low?.id ?? '', { type: 'LATEST' })).records).toEqual([]);
    expect([...((await read(high?.id ?? '', { type: 'TRIM_HORIZON' })).records[0]?.data ?? [])]).toEqual([0, 255, 10]);
  });

  checked(kind, 'kinesis.highestHashKey')('the highest hash key of all belongs to the last shard', async () => {
    const stream = await create(2);
    const { items } = await streams.shards(stream, {}, never);
    const last = items.find(shard => BigInt(shard.endingHashKey) === 2n ** 128n - 1n);
    const record = { data: Buffer.from('x'), partitionKey: 'k', explicitHashKey: last?.endingHashKey ?? '' };
    expect((await streams.put(stream, record, never)).shardId).toBe(last?.id);
  });

  test('a stream that is not there, a key too long and a record too large are refused', async () => {
    const name = newName('none');
    const stream = { ...door.scope, name, arn: `arn:aws:kinesis:us-east-1:${server.accountId}:stream/${name}` };
    await expect(streams.summary(stream, never)).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining(name),
    });
    const data = Buffer.alloc(1);
    await expect(streams.put(stream, { data, partitionKey: 'k' }, never)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(streams.put(stream, { data, partitionKey: 'k'.repeat(257) }, never)).rejects.toMatchObject({
      kind: 'invalid',
    });
    await expect(
      streams.put(stream, { data: Buffer.alloc(10_485_761), partitionKey: 'k' }, never),
    ).rejects.toMatchObject({ kind: 'too-large' });
  });

  test('a name taken is refused', async () => {
    const stream = await create();
    await expect(streams.create(stream.name, { mode: 'PROVISIONED', shards: 1 }, never)).rejects.toMatchObject({
      kind: 'already-exists',
    });
  });

  checked(kind, 'kinesis.tagsTogether')('tags of streams are read for grouping', async () => {
    const stream = await streams.create(
      newName('tagged'),
      { mode: 'PROVISIONED', shards: 1, tags: { team: 'shop' } },
      never,
    );
    const tags = await door.aws.tags(door.scope).tags('kinesis', [stream.arn], never);
    expect(tags.get(stream.arn)).toEqual({ team: 'shop' });
  });
});
