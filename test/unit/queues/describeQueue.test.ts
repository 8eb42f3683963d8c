import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/core/errors.ts';
import { describeQueue, explainAttributes } from '../../../src/queues/details/describeQueue.ts';
import { formatAttribute, queueAttributes } from '../../../src/queues/queueAttributes.ts';
import { MemoryQueueClient } from './memoryQueueClient.ts';

const { signal } = new AbortController();
const scope = {
  connectionId: 'shop',
  connectionName: 'Shop',
  region: 'eu-west-1',
  readOnly: false,
  production: false,
  peekAllowed: false,
};

describe('describeQueue', () => {
  it('tells dead letters both ways', async () => {
    const memory = new MemoryQueueClient();
    const dlq = memory.add('dlq', {}, { team: 'shop' });
    const orders = memory.add('orders', { RedrivePolicy: `{"deadLetterTargetArn":"${dlq.arn}","maxReceiveCount":3}` });
    expect(await describeQueue(memory.client, orders, scope, signal)).toMatchObject({
      kind: 'queue',
      details: { deadLetter: { name: 'dlq', maxReceiveCount: 3 }, sources: { value: { total: 0 } } },
    });
    expect(await describeQueue(memory.client, dlq, scope, signal)).toMatchObject({
      details: { sources: { value: { total: 1, names: ['orders'] } }, tags: { value: { team: 'shop' } } },
    });
  });

  it('says in its place what may not be read', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders');
    memory.failures.set(
      'tags',
      new AwsError('Not allowed: sqs:ListQueueTags', { kind: 'access-denied', code: 'AccessDenied' }),
    );
    expect(await describeQueue(memory.client, queue, scope, signal)).toMatchObject({
      kind: 'queue',
      details: { tags: { problem: 'Not allowed: sqs:ListQueueTags' } },
    });
  });

  it('answers that a queue is gone, and fails for every other reason', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders');
    memory.failures.set('attributes', new AwsError('No such queue', { kind: 'not-found', code: 'QueueDoesNotExist' }));
    expect(await describeQueue(memory.client, queue, scope, signal)).toEqual({ kind: 'gone', scope, name: 'orders' });
    memory.failures.set('attributes', new AwsError('Down', { kind: 'unreachable', code: 'ECONNREFUSED' }));
    await expect(describeQueue(memory.client, queue, scope, signal)).rejects.toThrow('Down');
  });
});

describe('explainAttributes', () => {
  it('lists unknown attributes as they are, after the known ones', () => {
    const rows = explainAttributes({ DelaySeconds: '0', BrandNew: '{"x":1}' }, false);
    expect(rows.at(-1)).toEqual({ name: 'BrandNew', label: 'BrandNew', value: '{"x":1}', explanation: '' });
    expect(rows.find(row => row.name === 'DelaySeconds')).toMatchObject({ label: 'Delivery delay', value: '0 s' });
  });

  it('hides FIFO attributes of standard queues unless the service lists them', () => {
    const names = (raw: Record<string, string>, fifo: boolean): string[] =>
      explainAttributes(raw, fifo).map(row => row.name);
    expect(names({}, false)).not.toContain('DeduplicationScope');
    expect(names({}, true)).toContain('DeduplicationScope');
    expect(names({ DeduplicationScope: 'queue' }, false)).toContain('DeduplicationScope');
  });

  it('explains every attribute it knows', () => {
    expect(queueAttributes.filter(fact => fact.explanation.length < 20 || fact.label === '')).toEqual([]);
    expect(new Set(queueAttributes.map(fact => fact.name)).size).toBe(queueAttributes.length);
  });
});

describe('formatAttribute', () => {
  it.each([
    ['seconds', '345600', '4 d (345,600 s)'],
    ['seconds', '30', '30 s'],
    ['bytes', '1048576', '1 MiB (1,048,576 bytes)'],
    ['bytes', '1024', '1 KiB (1,024 bytes)'],
    ['count', '12345', '12,345'],
    ['time', '1700000000', '2023-11-14 22:13:20 UTC'],
    ['yesNo', 'true', 'Yes'],
    ['yesNo', 'maybe', 'maybe'],
    ['seconds', 'soon', 'soon'],
    ['json', '{"a":1}', '{\n  "a": 1\n}'],
  ] as const)('%s %s', (format, raw, words) => expect(formatAttribute(format, raw)).toBe(words));
});
