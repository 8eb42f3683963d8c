import { describe, expect, it } from 'vitest';
import {
  attributeFaults,
  attributeValueFault,
  changedAttributes,
  createQueue,
  depthWords,
  editQueue,
  queueNameFault,
  retentionLoss,
} from '../../../src/queues/queueService.ts';
import { MemoryQueueClient } from './memoryQueueClient.ts';

const { signal } = new AbortController();

describe('queueNameFault', () => {
  it('accepts what SQS accepts', () => {
    expect(queueNameFault('orders-1_A', false)).toBeUndefined();
    expect(queueNameFault(`${'x'.repeat(75)}.fifo`, true)).toBeUndefined();
  });

  it.each([
    ['', false, 'needs a name'],
    ['.fifo', true, 'needs a name'],
    ['a b', false, 'letters'],
    ['a.b', false, 'letters'],
    ['x'.repeat(81), false, '80 characters'],
    [`${'x'.repeat(76)}.fifo`, true, '80 characters'],
    ['orders', true, 'ends in .fifo'],
    ['orders.fifo', false, 'Only the name of a FIFO'],
  ])('refuses %j (fifo %s)', (name, fifo, words) => expect(queueNameFault(name, fifo)).toContain(words));
});

describe('attributeValueFault', () => {
  it.each([
    ['VisibilityTimeout', '0'],
    ['VisibilityTimeout', '43200'],
    ['MessageRetentionPeriod', '1209600'],
    ['Policy', ''],
    ['Policy', '{"Statement":[]}'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:1:q","maxReceiveCount":"3"}'],
    ['SomethingNew', 'whatever'],
  ])('accepts %s = %s', (name, value) => expect(attributeValueFault(name, value, false)).toBeUndefined());

  it.each([
    ['VisibilityTimeout', '43201', '0 to 43200'],
    ['VisibilityTimeout', '1.5', 'whole number'],
    ['DelaySeconds', '', 'whole number'],
    ['MaximumMessageSize', '1023', '1024 to 1048576'],
    ['Policy', '[]', 'JSON object'],
    ['RedrivePolicy', '{"maxReceiveCount":3}', 'deadLetterTargetArn'],
    ['RedrivePolicy', '{"deadLetterTargetArn":"arn:x","maxReceiveCount":0}', '1 to 1000'],
    ['ContentBasedDeduplication', 'true', 'FIFO queues only'],
    ['ApproximateNumberOfMessages', '3', 'cannot be set'],
    ['SqsManagedSseEnabled', 'yes', 'true or false'],
  ])('refuses %s = %s', (name, value, words) => expect(attributeValueFault(name, value, false)).toContain(words));

  it('finds faults of combinations', () => {
    expect(
      attributeFaults({ FifoThroughputLimit: 'perMessageGroupId', DeduplicationScope: 'queue' }, true),
    ).toHaveLength(1);
    expect(attributeFaults({ SqsManagedSseEnabled: 'true', KmsMasterKeyId: 'alias/k' }, false)).toHaveLength(1);
  });
});

describe('changedAttributes', () => {
  it('leaves out what is the same, whatever its layout, and what equals the default of an attribute not listed', () => {
    const current = {
      DelaySeconds: '0',
      Policy: '{"Version":"2012-10-17"}',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:a","maxReceiveCount":"3"}',
    };
    const wanted = {
      DelaySeconds: '5',
      VisibilityTimeout: '30',
      Policy: '{ "Version": "2012-10-17" }',
      RedrivePolicy: '{"maxReceiveCount":3,"deadLetterTargetArn":"arn:a"}',
      KmsMasterKeyId: '',
    };
    expect(changedAttributes(current, wanted)).toEqual({ DelaySeconds: '5' });
  });

  it('counts the removal of a policy', () => {
    expect(
      changedAttributes(
        { RedrivePolicy: '{"deadLetterTargetArn":"arn:a","maxReceiveCount":3}' },
        { RedrivePolicy: '' },
      ),
    ).toEqual({
      RedrivePolicy: '',
    });
  });
});

describe('createQueue', () => {
  it('makes the dead-letter queue first, of the same kind, and names it', async () => {
    const memory = new MemoryQueueClient();
    const request = {
      name: 'orders.fifo',
      attributes: { ContentBasedDeduplication: 'true' },
      tags: { team: 'shop' },
      newDeadLetterQueue: { name: 'orders-dlq.fifo', maxReceiveCount: 4 },
    };
    await createQueue(memory.client, request, signal);
    expect(memory.calls).toEqual([
      'create orders-dlq.fifo FifoQueue,MessageRetentionPeriod',
      'create orders.fifo ContentBasedDeduplication,FifoQueue,RedrivePolicy',
    ]);
    expect(memory.queues.get('orders.fifo')?.raw['RedrivePolicy']).toBe(
      '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:orders-dlq.fifo","maxReceiveCount":4}',
    );
    expect(memory.queues.get('orders-dlq.fifo')?.tags).toEqual({ team: 'shop' });
  });

  it('says what stands when the second half fails', async () => {
    const memory = new MemoryQueueClient();
    memory.failures.set('create orders', new Error('quota'));
    const request = {
      name: 'orders',
      attributes: {},
      tags: {},
      newDeadLetterQueue: { name: 'dlq', maxReceiveCount: 3 },
    };
    await expect(createQueue(memory.client, request, signal)).rejects.toThrow(
      'The dead-letter queue dlq was created, but the queue itself was not: quota',
    );
  });

  it('makes no call for what is wrong', async () => {
    const memory = new MemoryQueueClient();
    const request = { name: 'or ders', attributes: { DelaySeconds: '901' }, tags: {} };
    await expect(createQueue(memory.client, request, signal)).rejects.toThrow(/letters.*0 to 900/);
    expect(memory.calls).toEqual([]);
  });
});

describe('editQueue', () => {
  it('sends only what differs and nothing when nothing does', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders', { DelaySeconds: '0', VisibilityTimeout: '30' });
    expect(await editQueue(memory.client, queue, { DelaySeconds: '7', VisibilityTimeout: '30' }, signal)).toEqual({
      DelaySeconds: '7',
    });
    expect(await editQueue(memory.client, queue, { DelaySeconds: '7' }, signal)).toEqual({});
    expect(memory.calls).toEqual(['setAttributes orders DelaySeconds']);
  });

  it('sees a combination with what the queue has already', async () => {
    const memory = new MemoryQueueClient();
    const queue = memory.add('orders.fifo', { DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' });
    await expect(editQueue(memory.client, queue, { FifoThroughputLimit: 'perMessageGroupId' }, signal)).rejects.toThrow(
      'needs the deduplication scope messageGroup',
    );
  });
});

describe('depthWords', () => {
  const base = { arn: 'a', fifo: false, raw: {} };

  it.each([
    [{ ...base }, 'an unknown number of messages'],
    [{ ...base, messages: 0 }, 'no messages as far as SQS knows'],
    [{ ...base, messages: 1 }, 'about 1 message'],
    [
      { ...base, messages: 1_200, messagesNotVisible: 10, messagesDelayed: 4 },
      'about 1,214 messages (1,200 waiting, 10 in flight, 4 delayed)',
    ],
  ])('%j', (attributes, words) => expect(depthWords(attributes)).toBe(words));
});

describe('a shorter retention', () => {
  it.each([
    ['345600', '3600', 'Messages older than 1 h are deleted unread and for good, within 15 minutes.'],
    ['345600', '345600', undefined],
    ['345600', '1209600', undefined],
    ['1209600', '', 'Messages older than 4 d are deleted unread and for good, within 15 minutes.'],
    ['345600', 'soon', undefined],
  ])('from %s to %s', (before, to, loss) => {
    expect(retentionLoss({ MessageRetentionPeriod: before }, { MessageRetentionPeriod: to })).toBe(loss);
  });

  it('is lost from nothing when the retention stays', () => {
    expect(retentionLoss({ MessageRetentionPeriod: '3600' }, { DelaySeconds: '1' })).toBeUndefined();
  });
});
