import { KinesisClient, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { type ReadStep, ShardReader } from '../../src/streams/read/shardReader.ts';
import type { StartingPosition, StreamRef } from '../../src/streams/stream.ts';
import type { StreamClient } from '../../src/streams/streamClient.ts';
import { type Door, never, newName, openDoor, until } from './harness.ts';
import { type FaultProxy, type FaultRule, startFaultProxy } from './servers/faultProxy.ts';
import { kinesisLocal } from './servers/kinesisLocal.ts';
import type { LocalServer } from './servers/server.ts';

/** What Kinesis answers when it refuses a call. */
function refusal(code: string): ReturnType<FaultRule> {
  return {
    kind: 'answer',
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message: 'As told' }),
  };
}

describe('reading a shard through faults', () => {
  let server: LocalServer;
  let proxy: FaultProxy;
  let door: Door;
  let streams: StreamClient;
  let stream: StreamRef;

  beforeAll(async () => {
    server = await kinesisLocal.start();
    proxy = await startFaultProxy(server.endpoint);
    door = openDoor({ ...server, endpoint: proxy.endpoint });
    streams = door.aws.streams(door.scope);
    stream = await streams.create(newName('read'), { mode: 'PROVISIONED', shards: 1 }, never);
    await active();
    for (let index = 0; index < 5; index++) {
      await streams.put(stream, { data: new TextEncoder().encode(String(index)), partitionKey: 'k' }, never);
    }
  });
  afterAll(async () => {
    door?.aws.dispose();
    await proxy?.stop();
    await server?.stop();
  });

  const active = () =>
    until(
      () => streams.summary(stream, never),
      summary => summary.status === 'ACTIVE',
    );
  const reader = (position: StartingPosition, limit = 2) =>
    new ShardReader(streams, stream, 'shardId-000000000000', position, { clock: systemClock, limit });

  /** Steps until enough records have come or the shard ends. */
  async function read(from: ShardReader, wanted: number): Promise<{ texts: string[]; steps: ReadStep[] }> {
    const steps: ReadStep[] = [];
    const texts = () => steps.flatMap(step => step.records.map(record => Buffer.from(record.data).toString()));
    while (texts().length < wanted && steps.length < 30) {
      const step = await from.next(never);
      steps.push(step);
      if (step.ended) break;
    }
    return { texts: texts(), steps };
  }

  test('an expired iterator is renewed after the last record read', async () => {
    proxy.use(({ action, nth }) =>
      action === 'GetRecords' && nth === 2 ? refusal('ExpiredIteratorException') : undefined,
    );
    const { texts, steps } = await read(reader({ type: 'TRIM_HORIZON' }), 5);
    expect(texts).toEqual(['0', '1', '2', '3', '4']);
    expect(steps.filter(step => step.renewed)).toHaveLength(1);
  });

  test('a refusal for too much reading is waited out and loses nothing', async () => {
    proxy.use(({ action, nth }) =>
      action === 'GetRecords' && nth >= 2 && nth <= 6 ? refusal('ProvisionedThroughputExceededException') : undefined,
    );
    const { texts } = await read(reader({ type: 'TRIM_HORIZON' }), 5);
    expect(texts).toEqual(['0', '1', '2', '3', '4']);
  });

  test('positions name what they say', async () => {
    proxy.use();
    const { steps } = await read(reader({ type: 'TRIM_HORIZON' }), 5);
    const numbers = steps.flatMap(step => step.records.map(record => record.sequenceNumber));
    const third = numbers[2] ?? '';
    const at = await read(reader({ type: 'AT_SEQUENCE_NUMBER', sequenceNumber: third }), 3);
    const after = await read(reader({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: third }), 2);
    expect([at.texts, after.texts]).toEqual([
      ['2', '3', '4'],
      ['3', '4'],
    ]);
    const early = await read(reader({ type: 'AT_TIMESTAMP', timestamp: new Date(Date.now() - 3_600_000) }), 5);
    expect(early.texts).toHaveLength(5);
    expect((await reader({ type: 'LATEST' }).next(never)).records).toEqual([]);
  });

  test('the end of a closed shard is said', async () => {
    const kinesis = new KinesisClient({ ...server, requestHandler: new NodeHttpHandler() });
    await kinesis.send(
      new SplitShardCommand({
        StreamName: stream.name,
        ShardToSplit: 'shardId-000000000000',
        NewStartingHashKey: (1n << 127n).toString(),
      }),
    );
    kinesis.destroy();
    await active();
    const { texts, steps } = await read(reader({ type: 'TRIM_HORIZON' }), 6);
    expect(texts).toEqual(['0', '1', '2', '3', '4']);
    expect(steps.at(-1)?.ended).toBe(true);
  });
});
