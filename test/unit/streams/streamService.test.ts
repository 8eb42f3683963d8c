import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import { streamRows } from '../../../src/streams/streamRows.ts';
import {
  changeStream,
  createStream,
  deleteConsequence,
  planChange,
  retentionHint,
  streamNameProblem,
  waitUntilActive,
} from '../../../src/streams/streamService.ts';
import { StreamMemory, signal, stream, TestClock } from './streamMemory.ts';

describe('creating', () => {
  test('a provisioned stream has one shard unless told otherwise, an on-demand one names none', async () => {
    const client = new StreamMemory();
    await createStream(client, { name: 'a', mode: 'PROVISIONED' }, signal);
    await createStream(client, { name: 'b', mode: 'ON_DEMAND' }, signal);
    expect(client.calls).toEqual([
      { create: 'a', mode: 'PROVISIONED', shards: 1 },
      { create: 'b', mode: 'ON_DEMAND' },
    ]);
  });

  test.each([
    ['', 'PROVISIONED', 1],
    ['with space', 'PROVISIONED', 1],
    ['x'.repeat(129), 'PROVISIONED', 1],
    ['a', 'PROVISIONED', 0],
    ['a', 'PROVISIONED', 1.5],
    ['a', 'ON_DEMAND', 2],
  ] as const)('%j %s with %s shards is refused before any call', async (name, mode, shards) => {
    const client = new StreamMemory();
    await expect(createStream(client, { name, mode, shards }, signal)).rejects.toThrow(/not created/);
    expect(client.calls).toEqual([]);
  });

  test('names may have periods', () => expect(streamNameProblem('a.b_c-1')).toBeUndefined());
});

describe('waiting', () => {
  test('looks once a second until the stream is active and tells how long it took', async () => {
    const client = new StreamMemory();
    client.statuses = ['CREATING', 'CREATING', 'ACTIVE'];
    const told: string[] = [];
    await waitUntilActive(client, stream, new TestClock(), signal, (status, seconds) =>
      told.push(`${status} ${seconds}`),
    );
    expect(told).toEqual(['CREATING 0', 'CREATING 1']);
  });

  test('gives up on a stream that is being deleted, and after half an hour', async () => {
    const client = new StreamMemory();
    client.statuses = ['DELETING'];
    await expect(waitUntilActive(client, stream, new TestClock(), signal)).rejects.toThrow(/being deleted/);
    client.statuses = Array.from({ length: 2_000 }, () => 'UPDATING' as const);
    await expect(waitUntilActive(client, stream, new TestClock(), signal)).rejects.toThrow(/After 30 min/);
  });

  test('a throttled look is repeated', async () => {
    const client = new StreamMemory();
    const look = client.summary.bind(client);
    let looks = 0;
    client.summary = async () => {
      looks++;
      if (looks === 1) throw new AwsError('Slow down', { kind: 'throttled', code: 'LimitExceeded' });
      return look();
    };
    await waitUntilActive(client, stream, new TestClock(), signal);
    expect(looks).toBe(2);
  });
});

describe('changing', () => {
  test('what stays the same is left out, and only a shorter retention loses records', () => {
    const { summaryNow } = new StreamMemory();
    expect(planChange(summaryNow, { retentionHours: 48, mode: 'PROVISIONED', kmsKeyId: '' })).toEqual({
      change: {},
      problems: [],
    });
    expect(planChange(summaryNow, { retentionHours: 24 }).loss).toContain('older than 1 d');
    expect(planChange(summaryNow, { retentionHours: 72 }).loss).toBeUndefined();
  });

  test.each([23, 8_761, 24.5])('a retention of %s hours is refused before any call', async hours => {
    const client = new StreamMemory();
    await expect(changeStream(client, stream, { retentionHours: hours }, new TestClock(), signal)).rejects.toThrow(
      /24 to 8,760/,
    );
    expect(client.calls).toEqual([]);
  });

  test('changes wait for each other', async () => {
    const client = new StreamMemory();
    client.summaryNow = { ...client.summaryNow, encryption: 'KMS', kmsKeyId: 'old' };
    client.statuses = ['ACTIVE', 'UPDATING', 'ACTIVE', 'ACTIVE', 'ACTIVE'];
    const wanted = { retentionHours: 72, mode: 'ON_DEMAND', kmsKeyId: '' } as const;
    expect(await changeStream(client, stream, wanted, new TestClock(), signal)).toEqual([
      'retention',
      'mode',
      'encryption',
    ]);
    expect(client.calls).toEqual([
      { retention: 72, current: 48 },
      { mode: 'ON_DEMAND' },
      { keyId: undefined, current: 'old' },
    ]);
  });

  test('when one is refused the error says what was changed before it', async () => {
    const client = new StreamMemory();
    await expect(
      changeStream(client, stream, { retentionHours: 72, kmsKeyId: 'nope' }, new TestClock(), signal),
    ).rejects.toThrow('No such key: nope. Changed before that: retention');
  });
});

test('what a retention costs is said in three bands', () => {
  expect(new Set([24, 25, 168, 169].map(retentionHint)).size).toBe(3);
  expect(retentionHint(25)).toBe(retentionHint(168));
});

test('the question before a deletion names shards and consumers', () => {
  const { summaryNow } = new StreamMemory();
  expect(deleteConsequence({ ...summaryNow, consumers: 2 })).toContain(
    '1 open shard, and 2 registered consumers go with it',
  );
  expect(deleteConsequence(undefined)).toContain('Its consumers go with it');
});

test('every figure of a summary has words', () => {
  for (const row of streamRows(new StreamMemory().summaryNow)) expect(row.explanation).not.toBe('');
});
