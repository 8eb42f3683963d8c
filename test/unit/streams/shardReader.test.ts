import { describe, expect, test } from 'vitest';
import { AwsError, isCancelled } from '../../../src/core/errors.ts';
import { ShardReader } from '../../../src/streams/read/shardReader.ts';
import type { StartingPosition } from '../../../src/streams/stream.ts';
import { records, StreamMemory, signal, stream, TestClock } from './streamMemory.ts';

const expired = () => new AwsError('Expired', { kind: 'invalid', code: 'ExpiredIterator' });
const throttled = () => new AwsError('Slow down', { kind: 'throttled', code: 'ProvisionedThroughputExceeded' });

function readerOver(client: StreamMemory, position: StartingPosition = { type: 'TRIM_HORIZON' }) {
  const clock = new TestClock();
  return { clock, reader: new ShardReader(client, stream, 'shard-0', position, { clock }) };
}

test('a closed shard is read to its end, each record once and in order', async () => {
  const client = new StreamMemory();
  client.stored = records(5);
  client.closed = true;
  const { reader } = readerOver(client);
  const seen: string[] = [];
  for (;;) {
    const step = await reader.next(signal);
    seen.push(...step.records.map(record => record.sequenceNumber));
    if (step.ended) break;
  }
  expect(seen).toEqual(['1', '2', '3', '4', '5']);
  expect(await reader.next(signal)).toEqual({ records: [], ended: true, renewed: false });
});

describe('pace', () => {
  test('stays under five calls a second, and slower once caught up', async () => {
    const client = new StreamMemory();
    client.stored = records(4);
    const { reader, clock } = readerOver(client);
    for (let step = 0; step < 5; step++) await reader.next(signal);
    expect(clock.slept.every(pause => pause >= 200)).toBe(true);
    expect(clock.slept.at(-1)).toBe(1_000);
  });

  test('stays under 2 MiB a second', async () => {
    const client = new StreamMemory();
    client.stored = records(4, 1_048_576 * 4);
    const { reader, clock } = readerOver(client);
    await reader.next(signal);
    await reader.next(signal);
    expect(clock.slept).toEqual([4_000]);
  });

  test('waits longer and longer while it is throttled, and loses nothing', async () => {
    const client = new StreamMemory();
    client.stored = records(2);
    client.failures = [throttled(), throttled()];
    const { reader } = readerOver(client);
    expect(await reader.next(signal)).toMatchObject({ records: [], throttledFor: 1_000 });
    expect(await reader.next(signal)).toMatchObject({ records: [], throttledFor: 2_000 });
    expect((await reader.next(signal)).records).toHaveLength(2);
  });
});

describe('an expired iterator', () => {
  test('is renewed after the last record read', async () => {
    const client = new StreamMemory();
    client.stored = records(4);
    const { reader } = readerOver(client);
    await reader.next(signal);
    client.failures = [expired()];
    const step = await reader.next(signal);
    expect(step.renewed).toBe(true);
    expect(step.records.map(record => record.sequenceNumber)).toEqual(['3', '4']);
    expect(client.calls.at(-1)).toEqual({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '2' });
  });

  test('of LATEST that has read nothing is renewed from the time it was made, not from now', async () => {
    const client = new StreamMemory();
    const { reader, clock } = readerOver(client, { type: 'LATEST' });
    const made = clock.now();
    await reader.next(signal);
    clock.time += 600_000;
    client.failures = [expired()];
    await reader.next(signal);
    expect(client.calls).toEqual([{ type: 'LATEST' }, { type: 'AT_TIMESTAMP', timestamp: new Date(made) }]);
  });

  test('that is refused again is an error', async () => {
    const client = new StreamMemory();
    client.failures = [expired(), expired()];
    await expect(readerOver(client).reader.next(signal)).rejects.toThrow('Expired');
  });
});

test('steps that overlap read one after the other', async () => {
  const client = new StreamMemory();
  client.stored = records(4);
  const { reader } = readerOver(client);
  const steps = await Promise.all([reader.next(signal), reader.next(signal)]);
  expect(steps.flatMap(step => step.records.map(record => record.sequenceNumber))).toEqual(['1', '2', '3', '4']);
});

test('a cancelled step is repeated by the next one', async () => {
  const client = new StreamMemory();
  client.stored = records(2);
  const { reader } = readerOver(client);
  const stopped = AbortSignal.abort(new DOMException('stop', 'AbortError'));
  await expect(reader.next(stopped)).rejects.toSatisfy(isCancelled);
  expect((await reader.next(signal)).records).toHaveLength(2);
});

test('a stream that is gone is said, not retried', async () => {
  const client = new StreamMemory();
  client.failures = [new AwsError('Gone', { kind: 'not-found', code: 'ResourceNotFound' })];
  await expect(readerOver(client).reader.next(signal)).rejects.toThrow('Gone');
});
